// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace fingerpost {

/** The cause of a verdict. Verdicts with the same cause become one finding. */
struct Cause {
  /** Equal for equal causes; empty if the cause is never shared. Not shown. */
  std::string id = {};
  /** The affected host. The hosts of all verdicts replace `{hosts}` in a text or advice. */
  std::string host = {};
  /** The subject of a finding that joins several verdicts; empty to list the hosts. */
  std::string title = {};
};

/** The judgement of one thing. */
struct Verdict {
  enum class Level {
    good,
    /** Something is missing, or could be better for some client. */
    note,
    /** Something breaks for clients. */
    bad
  };

  Level level;
  /** What was found, safe to print on a terminal. */
  std::string text;
  /** What to do; empty if nothing needs to be done. */
  std::string advice = {};
  Cause cause = {};
  /** A name, a URL or a server. */
  std::string subject = {};
  /** The names of the affected clients, added to the advice of a verdict that is not joined. */
  std::string clients = {};
  /** Whether it summarizes other verdicts. A summary keeps its place, and does not count if it
      follows from a finding. */
  bool summary = false;
  /** The subjects of the verdicts that this finding joins; empty for a single one. */
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
