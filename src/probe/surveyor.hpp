// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>

#include "probe/survey.hpp"

namespace fingerpost {

/** Is told how many of the lookups begun so far are done. */
using Progress = std::function<void(std::size_t done, std::size_t begun)>;

/** Answers of DNS and mail servers that several domains share, so that each is asked once. */
struct Memory {
  std::map<DnsQuestion, DnsAnswer> dns = {};
  /** Keyed by `describe()` of the server. */
  std::map<std::string, Fetched> mail = {};
};

/** Looks up the domain's records, asks each URL that a client would ask, then each mail server that
    these name; what is in the memory is not asked again. No lookup takes longer than 5 seconds, and
    those of a kind go out together. Throws Error where libcurl cannot be set up. */
Survey make_survey(const ProbeSettings& settings, Memory& memory, const Progress& progress);

}  // namespace fingerpost
