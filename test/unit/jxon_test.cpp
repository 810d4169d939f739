// SPDX-License-Identifier: MIT
#include "config/jxon.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace fingerpost {
namespace {

// The results of Thunderbird 153.8, run on 2026-11-29.

TEST_CASE("Thunderbird reads numbers and booleans") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"007", "7"},     {"00", "0"},        {"-0", "0"},
      {"+5", "5"},      {".5", "0.5"},      {"5.", "5"},
      {"1.50", "1.5"},  {"1e3", "1000"},    {"1e21", "1e+21"},
      {"0x1F", "0"},    {"0b11", "0"},      {"123456789012345678901", "123456789012345680000"},
      {"True", "true"}, {"FALSE", "false"},
  };
  for (const auto& [text, read] : cases) CHECK(read_by_thunderbird(text) == read);
}

TEST_CASE("Thunderbird does not change other text") {
  for (const char* const text : {"7",
                                 "12345",
                                 "1.5",
                                 "0",
                                 "100",
                                 "true",
                                 "null",
                                 "Infinity",
                                 "nan",
                                 "inf",
                                 "1_0",
                                 "1e999",
                                 "+-5",
                                 "--5",
                                 "-",
                                 "+",
                                 ".",
                                 "e3",
                                 "0x",
                                 "0b2",
                                 "0o8",
                                 "-0x1",
                                 "1 2",
                                 "Mail 5",
                                 "TSV 1860",
                                 "may5",
                                 "ann-2024",
                                 "info@5",
                                 "2024-1-01",
                                 "1/2/2024",
                                 "Mail 1.2.3",
                                 "12:30",
                                 "\xc3\xa4 5",
                                 "%EMAILADDRESS%",
                                 "1.2.3",
                                 "+",
                                 "5a",
                                 "192.0.2.1",
                                 "+ 5",
                                 "1e-7",
                                 "-5",
                                 "0.1",
                                 "10000000000000000",
                                 "1e+21"})
    CHECK(read_by_thunderbird(text) == text);
}

TEST_CASE("spaces around a number are not part of it") {
  CHECK(read_by_thunderbird(" 12\n") == "12");
}

}  // namespace
}  // namespace fingerpost
