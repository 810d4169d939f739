// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/text.hpp"
#include "model/client_label.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

using Hops = std::vector<WebFinding::Hop>;

/** Returns the hops of the loop that the last redirect closes; empty if it leads to a new URL. */
Hops circle_of(const WebFinding& finding) {
  const auto back = Url::parse(finding.hops.back().fetched.location);
  const auto first = std::find_if(finding.hops.begin(), finding.hops.end(), [&](const auto& hop) {
    return back && is_same_place(hop.url, *back);
  });
  return {first, finding.hops.end()};
}

std::string without_www(const Url& url) {
  const std::string& host = url.host();
  return host.starts_with(client_label::web) ? host.substr(client_label::web.size()) : host;
}

/** Whether this part of the URL is equal for all hops. */
template <class Part>
bool share(const Hops& hops, Part part) {
  return std::all_of(hops.begin(), hops.end(), [&](const auto& hop) {
    return std::invoke(part, hop.url) == std::invoke(part, hops.front().url);
  });
}

Verdict explain(const Hops& circle) {
  const Url& first = circle.front().url;
  const bool shares_host = share(circle, &Url::host);
  if (circle.size() == 1 && first.is_https())
    return Verdict::bad(
        "redirects to itself: TLS probably ends at a proxy, and the server behind it mistakes "
        "https for http",
        "set `trusted-proxy ADDRESS` in fingerpost.conf to the proxy's address, and make the proxy "
        "send X-Forwarded-Proto; if the web server has a redirect rule of its own, remove it or "
        "make it use X-Forwarded-Proto");
  if (circle.size() == 1)
    return Verdict::bad("redirects to itself", "fix the redirect on {hosts}, or return 404");
  if (shares_host && !share(circle, &Url::is_https))
    return Verdict::bad(
        "redirects from https to http and back endlessly: two servers disagree, probably because "
        "TLS ends at a proxy",
        "redirect only from http to https, and in one place; if TLS ends at a proxy, make it send "
        "X-Forwarded-Proto, and set `trusted-proxy ADDRESS` in fingerpost.conf to its address");
  if (!shares_host && share(circle, without_www))
    return Verdict::bad(fmt::format("redirects from {0} to www.{0} and back endlessly: one rule "
                                    "adds www., another removes it",
                                    without_www(first)),
                        "remove one of the two rules");
  return Verdict::bad(
      fmt::format("redirects in a loop through {}", printable(circle.back().fetched.location, 120)),
      "fix the redirects on {hosts}, or return 404");
}

}  // namespace

std::optional<Verdict> redirect_loop(const WebFinding& finding) {
  const Hops circle = circle_of(finding);
  if (circle.empty()) return std::nullopt;
  return explain(circle);
}

}  // namespace fingerpost
