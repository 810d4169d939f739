// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/file.hpp"
#include "base/text.hpp"
#include "generate.hpp"
#include "golden_request.hpp"

namespace fs = std::filesystem;

namespace fingerpost {

namespace {

std::vector<std::string> read_golden_requests() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(GOLDEN_FOLDER))
    if (entry.path().filename() == "request") paths.push_back(entry.path());
  // The order of a folder's entries differs between systems.
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> requests;
  for (const fs::path& path : paths) requests.push_back(read_file(path.string()).value());
  REQUIRE(requests.size() > 100);
  return requests;
}

const std::string& any_golden_request(Random& random) {
  static const std::vector<std::string> requests = read_golden_requests();
  return random.one_of(requests);
}

std::string any_part(Random& random, const std::string& text) {
  const std::size_t begin = random.below(text.size() + 1);
  return text.substr(begin, random.below(40));
}

void mutate(Random& random, std::string& text) {
  const std::size_t at = random.below(text.size() + 1);
  switch (random.below(5)) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(random.below(256));
      break;
    case 1:
      text.erase(at, random.below(20));
      break;
    case 2:
      text.insert(at, random.bytes(8));
      break;
    case 3:
      text.insert(at, any_part(random, text));
      break;
    default:
      text.insert(at, any_part(random, any_golden_request(random)));
  }
}

Question any_mutated_golden(Random& random) {
  std::string text = any_golden_request(random);
  for (std::size_t times = random.between(1, 4); times > 0; --times) mutate(random, text);
  const GoldenRequest golden(std::move(text));
  const Request& request = golden.request;
  return {std::string(request.method), request.https, std::string(request.host),
          // Otherwise most of them would fail at the path.
          random.chance(70) ? any_good_question(random).path : request.path,
          std::string(request.query), request.body, std::string(request.accept_language),
          std::string(request.if_none_match)};
}

std::string any_method(Random& random) {
  return random.one_of({"GET", "GET", "POST", "HEAD", "PROPFIND", "OPTIONS", ""});
}

Question any_bytes(Random& random) {
  return {any_method(random),
          random.chance(50),
          random.bytes(300),
          random.chance(70) ? any_good_question(random).path : random.bytes(100),
          random.one_of({"email=", "Protocol=AutodiscoverV1&email=", ""}) + random.bytes(300),
          random.bytes(2000),
          random.bytes(100),
          random.bytes(100)};
}

/** Returns a name of valid labels whose length is close to the limit. */
std::string any_long_name(Random& random) {
  std::string name;
  for (std::size_t length = random.between(200, 270); name.size() < length;)
    name += random.token(random.between(1, 63)) + ".";
  return name + random.one_of({"hosted.example", "bücher.example", "nowhere.example"});
}

std::string any_hostile_text(Random& random) {
  switch (random.below(5)) {
    case 0:
      return random.bytes(40);
    case 1:
      return any_local_part(random);
    case 2:
      return any_long_name(random);
    case 3:
      return random.one_of({"\r\nX-Injected: x", "\n", "\t", " ", "\f", std::string_view("\0", 1),
                            "\r\n\r\n<x/>", "\x7f", "\u0085", "\"", ",", ";", "*", "."});
    default:
      return std::string(random.between(1, 5000), static_cast<char>(random.below(256)));
  }
}

/** Puts hostile text before, after, inside or in place of the field's text. */
void spoil(Random& random, std::string& field) {
  const std::string text = any_hostile_text(random);
  if (random.chance(25)) field.clear();
  field.insert(random.below(field.size() + 1), text);
}

std::string any_hostile_host(Random& random) {
  return random.one_of({"", " ", "autodiscover.", "autoconfig.", "autodiscover. ",
                        "AutoDiscover.\t", "ua-auto-config.", "autodiscover.autoconfig."}) +
         (random.chance(50) ? any_long_name(random) : any_host(random, any_domain(random))) +
         random.one_of({"", ":443", " ", ":", ":99999999999", "."});
}

Question any_spoilt(Random& random) {
  Question question = any_good_question(random);
  if (random.chance(20)) question.method = any_method(random);
  if (random.chance(50)) question.host = any_hostile_host(random);
  for (std::string* const field : {&question.host, &question.path, &question.query, &question.body,
                                   &question.accept_language, &question.if_none_match})
    if (random.chance(15)) spoil(random, *field);
  return question;
}

}  // namespace

Question any_question(Random& random) {
  switch (random.below(4)) {
    case 0:
      return any_bytes(random);
    case 1:
      return any_mutated_golden(random);
    default:
      return any_spoilt(random);
  }
}

}  // namespace fingerpost
