// SPDX-License-Identifier: MIT
//
// The customers of a hoster learn nothing about each other.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "../unit/folder.hpp"
#include "cases.hpp"
#include "config/load.hpp"
#include "generate.hpp"

using namespace fingerpost;

namespace {

struct Customer {
  std::string domain;
  /** Index into Hoster::secrets. */
  std::size_t provider;
};

/** A configuration in which each name occurs once. */
struct Hoster {
  std::string text = {};
  std::vector<Customer> customers = {};
  /** For each provider, the tokens that belong to it and to all its customers. */
  std::vector<std::vector<std::string>> secrets = {};
};

constexpr std::string_view settings[] = {
    "short-name \"{}\"",
    "webmail https://{}.example/",
    "documentation https://{0}.example/ {{ en \"{0}\" }}",
    "logo https://{}.example/logo.png",
    "imprint https://{}.example/imprint",
    "caldav https://{}.example/dav/",
    "carddav https://{}.example/dav/",
    "jmap https://{}.example/jmap",
    "activesync https://{}.example/Microsoft-Server-ActiveSync",
    "oauth2 {{ issuer https://{0}.example  scope \"{0}\" }}\nauth oauth2\nauth password-cleartext",
    "extensions yes",
};

/** What clients get. PACC can express the second smtp server. */
constexpr std::string_view destinations[] = {
    "imap imap.{0}.example\nimap imap.%EMAILDOMAIN%\npop3 %EMAILDOMAIN%\n"
    "smtp smtp.{0}.example {{ login {0}-%EMAILLOCALPART% }}\nsmtp %EMAILDOMAIN%\n",
    "imap %EMAILDOMAIN%\nsmtp {0}.example {{ security starttls }}\nsmtp {0}.example\n"
    "sieve {0}.example\n",
    "redirect-url https://{}.example/autodiscover/autodiscover.xml\n",
    "redirect-address %EMAILLOCALPART%@{}.example\n",
};

void add_provider(Random& random, Hoster& hoster) {
  auto& secrets = hoster.secrets.emplace_back();
  const auto secret = [&] { return secrets.emplace_back(random.token()); };
  // Without a name, a provider would be called by its first domain in all answers.
  hoster.text += fmt::format("provider {}\n{{\nname {}\n", secret(), secret());
  for (int i = 0; i < 3; ++i) {
    hoster.customers.push_back({random.token() + ".example", hoster.secrets.size() - 1});
    hoster.text += fmt::format("domain {}\n", hoster.customers.back().domain);
  }
  for (const std::string_view setting : settings)
    if (random.chance(80)) hoster.text += fmt::format(fmt::runtime(setting), secret()) + "\n";
  hoster.text += fmt::format(fmt::runtime(random.one_of(destinations)), secret()) + "}\n";
}

std::shared_ptr<const State> load(const Hoster& hoster) {
  const Folder folder;
  const Loaded loaded = load_configuration(folder.write("fingerpost.conf", hoster.text));
  for (const Problem& problem : loaded.problems)
    if (problem.severity == Problem::Severity::error) FAIL(describe(problem));
  return loaded.state;
}

void check_absent(const std::string& secret, const std::string& text) {
  CAPTURE(secret);
  REQUIRE(text.find(secret) == text.npos);
}

/** Checks that the text has nothing of other providers, and not even the domain of other
    customers. */
void check_discreet(const Hoster& hoster, const std::string& text, const Customer& asked,
                    const std::string& host) {
  for (std::size_t i = 0; i < hoster.secrets.size(); ++i)
    if (i != asked.provider)
      for (const std::string& secret : hoster.secrets[i]) check_absent(secret, text);
  for (const Customer& customer : hoster.customers)
    if (customer.domain != asked.domain && customer.domain != host)
      check_absent(customer.domain, text);
}

/** Whether the answer may name the host of the request, whoever it belongs to: Autodiscover
    redirects to it, and so does the page over http. */
bool may_name_host(Way way, bool https) {
  const bool page_over_http = (way == Way::page || way == Way::page_form) && !https;
  return way == Way::autodiscover_query || way == Way::autodiscover_json ||
         way == Way::autodiscover_json_path || page_over_http;
}

void check_one(Random& random, const Hoster& hoster, const State& state) {
  const Customer& host = random.one_of(hoster.customers);
  const Customer& customer = random.one_of(hoster.customers);
  Frame frame = any_frame(random);
  frame.host = any_host(random, host.domain);
  const bool served = random.chance(80);
  const std::string domain = served ? any_spelling(random, customer.domain) : "nowhere.example";
  const Question question = ask_about(frame, plainly("ann@" + domain));
  CAPTURE(question);
  const bool by_address = served && takes_address(frame);
  const Customer& asked = by_address ? customer : host;
  const bool named = may_name_host(frame.way, question.https) || host.provider == asked.provider;
  check_discreet(hoster, ask(question, state).text, asked, named ? host.domain : asked.domain);
}

}  // namespace

TEST_CASE("an answer contains nothing of other providers or other customers' domains") {
  constexpr std::size_t at_once = 50;
  const auto discreet = [](Random& random) {
    Hoster hoster;
    while (hoster.secrets.size() < 6) add_provider(random, hoster);
    const auto state = load(hoster);
    for (std::size_t times = 0; times < at_once; ++times) check_one(random, hoster, *state);
  };
  for_all(3000, discreet, at_once);
}
