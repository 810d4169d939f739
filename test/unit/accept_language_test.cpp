// SPDX-License-Identifier: MIT
#include "http/accept_language.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace fingerpost;

TEST_CASE("preferred_language") {
  constexpr std::array<std::string_view, 3> own = {"en", "de", "fr"};
  const auto chosen = [&](std::string_view header) { return own[preferred_language(header, own)]; };
  CHECK(chosen("") == "en");
  CHECK(chosen("de") == "de");
  CHECK(chosen("DE-ch, en") == "de");
  CHECK(chosen("pt, fr;q=0.8, de;q=0.9") == "de");
  CHECK(chosen("fr;q=0.05,de;q=0.5") == "de");
  CHECK(chosen("de;q=0, fr;q=0.001") == "fr");
  CHECK(chosen("de;q=0") == "en");
  CHECK(chosen("*") == "en");
  CHECK(chosen("fr ; q=1.000 , de;q=0.999") == "fr");
  CHECK(chosen(",;,q=;de;q=x,") == "en");
  CHECK(chosen(std::string(100000, ',') + "fr") == "fr");
}
