// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "inspect/findings.hpp"

namespace fingerpost {

/** A configuration built from the findings. */
struct Proposal {
  /** The configuration. Each line ends in a comment with its evidence. */
  std::string configuration;
  /** Whether it is usable as it is: it has a domain, an incoming and an outgoing server. */
  bool complete = false;
  /** Its first domain; empty if all domains are in maps. */
  std::string domain = {};
  /** Its maps, as TYPE:NAME. */
  std::vector<std::string> maps = {};
  /** Contradictions between sources, with what was chosen and why, and what is missing. One or two
      sentences each, safe for a terminal. */
  std::vector<std::string> remarks = {};
};

/** Builds a configuration from the findings. If two sources differ, uses the better one and adds a
    remark. */
Proposal propose(const InspectSettings& settings, const Inspection& found);

}  // namespace fingerpost
