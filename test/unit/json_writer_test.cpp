// SPDX-License-Identifier: MIT
#include "base/json_writer.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace fingerpost;

TEST_CASE("an object of objects, texts and truth values") {
  JsonWriter json;
  json.open("a");
  json.text("b", "c");
  json.boolean("d", true);
  json.close();
  json.open("e");
  json.close();
  json.boolean("f", false);
  CHECK(std::move(json).finish() == R"({"a":{"b":"c","d":true},"e":{},"f":false})");
  CHECK(JsonWriter().finish() == "{}");
}

TEST_CASE("every character survives another reader, and is written like another writer's") {
  std::string all;
  for (char c = 0; c < 0x7f; ++c) all += c;
  all += "\x7f\u00e4\u2028\U0001f4e7";
  JsonWriter json;
  json.text("x", all);
  const std::string text = std::move(json).finish();
  CHECK(nlohmann::json::parse(text)["x"] == all);
  CHECK(nlohmann::json({{"x", all}}).dump() == text);
  CHECK(json_string(all) == nlohmann::json(all).dump());
}

TEST_CASE("numbers and lists") {
  JsonWriter json;
  json.open_list("none");
  json.close_list();
  json.open_list("two");
  json.open_item();
  json.number("a", 18446744073709551615u);
  json.close();
  json.open_item();
  json.close();
  json.close_list();
  json.number("b", 0);
  CHECK(std::move(json).finish() == R"({"none":[],"two":[{"a":18446744073709551615},{}],"b":0})");
}

TEST_CASE("JSON is indented like another writer's") {
  for (const char* const text :
       {"{}", R"({"a":1})", R"({"a":{"b":[],"c":{}},"d":[{"e":true},{"f":"x"}],"g":12})",
        R"({"a":"{,}:[]\"\\","b":"\\","c":"\n"})"})
    CHECK(indented_json(text) == nlohmann::ordered_json::parse(text).dump(2));
}

TEST_CASE("indenting text that is not JSON keeps its characters") {
  CHECK(indented_json("").empty());
  for (const char* const text : {"\"", "\"\\", "}", "]},\"a", "{", "[[", "{]"}) {
    std::string indented = indented_json(text);
    std::erase_if(indented, [](char c) { return c == ' ' || c == '\n'; });
    CHECK(indented == text);
  }
  const std::string deep(10'000, '[');
  CHECK(indented_json(deep).size() < 50 * deep.size());
}
