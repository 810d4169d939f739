// SPDX-License-Identifier: MIT
#include "page/words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/xml_reader.hpp"
#include "model/server.hpp"
#include "page/app.hpp"

using namespace fingerpost;

namespace {

constexpr Markup Words::*texts[] = {
    &Words::name,
    &Words::title,
    &Words::intro,
    &Words::address,
    &Words::submit,
    &Words::languages,
    &Words::bad_address,
    &Words::unknown_domain,
    &Words::failed,
    &Words::settings_for,
    &Words::by_address,
    &Words::by_profile,
    &Words::by_hand,
    &Words::unfit,
    &Words::no_server,
    &Words::no_security,
    &Words::no_sign_in,
    &Words::no_servers,
    &Words::profile,
    &Words::codes,
    &Words::codes_for,
    &Words::thunderbird_code,
    &Words::thunderbird_scan,
    &Words::profile_code,
    &Words::profile_scan,
    &Words::no_codes,
    &Words::back,
    &Words::hand,
    &Words::hand_hint,
    &Words::incoming,
    &Words::outgoing,
    &Words::filters,
    &Words::alternative,
    &Words::server,
    &Words::port,
    &Words::encryption,
    &Words::no_encryption,
    &Words::login,
    &Words::no_login,
    &Words::sign_in,
    &Words::services,
    &Words::webmail,
    &Words::documentation,
    &Words::imprint,
    &Words::privacy,
};
// A text that is missing above would not be tested.
static_assert(sizeof(Words) == std::size(texts) * sizeof(Markup) + sizeof(std::string_view) +
                                   sizeof(std::span<const NamedText>) + sizeof(Steps) +
                                   sizeof(std::span<const Steps>));

/** Returns whether a text is XHTML with no elements except plain <b>, and is not empty. */
bool is_sound(Markup markup) {
  const auto paragraph = read_xml_tree("<p>" + std::string(markup.text) + "</p>");
  if (!paragraph) return false;
  const auto& names = paragraph->children;
  return !(paragraph->text.empty() && names.empty()) &&
         std::all_of(names.begin(), names.end(), [](const XmlElement& name) {
           return name.name == "b" && name.attributes.empty() && name.children.empty() &&
                  !name.text.empty();
         });
}

void check_sound(const Steps& steps) {
  CAPTURE(steps.app);
  for (const Markup step : steps.steps) {
    CAPTURE(step.text);
    CHECK(is_sound(step));
  }
  CHECK((steps.note.text.empty() || is_sound(steps.note)));
  CHECK((steps.name.text.empty() || is_sound(steps.name)));
}

}  // namespace

TEST_CASE("the texts of every language are well-formed") {
  for (const Words& words : all_words()) {
    CAPTURE(words.language);
    for (const auto text : texts) {
      CAPTURE((words.*text).text);
      CHECK(is_sound(words.*text));
    }
    for (const NamedText& text : words.auth) CHECK(is_sound(text.text));
    check_sound(words.hand_steps);
    for (const Steps& steps : words.apps) check_sound(steps);
  }
  CHECK_FALSE(is_sound({"a & b"}));
  CHECK_FALSE(is_sound({"<b>a"}));
  CHECK_FALSE(is_sound({"<i>a</i>"}));
  CHECK_FALSE(is_sound({""}));
}

TEST_CASE("every language has words for every app and for every way to sign in") {
  for (const Words& words : all_words()) {
    CAPTURE(words.language);
    CHECK(words.apps.size() == all_apps().size());
    for (const App& app : all_apps()) {
      CAPTURE(app.word);
      const Steps& steps = steps_of(words, app.word);
      CHECK(steps.app == app.word);
      CHECK_FALSE(steps.steps.empty());
      // Exactly one of the two is its name.
      CHECK((app.name.empty() || steps.name.text.empty()));
      CHECK_FALSE((app.name.empty() && steps.name.text.empty()));
    }
    for (auto auth = Auth::password_cleartext; auth <= Auth::none;
         auth = static_cast<Auth>(static_cast<int>(auth) + 1))
      CHECK_FALSE(text_of(words.auth, word(auth)).text.empty());
    CHECK(text_of(words.auth, "password").text.empty());
    CHECK(steps_of(words, "lotus").steps.empty());
  }
}

TEST_CASE("the languages differ, and English is the first") {
  std::set<std::string_view> codes, names, titles;
  for (const Words& words : all_words()) {
    codes.insert(words.language);
    names.insert(words.name.text);
    titles.insert(words.title.text);
  }
  CHECK(all_words().front().language == "en");
  CHECK(codes.size() == all_words().size());
  CHECK(names.size() == all_words().size());
  CHECK(titles.size() == all_words().size());
}

TEST_CASE("language_code") {
  CHECK(language_code("de") == "de");
  CHECK(language_code("NL") == "nl");
  for (const std::string_view text : {"", "d", "deu", "de-AT", "sv", "\xc3\xa9s", "de\n"})
    CHECK(language_code(text).empty());
}

TEST_CASE("words_for") {
  const auto chosen = [](std::string_view header) { return words_for(header).language; };
  CHECK(chosen("") == "en");
  CHECK(chosen("de-CH, de;q=0.9, en;q=0.8") == "de");
  CHECK(chosen("nl;q=0.4, pl;q=0.7") == "pl");
  CHECK(chosen("sv, da;q=0.9, nl;q=0.1") == "nl");
  CHECK(chosen("sv, da;q=0.9") == "en");
  CHECK(chosen("pl;q=0, nl;q=0.001") == "nl");
  CHECK(chosen("PL-pl") == "pl");
  CHECK(chosen("\xff\n;q=;,,") == "en");
}
