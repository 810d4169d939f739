// SPDX-License-Identifier: MIT
#include "protocol/protocol.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/autoconfig.hpp"
#include "protocol/pox.hpp"

namespace fingerpost {

namespace {

constexpr Protocol protocols[] = {
    {"autoconfig", autoconfig::paths, "GET, HEAD", autoconfig::answer},
    {"autodiscover", pox::paths, "GET, HEAD, POST", pox::answer},
};

}  // namespace

const Protocol* find_protocol(std::string_view path) {
  const auto serves = [&](const Protocol& protocol) {
    return std::any_of(protocol.paths.begin(), protocol.paths.end(),
                       [&](std::string_view own) { return equal_ignoring_case(own, path); });
  };
  const auto* const protocol = std::find_if(std::begin(protocols), std::end(protocols), serves);
  return protocol == std::end(protocols) ? nullptr : protocol;
}

}  // namespace fingerpost
