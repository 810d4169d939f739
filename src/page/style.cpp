// SPDX-License-Identifier: MIT
#include "page/style.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string_view>

#include "base/sha256.hpp"
#include "model/url.hpp"
#include "page/stylesheet.hpp"

namespace fingerpost {

namespace {

/** Returns the linear value of a colour channel, given as two hexadecimal digits (WCAG 2.2,
    "relative luminance"). */
double channel_luminance(std::string_view digits) {
  unsigned number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  const double part = number / 255.0;
  return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

/** Returns the relative luminance of a colour #rrggbb, from 0 to 1. */
double luminance(std::string_view colour) {
  return 0.2126 * channel_luminance(colour.substr(1, 2)) +
         0.7152 * channel_luminance(colour.substr(3, 2)) +
         0.0722 * channel_luminance(colour.substr(5, 2));
}

/** Returns the text colour (black or white) with the higher contrast on a background. */
std::string_view text_colour(std::string_view background) {
  const double light = luminance(background) + 0.05;
  constexpr double white = 1.05;
  constexpr double black = 0.05;
  return white / light > light / black ? "#fff" : "#000";
}

std::string accent_style(std::string_view accent) {
  return fmt::format(":root{{--accent:{};--on-accent:{}}}", accent, text_colour(accent));
}

/** Returns the CSP source that allows only the logo. A source has no query, and `,` and `;` would
    end it (CSP Level 3, sections 2.3.1 and 6.7.2.12). */
std::string logo_source(std::string_view logo) {
  const auto url = Url::parse(logo);
  if (!url) return "data:";
  std::string source = "https://" + url->host();
  if (url->port() != 443) source += fmt::format(":{}", url->port());
  const std::string_view path = url->path();
  for (const char c : path.substr(0, path.find_first_of("?#")))
    source += c == ',' ? "%2C" : c == ';' ? "%3B" : std::string(1, c);
  return source;
}

std::string policy_of(const Look& look) {
  std::string policy = "default-src 'none'; style-src";
  for (const std::string_view style : {stylesheet, std::string_view(look.style)})
    if (!style.empty()) policy += fmt::format(" 'sha256-{}'", sha256_base64(style));
  if (!look.logo.empty()) policy += "; img-src " + logo_source(look.logo);
  return policy + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}

}  // namespace

void derive_style(Look& look) {
  if (!look.accent.empty()) look.style = accent_style(look.accent);
  look.policy = policy_of(look);
}

const std::string& page_policy(const Look* look) {
  static const std::string own = policy_of({});
  return look ? look->policy : own;
}

}  // namespace fingerpost
