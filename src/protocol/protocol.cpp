// SPDX-License-Identifier: MIT
#include "protocol/protocol.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "protocol/autoconfig.hpp"
#include "protocol/autodiscover.hpp"
#include "protocol/autodiscover_json.hpp"
#include "protocol/mobileconfig.hpp"
#include "protocol/pacc.hpp"
#include "protocol/page.hpp"
#include "protocol/well_known.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view get[] = {"GET", "HEAD"};
constexpr std::string_view get_or_post[] = {"GET", "HEAD", "POST"};
constexpr std::span<const std::string_view> any;

constexpr Protocol protocols[] = {
    {.name = "autoconfig",
     .paths = autoconfig::paths,
     .methods = get,
     .read = autoconfig::read,
     .write = autoconfig::write,
     .gaps = autoconfig::gaps},
    {.name = "autodiscover",
     .paths = autodiscover::paths,
     .methods = get_or_post,
     .read = autodiscover::read,
     .write = autodiscover::write,
     .gaps = autodiscover::gaps},
    {.name = "autodiscover-json",
     .paths = autodiscover_json::paths,
     .methods = get,
     .read = autodiscover_json::read,
     .write = autodiscover_json::write,
     .has_logins = false},
    // The host cannot stand in: no DNS record leads to the profile of another domain's address, and
    // a signature would vouch for a stranger's address.
    {.name = "mobileconfig",
     .paths = mobileconfig::paths,
     .methods = get,
     .read = mobileconfig::read,
     .write = mobileconfig::write,
     .gaps = mobileconfig::gaps,
     .host_stands_in = false,
     .signs = true},
    {.name = "pacc",
     .paths = pacc::paths,
     .methods = get,
     .read = pacc::read,
     .write = pacc::write,
     .gaps = pacc::gaps},
    {.name = "page",
     .paths = page::paths,
     .methods = get_or_post,
     .read = page::read,
     .write = page::write,
     .refuse = page::refuse},
    {"well-known", well_known::paths, any, well_known::read, well_known::write},
};

/** Returns whether `path` is `own`, compared without case. A final asterisk in `own` matches one or
    more characters. */
bool is_path(std::string_view own, std::string_view path) {
  if (!own.ends_with('*')) return equal_ignoring_case(own, path);
  own.remove_suffix(1);
  return path.size() > own.size() && starts_with_ignoring_case(path, own);
}

}  // namespace

std::span<const Protocol> all_protocols() noexcept {
  return protocols;
}

const Protocol* find_protocol(std::string_view path) {
  const auto serves = [&](const Protocol& protocol) {
    return std::any_of(protocol.paths.begin(), protocol.paths.end(),
                       [&](std::string_view own) { return is_path(own, path); });
  };
  const auto* const protocol = std::find_if(std::begin(protocols), std::end(protocols), serves);
  return protocol == std::end(protocols) ? nullptr : protocol;
}

}  // namespace fingerpost
