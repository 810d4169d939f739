// SPDX-License-Identifier: MIT
#include "protocol/protocol.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/autoconfig.hpp"
#include "protocol/autodiscover_json.hpp"
#include "protocol/mobileconfig.hpp"
#include "protocol/pacc.hpp"
#include "protocol/pox.hpp"
#include "protocol/well_known.hpp"

namespace fingerpost {

namespace {

constexpr Protocol protocols[] = {
    {"autoconfig", autoconfig::paths, "GET, HEAD", autoconfig::answer},
    {"autodiscover", pox::paths, "GET, HEAD, POST", pox::answer},
    {"autodiscover-json", autodiscover_json::paths, "GET, HEAD", autodiscover_json::answer},
    {"mobileconfig", mobileconfig::paths, "GET, HEAD", mobileconfig::answer},
    {"pacc", pacc::paths, "GET, HEAD", pacc::answer},
    {"well-known", well_known::paths, "*", well_known::answer},
};

/** `own` may end in an asterisk, which stands for anything. */
bool is_path(std::string_view own, std::string_view path) {
  if (!own.ends_with('*')) return equal_ignoring_case(own, path);
  own.remove_suffix(1);
  return path.size() > own.size() && starts_with_ignoring_case(path, own);
}

}  // namespace

const Protocol* find_protocol(std::string_view path) {
  const auto serves = [&](const Protocol& protocol) {
    return std::any_of(protocol.paths.begin(), protocol.paths.end(),
                       [&](std::string_view own) { return is_path(own, path); });
  };
  const auto* const protocol = std::find_if(std::begin(protocols), std::end(protocols), serves);
  return protocol == std::end(protocols) ? nullptr : protocol;
}

}  // namespace fingerpost
