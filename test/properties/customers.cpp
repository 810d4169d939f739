// SPDX-License-Identifier: MIT
//
// A hoster's customers do not learn of each other.
#include <fmt/format.h>

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

/** A configuration in which each name stands once. */
struct Hoster {
  std::string text = {};
  std::vector<Customer> customers = {};
  /** For each provider, the tokens that are its own and of all its customers. */
  std::vector<std::vector<std::string>> secrets = {};
};

constexpr std::string_view settings[] = {
    "short-name \"{}\"",
    "webmail https://{}.example/",
    "documentation https://{0}.example/ {{ en \"{0}\" }}",
    "caldav https://{}.example/dav/",
    "carddav https://{}.example/dav/",
    "jmap https://{}.example/jmap",
    "activesync https://{}.example/Microsoft-Server-ActiveSync",
    "oauth2 {{ issuer https://{0}.example  scope \"{0}\" }}\nauth oauth2\nauth password-cleartext",
    "extensions yes",
};

constexpr std::string_view mail_servers =
    "imap imap.{0}.example\nimap imap.%EMAILDOMAIN%\npop3 %EMAILDOMAIN%\n"
    "smtp smtp.{0}.example {{ login {0}-%EMAILLOCALPART% }}\n";

void add_provider(Random& random, Hoster& hoster) {
  auto& secrets = hoster.secrets.emplace_back();
  const auto secret = [&] { return secrets.emplace_back(random.token()); };
  // Without a name, a provider goes by its first domain in the answers for all of them.
  hoster.text += fmt::format("provider {}\n{{\nname {}\n", secret(), secret());
  for (int i = 0; i < 3; ++i) {
    hoster.customers.push_back({random.token() + ".example", hoster.secrets.size() - 1});
    hoster.text += fmt::format("domain {}\n", hoster.customers.back().domain);
  }
  for (const std::string_view setting : settings)
    if (random.chance(80)) hoster.text += fmt::format(fmt::runtime(setting), secret()) + "\n";
  hoster.text += fmt::format(mail_servers, secret()) + "}\n";
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

/** Nothing of other providers; of other customers not even the domain. */
void check_discreet(const Hoster& hoster, const std::string& text, const Customer& asked,
                    const Customer& host) {
  for (std::size_t i = 0; i < hoster.secrets.size(); ++i)
    if (i != asked.provider)
      for (const std::string& secret : hoster.secrets[i]) check_absent(secret, text);
  for (const Customer& customer : hoster.customers)
    if (customer.domain != asked.domain && customer.domain != host.domain)
      check_absent(customer.domain, text);
}

}  // namespace

TEST_CASE("an answer holds nothing of other providers, nor of the domains of other customers") {
  for_all(60, [](Random& random) {
    Hoster hoster;
    while (hoster.secrets.size() < 6) add_provider(random, hoster);
    const auto state = load(hoster);
    for (int times = 0; times < 50; ++times) {
      const Customer& host = random.one_of(hoster.customers);
      const Customer& customer = random.one_of(hoster.customers);
      Frame frame = any_frame(random);
      frame.host = any_host(random, host.domain);
      const bool strange = random.chance(20);
      const std::string domain =
          strange ? "nowhere.example" : any_spelling(random, customer.domain);
      const Question question = ask_about(frame, plainly("ann@" + domain));
      CAPTURE(question);
      const std::string text = ask(question, *state).text;
      const bool by_host = strange || !takes_address(frame);
      check_discreet(hoster, text, by_host ? host : customer, host);
    }
  });
}
