// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace fingerpost {

enum class Shell { bash, zsh, fish };

/** Returns a script that completes the program's command line in a shell: subcommands, their
    options and the options' values. The type of a value determines its completions: `FILE`,
    `HOST…`, or `one|of|these`. Hidden options are left out. */
std::string completion(const CLI::App& app, Shell shell);

}  // namespace fingerpost
