// SPDX-License-Identifier: MIT
#include "config/environment.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "config/load.hpp"
#include "folder.hpp"

using namespace fingerpost;

namespace {

struct EnvironmentFolder : Folder {
  /** Loads the variables, with or without a file. */
  Loaded load(const Variables& variables) const { return load_configuration(source(variables)); }
  ConfigSource source(const Variables& variables) const {
    return {(path / "main.conf").string(), false, variables};
  }
};

const Variables six_lines = {{"FINGERPOST_DOMAINS", "a.example b.example"},
                             {"FINGERPOST_IMAP", "mail.a.example"},
                             {"FINGERPOST_SMTP", "mail.a.example { security starttls }"}};

Variables with(Variables variables, const std::string& name, const std::string& value) {
  variables[name] = value;
  return variables;
}

/** Returns the problems, one a line. */
std::string described(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems) text += describe(problem) + "\n";
  return text;
}

std::vector<std::string> names(const Variables& variables) {
  std::vector<std::string> names;
  for (const auto& [name, value] : variables) names.push_back(name);
  return names;
}

}  // namespace

TEST_CASE_FIXTURE(EnvironmentFolder, "variables replace a file that does not exist") {
  const Loaded loaded = load(six_lines);
  REQUIRE(loaded.state);
  CHECK(described(loaded.problems) ==
        "FINGERPOST_IMAP: warning: PACC clients get no answer: the first smtp server must use TLS "
        "on port 465\n"
        "environment: warning: has no name, so users of all its domains see \"a.example\" as the "
        "name of their mail service; add a name\n");
  CHECK(loaded.state->catalog.domains() == 2);
  const Provider& provider = *loaded.state->catalog.providers()[0];
  REQUIRE(provider.incoming.size() == 1);
  CHECK(provider.incoming[0].port == 993);
  REQUIRE(provider.outgoing.size() == 1);
  CHECK(provider.outgoing[0].port == 587);
  CHECK(loaded.settings.threads == 4);
  CHECK(name_of(source(six_lines)) == "environment");
}

TEST_CASE_FIXTURE(EnvironmentFolder, "a file takes precedence over variables, setting by setting") {
  write("main.conf",
        "provider p { domain p.example  imap i.example  smtp s.example }\nthreads 2\n");
  const Variables variables =
      with(with(six_lines, "FINGERPOST_THREADS", "3"), "FINGERPOST_LOG_LEVEL", "debug");
  const Loaded loaded = load(variables);
  REQUIRE(loaded.state);
  CHECK(loaded.state->catalog.find(*Domain::parse("p.example")));
  CHECK_FALSE(loaded.state->catalog.find(*Domain::parse("a.example")));
  CHECK(loaded.settings.threads == 2);
  CHECK(loaded.settings.log_level == LogLevel::debug);
  CHECK(described(loaded.problems) ==
        (path / "main.conf").string() +
            ": warning: FINGERPOST_DOMAINS, FINGERPOST_IMAP, FINGERPOST_SMTP: ignored because this "
            "file is the configuration; remove the variables or the file\n");
  CHECK(name_of(source(variables)) == (path / "main.conf").string());
}

TEST_CASE_FIXTURE(EnvironmentFolder, "variables do not replace a file that was named") {
  const ConfigSource named{(path / "main.conf").string(), true, six_lines};
  const Loaded loaded = load_configuration(named);
  CHECK_FALSE(loaded.state);
  CHECK(name_of(named) == named.file);
  CHECK(described(loaded.problems).starts_with(named.file + ": No such file or directory\n"));
}

TEST_CASE_FIXTURE(EnvironmentFolder, "variables do not replace the folder conf.d") {
  write("conf.d/more.conf",
        "provider p { domain p.example  imap i.example  smtp s.example }\nlog-level debug\n");
  const Loaded loaded = load(with(six_lines, "FINGERPOST_LOG_LEVEL", "error"));
  REQUIRE(loaded.state);
  CHECK(loaded.state->catalog.domains() == 3);
  CHECK(loaded.settings.log_level == LogLevel::debug);

  write("conf.d/more.conf", "provider p { domain a.example  imap i.example  smtp s.example }\n");
  const Loaded twice = load(six_lines);
  CHECK_FALSE(twice.state);
  CHECK(described(twice.problems) ==
        "FINGERPOST_DOMAINS: \"a.example\" is already listed by provider p (" +
            (path / "conf.d/more.conf").string() + ":1)\n");
}

TEST_CASE_FIXTURE(EnvironmentFolder, "paths in variables are relative to the file's folder") {
  write("domains/more", "c.example\n");
  write("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
  const Loaded loaded =
      load(with(with(six_lines, "FINGERPOST_DOMAINS_FILE", "domains/more { bad-lines skip }"),
                "FINGERPOST_LOGO", "logo.svg"));
  REQUIRE(loaded.state);
  CHECK(loaded.state->catalog.domains() == 3);
}

TEST_CASE_FIXTURE(EnvironmentFolder, "every setting has a variable") {
  for (const auto& settings : {process_settings(), provider_settings()})
    for (const SettingInfo& setting : settings) {
      const std::string name = variable_name(setting.word);
      INFO(name);
      // No setting takes this value, so its own error shows that it was read.
      const Loaded loaded = load(with(six_lines, name, "\x01"));
      CHECK_FALSE(loaded.state);
      REQUIRE_FALSE(loaded.problems.empty());
      CHECK(described(loaded.problems).starts_with(name + ": "));
      CHECK(described(loaded.problems).find("is not a known variable") == std::string::npos);
    }
}

TEST_CASE_FIXTURE(EnvironmentFolder, "a variable must be UTF-8") {
  CHECK(described(load(with(six_lines, "FINGERPOST_NAME", "a\xff")).problems) ==
        "FINGERPOST_NAME: is not UTF-8\n");
  const Variables foreign = {
      {"DOMAIN", "a.example"}, {"IMAP_HOST", "i.example"}, {"COMPANY_NAME", "\xff"}};
  CHECK(described(load(foreign).problems) == "COMPANY_NAME: is not UTF-8\n");
}

TEST_CASE_FIXTURE(EnvironmentFolder, "the variables of the other image make a provider") {
  const Loaded loaded = load({{"DOMAIN", "a.example"},
                              {"IMAP_HOST", "imap.a.example"},
                              {"IMAP_PORT", "143"},
                              {"IMAP_SOCKET", "starttls"},
                              {"POP_HOST", "pop.a.example"},
                              {"SMTP_HOST", "smtp.a.example"},
                              {"FINGERPOST_SMTP", "own.a.example"},
                              {"COMPANY_NAME", "A { Company }"}});
  REQUIRE(loaded.state);
  const Provider& provider = *loaded.state->catalog.providers()[0];
  CHECK(provider.name == "A { Company }");
  REQUIRE(provider.incoming.size() == 2);
  CHECK(provider.incoming[0].port == 143);
  CHECK(provider.incoming[0].security == Security::starttls);
  CHECK(provider.incoming[1].port == 995);
  REQUIRE(provider.outgoing.size() == 1);
  CHECK(provider.outgoing[0].host.text() == "own.a.example");
}

TEST_CASE("only some variables are settings") {
  const char* const mixed[] = {"PATH=/bin",
                               "FINGERPOST_IMAP=first",
                               "FINGERPOST_IMAP=second",
                               "FINGERPOST_SMTP=",
                               "FINGERPOST_NAME= \t",
                               "FINGERPOST",
                               "fingerpost_pop3=x",
                               "FINGERPOST_LOGIN=a=b",
                               "DOMAIN=a.example",
                               "IMAP_PORT=993",
                               "",
                               nullptr};
  const Variables variables = configuring_variables(mixed);
  CHECK(names(variables) == std::vector<std::string>{"FINGERPOST_IMAP", "FINGERPOST_LOGIN"});
  CHECK(variables.at("FINGERPOST_IMAP") == "first");
  CHECK(variables.at("FINGERPOST_LOGIN") == "a=b");

  const char* const foreign[] = {"DOMAIN=a.example", "IMAP_PORT=993", "SMTP_HOST=s.example",
                                 "SMTP_USER=x",      "POP_HOST=",     nullptr};
  CHECK(names(configuring_variables(foreign)) ==
        std::vector<std::string>{"DOMAIN", "IMAP_PORT", "SMTP_HOST"});

  const char* const announced[] = {"FINGERPOST_SERVICE_HOST=10.0.0.1",
                                   "FINGERPOST_SERVICE_PORT=9000",
                                   "FINGERPOST_PORT=tcp://10.0.0.1:9000",
                                   "FINGERPOST_PORT_9000_TCP_ADDR=10.0.0.1",
                                   "FINGERPOST_IMAP=a",
                                   "FINGERPOST_IMAP_PORT=143",
                                   nullptr};
  CHECK(names(configuring_variables(announced)) ==
        std::vector<std::string>{"FINGERPOST_IMAP", "FINGERPOST_IMAP_PORT"});
  const char* const nothing[] = {nullptr};
  CHECK(configuring_variables(nothing).empty());
}
