// SPDX-License-Identifier: MIT
#include "base/error.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("every errno value has a message, known or not") {
  CHECK(errno_text(ENOENT) == "No such file or directory");
  CHECK(errno_text(-1).find("-1") != std::string::npos);
  errno = EACCES;
  CHECK(errno_text() == "Permission denied");
}
