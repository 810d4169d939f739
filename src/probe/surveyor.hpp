// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>

#include "probe/survey.hpp"

namespace fingerpost {

/** Called with the number of lookups done and begun so far. */
using Progress = std::function<void(std::size_t done, std::size_t begun)>;

/** Answers of DNS and mail servers, kept so that several domains do not ask twice. */
struct Memory {
  std::map<DnsQuestion, DnsAnswer> dns = {};
  /** Keyed by `describe()` of the server. */
  std::map<std::string, Fetched> mail = {};
};

/** Looks up the domain's records, fetches each URL that clients try, and then queries each mail
    server found. Uses the memory instead of asking again. No lookup takes longer than 5 seconds,
    and lookups of one kind run in parallel. Throws Error if libcurl cannot be set up or no DNS
    server is configured. */
Survey make_survey(const ProbeSettings& settings, Memory& memory, const Progress& progress);

}  // namespace fingerpost
