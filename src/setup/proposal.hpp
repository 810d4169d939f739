// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "inspect/findings.hpp"

namespace fingerpost {

/** A configuration made of what was found. */
struct Proposal {
  /** In the configuration language. Each line ends in a comment with its evidence. */
  std::string configuration;
  /** Whether it can be used as it is: it has a domain, and a server of each direction. */
  bool complete = false;
  /** The first domain in it; empty if it has domains in maps only. */
  std::string domain = {};
  /** The maps in it, TYPE:NAME. */
  std::vector<std::string> maps = {};
  /** Where two sources say different things, with what was taken and why, and what is missing; one
      sentence or two each, safe for a terminal. */
  std::vector<std::string> remarks = {};
};

/** Weighs what was found: of two sources that differ, the better one is taken, and the difference is
    told. */
Proposal propose(const InspectSettings& settings, const Inspection& found);

}  // namespace fingerpost
