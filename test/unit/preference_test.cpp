// SPDX-License-Identifier: MIT
#include "http/preference.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fingerpost;

namespace {

std::string read(std::string_view header) {
  std::string all;
  while (const auto preference = take_preference(header))
    all += '[' + std::string(preference->value) + ' ' + std::to_string(preference->weight) + ']';
  return all;
}

}  // namespace

TEST_CASE("take_preference") {
  CHECK(read("") == "");
  CHECK(read("a") == "[a 1000]");
  CHECK(read("a, b;q=0.5 ,c ; q=0") == "[a 1000][b 500][c 0]");
  CHECK(read("a;version=1.0.0;q=0.75,b;Q=0.333;x=y") == "[a 750][b 333]");
  CHECK(read("a;q=1.000,b;q=0.0019,c;q=.5,d;q=,e;q") == "[a 1000][b 1][c 0][d 0][e 1000]");
  CHECK(read(",;,") == "[ 1000][ 1000]");
  CHECK(read(std::string(100000, ';') + ",a") == "[ 1000][a 1000]");
}
