// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace fingerpost {

/** A command to paste, and what it is good for. */
struct NextStep {
  std::string command;
  std::string purpose;
};

/** What a configuration is, as far as the next steps depend on it. */
struct NewConfiguration {
  /** What follows `fingerpost` in every command: empty, or ` -c FILE`. */
  std::string option = {};
  /** What followed `fingerpost init` when this one was made, such as ` example.com`. */
  std::string arguments = {};
  /** Its maps, TYPE:NAME. */
  std::vector<std::string> maps = {};
  /** Whether it is in place. */
  bool in_place = false;
  /** A domain to ask about; empty if it has domains in maps only. */
  std::string domain = {};
};

/** Returns what leads from a configuration to clients that find it, in order, for the web servers that
    are installed here; for nginx if there is none. */
std::vector<NextStep> next_steps(const NewConfiguration& made);

}  // namespace fingerpost
