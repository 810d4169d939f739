// SPDX-License-Identifier: MIT
#include "base/base64.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

// RFC 4648 section 10.
TEST_CASE("base64 of the RFC's texts") {
  constexpr std::string_view text = "foobar";
  constexpr std::string_view expected[] = {"",         "Zg==",     "Zm8=",    "Zm9v",
                                           "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  for (std::size_t size = 0; size <= text.size(); ++size)
    CHECK(base64(text.substr(0, size)) == expected[size]);
}

TEST_CASE("base64 of bytes that are not text") {
  using namespace std::string_view_literals;
  CHECK(base64("\0\0\0"sv) == "AAAA");
  CHECK(base64("\xff\xfe\xfd\0"sv) == "//79AA==");
  CHECK(base64("\xfb\xef\xbe"sv) == "++++");
}
