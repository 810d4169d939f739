// SPDX-License-Identifier: MIT
#include "responder/handle.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

struct Site {
  State state;
  Site() {
    Provider& provider = state.catalog.add_provider("example");
    provider.name = provider.short_name = "Example";
    const auto server = [](ServerType type) {
      return Server{type,
                    *Pattern::parse("mail.example.com"),
                    993,
                    Security::tls,
                    Pattern::email_address(),
                    {Auth::password_cleartext}};
    };
    provider.incoming = {server(ServerType::imap)};
    provider.outgoing = {server(ServerType::smtp)};
    state.catalog.add_domain(*DomainPattern::parse("example.com"), provider);
  }
  Response ask(std::string_view method, std::string path, std::string_view query = {},
               std::string body = {}) const {
    return handle({.method = method,
                   .host = "autoconfig.example.com",
                   .path = std::move(path),
                   .query = query,
                   .body = std::move(body)},
                  state);
  }
};

}  // namespace

TEST_CASE_FIXTURE(Site, "methods") {
  for (const char* const method :
       {"POST", "PUT", "DELETE", "OPTIONS", "PROPFIND", "get", "", "GET, HEAD", ","}) {
    const Response response = ask(method, "/mail/config-v1.1.xml");
    CHECK(response.status == 405);
    CHECK(response.allow == "GET, HEAD");
  }
  CHECK(ask("PUT", "/autodiscover/autodiscover.xml").allow == "GET, HEAD, POST");
  CHECK(ask("POST", "/autodiscover/autodiscover.xml").status == 200);
}

TEST_CASE_FIXTURE(Site, "HEAD is GET without the body") {
  const Response got = ask("GET", "/mail/config-v1.1.xml");
  const Response head = ask("HEAD", "/mail/config-v1.1.xml");
  CHECK(head.head_only);
  CHECK_FALSE(got.head_only);
  const std::string header = render(head);
  CHECK(header.ends_with("\r\n\r\n"));
  CHECK(render(got) == header + got.body);
}

TEST_CASE_FIXTURE(Site, "the event names the protocol and the domain, and never the local part") {
  const Response response =
      ask("GET", "/mail/config-v1.1.xml", "emailaddress=secret@Nowhere.example");
  CHECK(response.event.protocol == "autoconfig");
  CHECK(response.event.domain == "nowhere.example");
  CHECK(ask("GET", "/other").event.protocol.empty());
  CHECK(ask("GET", "/mail/config-v1.1.xml").event.domain == "example.com");
  CHECK(ask("GET", "/email.mobileconfig").event.domain.empty());
}

TEST_CASE_FIXTURE(Site, "autodiscover-url is where plain http is sent") {
  state.autodiscover_url =
      Url::parse("https://mail.provider.example/autodiscover/autodiscover.xml");
  const Request request{.method = "GET",
                        .https = false,
                        .host = "autodiscover.example.com",
                        .path = "/autodiscover/autodiscover.xml"};
  const Response response = handle(request, state);
  CHECK(response.status == 302);
  CHECK(response.location == state.autodiscover_url->text());
}
