// SPDX-License-Identifier: MIT
#include "command/show_command.hpp"

#include <fmt/format.h>
#include <sysexits.h>
#include <cstdio>

#include <cstdlib>

#include "base/text.hpp"
#include "command/configuration.hpp"
#include "command/json.hpp"
#include "command/reported_lookups.hpp"
#include "model/subject.hpp"

namespace fingerpost {

namespace {

/** Returns the term used in the dialogs of mail clients. */
std::string_view spoken(Security security) {
  switch (security) {
    case Security::tls:
      return "SSL/TLS";
    case Security::starttls:
      return "STARTTLS";
    case Security::none:
      return "none";
  }
  return {};
}

void print_json(const Subject& subject) {
  const Provider& provider = *subject.provider;
  const Address& address = *subject.address;
  Json json = {{"address", address.text()},
               {"provider", provider.key},
               {"name", provider.name},
               {"servers", Json::array()}};
  for (const Server* const server : all_servers(provider)) {
    Json auth = Json::array();
    for (const Auth method : server->auth) auth.push_back(word(method));
    json["servers"].push_back({{"type", word(server->type)},
                               {"host", server->host.expand(subject.domain)},
                               {"port", server->port},
                               {"security", word(server->security)},
                               {"login", login_of(*server, subject).expand(address)},
                               {"auth", std::move(auth)}});
  }
  for (const Service& service : services)
    if (const auto url = url_for(service, subject)) json[std::string(service.word)] = url->text();
  if (provider.redirect_url) json["redirect-url"] = provider.redirect_url->text();
  for (const Documentation& page : provider.documentation)
    json["documentation"].push_back(url_for(page.url, subject)->text());
  if (provider.look && provider.look->imprint) json["imprint"] = provider.look->imprint->text();
  if (provider.oauth2) json["oauth2"] = {{"issuer", provider.oauth2->issuer->text()}};
  if (const auto other = redirect_address(subject)) json["redirect-address"] = *other;
  print(json);
}

void print_table(const Subject& subject, const Output& output) {
  const Provider& provider = *subject.provider;
  fmt::print("{}\n", painted(provider.name, bold, output));
  Table servers;
  servers.add({"KIND", "HOST", "PORT", "SECURITY", "LOGIN"});
  for (const Server* const server : all_servers(provider))
    servers.add({std::string(upper_word(server->type)), server->host.expand(subject.domain),
                 std::to_string(server->port), std::string(spoken(server->security)),
                 login_of(*server, subject).expand(*subject.address)});
  if (!provider.redirects()) fmt::print("\n{}", servers.text());
  Table urls;
  for (const Service& service : services)
    if (const auto url = url_for(service, subject))
      urls.add({std::string(service.word), url->text()});
  if (provider.redirect_url) urls.add({"redirect-url", provider.redirect_url->text()});
  for (const Documentation& page : provider.documentation)
    urls.add({"documentation", url_for(page.url, subject)->text()});
  if (provider.look && provider.look->imprint)
    urls.add({"imprint", provider.look->imprint->text()});
  if (const auto other = redirect_address(subject)) urls.add({"redirect-address", *other});
  if (!urls.text().empty()) fmt::print("\n{}", urls.text());
}

/** Returns why a client gets no settings. */
std::string reason(ClientKind kind, const Provider& provider) {
  if (provider.redirects())
    return "the provider has a redirect, which only Autodiscover clients follow";
  if (kind == ClientKind::mobilesync && !provider.url(activesync))
    return fmt::format("the provider has no {}", activesync.word);
  return "`fingerpost check` says why such clients get no settings";
}

/** Prints the answer, or why there is none. */
int print_answer(ClientKind kind, const Subject& subject, const State& state, Lookups& lookups) {
  const Response response = answer(first_question(kind, *subject.address), state, lookups);
  if (response.status != 200) {
    complain(fmt::format("such a client gets status {}: {}", response.status,
                         reason(kind, *subject.provider)));
    return EXIT_FAILURE;
  }
  std::fwrite(response.body.data(), 1, response.body.size(), stdout);
  return EX_OK;
}

}  // namespace

int show(const ConfigSource& config, const ShowOptions& options, const Output& output) {
  const auto address = Address::parse(options.address);
  if (!address)
    return usage_error(
        fmt::format("\"{}\" is not an address (ann@example.com)", printable(options.address)));
  if (options.as && output.json) return usage_error("--as and --json cannot be combined");
  const auto state = load_or_explain(config);
  if (!state) return EX_CONFIG;
  ReportedLookups lookups;
  Found found = find_subject(state->catalog, address, {}, lookups);
  find_login(state->catalog, found, lookups);
  const auto& subject = found.subject;
  if (!subject) {
    const std::string& domain = address->domain().text();
    complain(found.kind == Found::Kind::nobody
                 ? fmt::format("no provider in {} serves {}", name_of(config), domain)
                 : fmt::format("cannot determine who serves {}", domain));
    return EXIT_FAILURE;
  }
  if (options.as) return print_answer(*options.as, *subject, *state, lookups);
  if (output.json)
    print_json(*subject);
  else
    print_table(*subject, output);
  return EX_OK;
}

}  // namespace fingerpost
