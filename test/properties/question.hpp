// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "http/request.hpp"
#include "http/response.hpp"
#include "model/lookup.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** A request that owns its text, so that it can be changed and repeated. */
struct Question {
  std::string method = "GET";
  bool https = true;
  std::string host = {};
  /** Decoded. */
  std::string path = {};
  std::string query = {};
  std::string body = {};
  std::string accept_language = {};
  std::string if_none_match = {};
};

/** Prints a question, for failure messages. */
std::ostream& operator<<(std::ostream& out, const Question& question);

struct Answer {
  Response response;
  /** The text as the web server gets it. */
  std::string text;

  std::string header() const { return text.substr(0, text.find("\r\n\r\n") + 4); }
};

/** Loads the configuration of the golden cases. */
std::shared_ptr<const State> load_golden_state();

/** Returns the same configuration, loaded once. */
const State& golden_state();

Answer ask(const Question& question, const State& state = golden_state());
Answer ask(const Question& question, const State& state, Lookups& lookups);

}  // namespace fingerpost
