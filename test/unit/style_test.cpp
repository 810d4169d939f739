// SPDX-License-Identifier: MIT
#include "page/style.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/sha256.hpp"
#include "page/stylesheet.hpp"

using namespace fingerpost;

namespace {

Look derived(Look look) {
  derive_style(look);
  return look;
}

std::string source_of(std::string_view style) {
  return "'sha256-" + sha256_base64(style) + "'";
}

std::string policy_with(std::string_view styles, std::string_view images = "") {
  return fmt::format(
      "default-src 'none'; style-src {}{}; form-action 'self'; base-uri 'none'; frame-ancestors "
      "'none'",
      styles, images);
}

/** Returns the linear values of a channel (WCAG 2.2, "relative luminance"). */
const std::array<double, 256>& channel_lights() {
  static const auto lights = [] {
    std::array<double, 256> all;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double part = static_cast<double>(i) / 255;
      all[i] = part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    }
    return all;
  }();
  return lights;
}

double contrast(double a, double b) {
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

}  // namespace

TEST_CASE("the style of an accent") {
  CHECK(derived({.accent = "#1a5fb4"}).style == ":root{--accent:#1a5fb4;--on-accent:#fff}");
  CHECK(derived({.accent = "#ffcc00"}).style == ":root{--accent:#ffcc00;--on-accent:#000}");
  CHECK(derived({}).style.empty());
}

TEST_CASE("text on any accent is easy to read") {
  constexpr std::size_t step = 5;
  for (std::size_t red = 0; red < 256; red += step)
    for (std::size_t green = 0; green < 256; green += step)
      for (std::size_t blue = 0; blue < 256; blue += step) {
        const std::string accent = fmt::format("#{:02x}{:02x}{:02x}", red, green, blue);
        const std::string style = derived({.accent = accent}).style;
        const double text = style.ends_with(":#fff}") ? 1 : 0;
        const auto& lights = channel_lights();
        const double light = 0.2126 * lights[red] + 0.7152 * lights[green] + 0.0722 * lights[blue];
        if (contrast(light, text) < 4.5) FAIL(style);
      }
}

TEST_CASE("the policy of a page allows its styles") {
  CHECK(page_policy(nullptr) == policy_with(source_of(stylesheet)));
  const Look plain = derived({});
  CHECK(page_policy(&plain) == page_policy(nullptr));
  const Look blue = derived({.accent = "#1a5fb4"});
  CHECK(page_policy(&blue) == policy_with(source_of(stylesheet) + " " +
                                          source_of(":root{--accent:#1a5fb4;--on-accent:#fff}")));
}

TEST_CASE("the policy of a page allows its logo, and no other picture") {
  const auto sources = [](std::string_view logo) {
    const std::string policy = derived({.logo = std::string(logo)}).policy;
    const std::string begin = "; img-src ";
    const auto at = policy.find(begin);
    REQUIRE(at != policy.npos);
    const std::string found = policy.substr(at, policy.find(';', at + 1) - at);
    CHECK(policy == policy_with(source_of(stylesheet), found));
    return found.substr(begin.size());
  };
  CHECK(sources("data:image/png;base64,AAAA") == "data:");
  CHECK(sources("https://www.example.com/logo.png") == "https://www.example.com/logo.png");
  CHECK(sources("HTTPS://WWW.Example.com:443/Logo.png?v=2#x") ==
        "https://www.example.com/Logo.png");
  CHECK(sources("https://cdn.example.com:8443/a,b;c%20d.png") ==
        "https://cdn.example.com:8443/a%2Cb%3Bc%20d.png");
  CHECK(sources("https://example.com?logo=1") == "https://example.com/");
}

// A style is in the page without escaping, and browsers hash it as they read it.
TEST_CASE("a style means the same in HTML and XML") {
  CHECK(stylesheet.find_first_of("<>&\r") == stylesheet.npos);
  CHECK(derived({.accent = "#1a5fb4"}).style.find_first_of("<>&\r") == std::string::npos);
}
