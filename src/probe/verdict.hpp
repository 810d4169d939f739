// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
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
    /** Some client would prefer something else, or the thing is missing. */
    note,
    /** Something breaks for clients. */
    bad
  };

  Level level;
  /** What was found; fit for a terminal. */
  std::string text;
  /** What to do; empty where nothing needs to be done. */
  std::string advice = {};
  Cause cause = {};
  /** A name, a URL or a server. */
  std::string subject = {};
  /** The clients that are affected, for people; added to the advice of a single verdict. */
  std::string clients = {};
  /** Whether it sums up other verdicts. Then it keeps its place, and does not count in addition to
      the finding that it follows from. */
  bool summary = false;
  /** The subjects of all verdicts that this finding joins; empty for a single one. */
  std::vector<std::string> affects = {};
  /** For a summary: the subject of the finding that it follows from. */
  std::string because = {};

  static Verdict good(std::string text) { return {Level::good, std::move(text)}; }
  static Verdict note(std::string text, std::string advice = {}) {
    return {Level::note, std::move(text), std::move(advice)};
  }
  static Verdict bad(std::string text, std::string advice = {}) {
    return {Level::bad, std::move(text), std::move(advice)};
  }
};

/** Verdicts on one kind of thing. */
struct Section {
  std::string title;
  std::vector<Verdict> verdicts = {};

  void add(std::string subject, Verdict verdict) {
    verdict.subject = std::move(subject);
    verdicts.push_back(std::move(verdict));
  }
};

}  // namespace fingerpost
