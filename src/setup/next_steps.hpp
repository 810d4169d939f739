// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace fingerpost {

/** A command to paste, and its purpose. */
struct NextStep {
  std::string command;
  std::string purpose;
};

/** The facts about a configuration that the next steps depend on. */
struct NewConfiguration {
  /** The option after `fingerpost` in every command: empty, or ` -c FILE`. */
  std::string option = {};
  /** The arguments of `fingerpost init` that made this configuration, such as ` example.com`. */
  std::string arguments = {};
  /** Its maps, as TYPE:NAME. */
  std::vector<std::string> maps = {};
  /** Whether it is installed. */
  bool in_place = false;
  /** An example of its domains; empty if all domains are in maps. */
  std::string domain = {};
};

/** Returns the commands to run, in order, until clients find the configuration. Covers the web
    servers installed here, or nginx if there is none. */
std::vector<NextStep> next_steps(const NewConfiguration& made);

}  // namespace fingerpost
