// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace fingerpost {

/** One thing that was looked at. */
struct Verdict {
  enum class Level {
    good,
    /** Some client would like it otherwise, or it is just not there. */
    note,
    /** Clients are bitten. */
    bad
  };

  Level level;
  /** A name, a URL or a server. */
  std::string subject;
  /** What was found; fit for a terminal. */
  std::string text;
  /** What to do; empty where nothing needs to be done. */
  std::string advice = {};
};

/** Verdicts on one kind of thing. */
struct Section {
  std::string title;
  std::vector<Verdict> verdicts;
};

}  // namespace fingerpost
