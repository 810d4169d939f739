// SPDX-License-Identifier: MIT
#include "question.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"
#include "responder/handle.hpp"

namespace fingerpost {

std::ostream& operator<<(std::ostream& out, const Question& question) {
  return out << question.method << (question.https ? " https://" : " http://") << question.host
             << question.path << '?' << question.query
             << "\nAccept-Language: " << question.accept_language
             << "\nIf-None-Match: " << question.if_none_match << "\n\n"
             << question.body;
}

std::shared_ptr<const State> load_golden_state() {
  auto state = load_configuration(GOLDEN_FOLDER "/fingerpost.conf").state;
  REQUIRE(state != nullptr);
  return state;
}

const State& golden_state() {
  static const auto state = load_golden_state();
  return *state;
}

Answer ask(const Question& question, const State& state) {
  NoLookups none;
  return ask(question, state, none);
}

Answer ask(const Question& question, const State& state, Lookups& lookups) {
  const Request request{.method = question.method,
                        .https = question.https,
                        .host = question.host,
                        .path = question.path,
                        .query = question.query,
                        .body = question.body,
                        .accept_language = question.accept_language,
                        .if_none_match = question.if_none_match};
  Response response = handle(request, state, lookups);
  std::string text = render(response);
  return {std::move(response), std::move(text)};
}

}  // namespace fingerpost
