// SPDX-License-Identifier: MIT
#include "client/question.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

const Address address = *Address::parse("r&d+x@example.com");

}  // namespace

TEST_CASE("questions match those of the clients") {
  CHECK(first_question(ClientKind::autoconfig, address).url() ==
        "https://autoconfig.example.com/mail/config-v1.1.xml?emailaddress=r%26d%2Bx%40example.com");
  CHECK(first_question(ClientKind::autodiscover_json, address).url() ==
        "https://autodiscover.example.com/autodiscover/autodiscover.json?Email=r%26d%2Bx%40"
        "example.com&Protocol=Autodiscoverv1&RedirectCount=1");
  CHECK(first_question(ClientKind::pacc, address).url() ==
        "https://ua-auto-config.example.com/.well-known/user-agent-configuration.json");
  const Question outlook = first_question(ClientKind::outlook, address);
  CHECK(outlook.url() == "https://autodiscover.example.com/autodiscover/autodiscover.xml");
  CHECK(outlook.body.find("<EMailAddress>r&amp;d+x@example.com</EMailAddress>") !=
        std::string::npos);
}

TEST_CASE("every route is answered as the clients expect") {
  State state;
  Provider& provider = state.catalog.add_provider("example");
  state.catalog.add_domain(*DomainPattern::parse("example.com"), provider);
  for (const ServerType type : {ServerType::imap, ServerType::smtp}) {
    auto& servers = type == ServerType::smtp ? provider.outgoing : provider.incoming;
    servers.push_back({type,
                       *Pattern::parse("mail.example.com"),
                       default_port(type, Security::tls),
                       Security::tls,
                       Pattern::email_address(),
                       {Auth::password_cleartext}});
  }
  provider.name = provider.short_name = "Example";
  const auto url = UrlPattern::parse("https://mail.example.com/path");
  for (const Service& service : services) provider.services.push_back({&service, *url});
  for (const Route& route : routes()) {
    CAPTURE(route.path);
    CAPTURE(route.https);
    const Response response = answer(question_on(route, address), state);
    const bool to_https = route.kind == ClientKind::outlook && !route.https;
    CHECK(response.status == (route.service ? 307 : to_https ? 302 : 200));
  }
}
