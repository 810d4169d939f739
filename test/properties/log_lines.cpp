// SPDX-License-Identifier: MIT
//
// Whatever bytes go into a line of the log, it is one line of well-formed UTF-8, it is not too
// long, and another parser reads the intended text from its JSON.
#include <climits>
#include <nlohmann/json.hpp>
#include <string>

#include "base/log_line.hpp"
#include "base/text.hpp"
#include "cases.hpp"

using namespace fingerpost;

namespace {

std::string any_log_text(Random& random) {
  const std::size_t most = random.chance(20) ? 2 * PIPE_BUF : 60;
  if (random.chance(40)) return random.bytes(most);
  std::string text;
  for (std::size_t length = random.below(most); text.size() < length;)
    text += random.one_of({"\"", "\\", "\n", "\u00fc", "\u2713", "\U0001f600", "\u2028", "{", "x"});
  return text;
}

void check_line(std::string_view line) {
  REQUIRE(line.size() <= PIPE_BUF);
  REQUIRE(line.find('\n') == line.size() - 1);
  REQUIRE(is_plain_utf8(line.substr(0, line.size() - 1)));
}

/** Whether `read` is `text` as printable() shows it, or the beginning of that if the line is
    full. */
bool is_shown(std::string_view line, const std::string& read, const std::string& text) {
  const std::string whole = printable(text, text.size() + 1);
  return read == whole || (line.size() > PIPE_BUF - 10 && read.ends_with("...") &&
                           whole.starts_with(std::string_view(read).substr(0, read.size() - 3)));
}

}  // namespace

TEST_CASE("a line of text is one line that shows the text") {
  for_all(2000, [](Random& random) {
    const std::string text = any_log_text(random);
    LogLine line(LogLevel::info, LogFormat::text, false);
    line.add_text(text);
    const std::string_view whole = line.finish();
    check_line(whole);
    REQUIRE(is_shown(whole, std::string(whole.substr(6, whole.size() - 7)), text));
  });
}

TEST_CASE("a line of JSON is an object of its members") {
  for_all(2000, [](Random& random) {
    const std::string domain = any_log_text(random);
    const std::string detail = any_log_text(random);
    const int status = static_cast<int>(random.below(1000));
    LogLine line(LogLevel::warning, LogFormat::json, false);
    line.add({"domain", std::string_view(domain)});
    line.add({"status", status});
    line.add({"detail", std::string_view(detail)});
    const std::string_view whole = line.finish();
    check_line(whole);

    const auto object = nlohmann::json::parse(whole);
    REQUIRE(object.at("level") == "warning");
    REQUIRE(object.size() <= 4);
    if (object.contains("domain")) REQUIRE(is_shown(whole, object.at("domain"), domain));
    if (object.contains("detail")) REQUIRE(is_shown(whole, object.at("detail"), detail));
    if (object.contains("status")) REQUIRE(object.at("status") == status);
    if (domain.size() + detail.size() < PIPE_BUF / 4) {
      REQUIRE(object.contains("domain") == !domain.empty());
      REQUIRE(object.contains("detail") == !detail.empty());
      REQUIRE(object.contains("status"));
    }
  });
}
