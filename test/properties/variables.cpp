// SPDX-License-Identifier: MIT
//
// A variable may have any text as value. It is accepted or refused, and it sets no other setting.
#include <set>
#include <string>
#include <vector>

#include "../unit/folder.hpp"
#include "cases.hpp"
#include "config/environment.hpp"
#include "config/load.hpp"

using namespace fingerpost;

namespace {

/** Returns a text made of pieces that have a meaning in a configuration. */
std::string any_value(Random& random) {
  std::string text;
  for (std::size_t left = random.below(12); left > 0; --left)
    text += random.chance(10) ? random.bytes(6)
                              : random.one_of({" ",
                                               "\n",
                                               ",",
                                               "{",
                                               "}",
                                               "\"",
                                               "\\",
                                               ";",
                                               "#",
                                               "=",
                                               " { ",
                                               " }\n",
                                               "domain",
                                               " evil.example",
                                               "provider x",
                                               "smtp",
                                               "imap",
                                               "webmail",
                                               "https://evil.example/",
                                               "name",
                                               "port 143",
                                               "security starttls",
                                               "auth",
                                               "login a",
                                               "b.example",
                                               "\xc2\xa0"});
  // No variable can contain a NUL.
  std::erase(text, '\0');
  return text;
}

std::vector<std::string> setting_words() {
  std::vector<std::string> words;
  for (const auto& settings : {process_settings(), provider_settings()})
    for (const SettingInfo& setting : settings) words.emplace_back(setting.word);
  return words;
}

std::string servers_of(const std::vector<Server>& servers, ServerType type) {
  std::string text;
  for (const Server& server : servers)
    if (server.type == type)
      text += server.host.text() + ":" + std::to_string(server.port) + " " +
              std::string(word(server.security)) + "\n";
  return text;
}

/** Returns the resulting value of each setting that a text could try to set. */
std::vector<std::pair<std::string, std::string>> outcome(const Loaded& loaded) {
  const Catalog& catalog = loaded.state->catalog;
  REQUIRE(catalog.providers().size() == 1);
  const Provider& provider = *catalog.providers()[0];
  std::string domains;
  for (const auto& entry : catalog.entries()) domains += entry.pattern.name + "\n";
  std::string urls;
  for (const auto& [service, url] : provider.services)
    urls += std::string(service->word) + " " + url.text() + "\n";
  return {{"domain", domains},
          {"name", provider.name},
          {"login", provider.login.text()},
          {"auth", std::to_string(provider.auth.size())},
          {"imap", servers_of(provider.incoming, ServerType::imap)},
          {"pop3", servers_of(provider.incoming, ServerType::pop3)},
          {"smtp", servers_of(provider.outgoing, ServerType::smtp)},
          {"sieve", provider.sieve ? provider.sieve->host.text() : ""},
          {"webmail", urls},
          {"documentation", std::to_string(provider.documentation.size())},
          {"log-level", std::to_string(static_cast<int>(loaded.settings.log_level))},
          {"threads", std::to_string(loaded.settings.threads)},
          {"listen", std::to_string(loaded.settings.listen.size())}};
}

/** Whether, according to the manual, one setting becomes part of the value of another. */
bool follows(const std::string& setting, const std::string& changed) {
  if (setting == "webmail") {
    for (const Service& service : services)
      if (changed == service.word) return true;
  }
  return setting == changed;
}

}  // namespace

TEST_CASE("any text in a variable is accepted or refused, and sets nothing else") {
  const Folder folder;
  const Variables usual = {{"FINGERPOST_DOMAINS", "a.example"},
                           {"FINGERPOST_NAME", "Name"},
                           {"FINGERPOST_IMAP", "imap.a.example"},
                           {"FINGERPOST_SMTP", "smtp.a.example"}};
  const auto load = [&](const Variables& variables) {
    return load_configuration(
        ConfigSource{(folder.path / "fingerpost.conf").string(), false, variables});
  };
  const auto expected = outcome(load(usual));
  const auto words = setting_words();
  std::set<std::string> read;
  for_all(3000, [&](Random& random) {
    const std::string setting = random.one_of(words);
    const std::string text = any_value(random);
    INFO(setting << " = " << text);
    Variables variables = usual;
    variables[variable_name(setting)] = text;
    const Loaded loaded = load(variables);
    for (const Problem& problem : loaded.problems)
      REQUIRE((problem.line == 0 || problem.file.find('/') != problem.file.npos));
    REQUIRE(!loaded.state == (loaded.problems.errors() > 0));
    if (!loaded.state) return;
    read.insert(setting);
    const auto found = outcome(loaded);
    for (std::size_t i = 0; i < found.size(); ++i)
      if (!follows(found[i].first, setting)) REQUIRE(found[i] == expected[i]);
  });
  // Some were accepted.
  CHECK((only_seed() > 0 || read.size() > 5));
}
