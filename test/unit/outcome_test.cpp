// SPDX-License-Identifier: MIT
#include "report/outcome.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("outcome_of") {
  const auto of = [](int status) { return outcome_of({.status = status}); };
  CHECK(of(200) == Outcome::answered);
  CHECK(of(302) == Outcome::redirected);
  CHECK(of(307) == Outcome::redirected);
  CHECK(of(304) == Outcome::not_modified);
  CHECK(of(500) == Outcome::failed);
  CHECK(outcome_of({.event = {.detail = "ErrorCode 600"}}) == Outcome::bad_request);

  const auto refused = [](Refusal refusal) { return outcome_of(refuse(refusal)); };
  CHECK(refused(Refusal::no_such_path) == Outcome::not_found);
  CHECK(refused(Refusal::no_settings) == Outcome::not_found);
  CHECK(refused(Refusal::no_address) == Outcome::bad_request);
  CHECK(refused(Refusal::unknown) == Outcome::unavailable);
  CHECK(refused(Refusal::wrong_method) == Outcome::wrong_method);
  CHECK(refused(Refusal::too_large) == Outcome::too_large);
  CHECK(refused(Refusal::failed) == Outcome::failed);
}

TEST_CASE("every outcome has its word") {
  CHECK(outcome_words[static_cast<std::size_t>(Outcome::answered)] == "answered");
  CHECK(outcome_words[static_cast<std::size_t>(Outcome::unavailable)] == "unavailable");
  CHECK(outcome_words.size() == static_cast<std::size_t>(Outcome::unavailable) + 1);
}
