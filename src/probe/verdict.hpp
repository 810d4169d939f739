// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace fingerpost {

/** The cause of a verdict. Verdicts that share one become one finding. */
struct Cause {
  /** Equal for equal causes; empty for a verdict without a shared cause. Never shown. */
  std::string id = {};
  /** The host that is affected. All of them replace `{hosts}` in a text or an advice. */
  std::string host = {};
  /** The subject of a finding that joins several verdicts; empty for the hosts. */
  std::string title = {};
};

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
  Cause cause = {};
  /** The clients that are affected, for people; added to the advice of a single verdict. */
  std::string clients = {};
  /** Whether it sums up other verdicts. Then it keeps its place, and does not count in addition to
      the finding that it follows from. */
  bool summary = false;
  /** The subjects of all verdicts that this finding joins; empty for a single one. */
  std::vector<std::string> affects = {};
  /** For a summary: the subject of the finding that it follows from. */
  std::string because = {};
};

/** Verdicts on one kind of thing. */
struct Section {
  std::string title;
  std::vector<Verdict> verdicts;
};

}  // namespace fingerpost
