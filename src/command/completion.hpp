// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace fingerpost {

enum class Shell { bash, zsh, fish };

/** Returns the script by which a shell completes the program's command line: its subcommands, their
    options and the values of these. The type of a value says what is offered for it: `FILE`,
    `HOST…`, or `one|of|these`. Hidden options are left out. */
std::string completion(const CLI::App& app, Shell shell);

}  // namespace fingerpost
