// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

using Hops = std::vector<WebFinding::Hop>;

/** Returns the hops that the last redirect leads back to; empty if it leads to a new place. */
Hops circle_of(const WebFinding& finding) {
  const auto back = Url::parse(finding.hops.back().fetched.location);
  const auto first = std::find_if(finding.hops.begin(), finding.hops.end(), [&](const auto& hop) {
    return back && is_same_place(*Url::parse(hop.url), *back);
  });
  return {first, finding.hops.end()};
}

std::string without_www(const std::string& host) {
  return host.starts_with("www.") ? host.substr(4) : host;
}

/** Whether `part` is equal for all hops. */
template <class Part>
bool share(const Hops& hops, Part part) {
  const auto first = part(*Url::parse(hops.front().url));
  return std::all_of(hops.begin(), hops.end(),
                     [&](const auto& hop) { return part(*Url::parse(hop.url)) == first; });
}

bool share_host(const Hops& hops) {
  return share(hops, [](const Url& url) { return url.host(); });
}

Verdict bad(std::string text, std::string advice) {
  return {Verdict::Level::bad, {}, std::move(text), std::move(advice)};
}

Verdict explain(const Hops& circle) {
  const Url first = *Url::parse(circle.front().url);
  if (circle.size() == 1 && first.is_https())
    return bad(
        "redirects to itself: TLS probably ends at a proxy, and the server behind it takes "
        "https for http",
        "set `trusted-proxy ADDRESS`, with the proxy's address, in fingerpost.conf, and let "
        "the proxy send X-Forwarded-Proto; if the web server redirects by a rule of its "
        "own, remove the rule or let it go by X-Forwarded-Proto");
  if (circle.size() == 1)
    return bad("redirects to itself", "correct the redirect on {hosts}, or answer 404");
  if (share_host(circle) && !share(circle, [](const Url& url) { return url.is_https(); }))
    return bad(
        "redirects from https to http and back without end: two servers disagree, probably "
        "because TLS ends at a proxy",
        "redirect only from http to https, and in one place; if TLS ends at a proxy, let it "
        "send X-Forwarded-Proto, and set `trusted-proxy ADDRESS`, with the proxy's address, "
        "in fingerpost.conf");
  if (!share_host(circle) && share(circle, [](const Url& url) { return without_www(url.host()); }))
    return bad(fmt::format("redirects from {0} to www.{0} and back without end: one rule adds "
                           "www., another removes it",
                           without_www(first.host())),
               "remove one of the two rules");
  return bad(
      fmt::format("redirects in a circle, over {}", printable(circle.back().fetched.location, 120)),
      "correct the redirects on {hosts}, or answer 404");
}

}  // namespace

std::optional<Verdict> redirect_loop(const WebFinding& finding) {
  const Hops circle = circle_of(finding);
  if (circle.empty()) return std::nullopt;
  return explain(circle);
}

}  // namespace fingerpost
