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

TEST_CASE_FIXTURE(Site, "plain http is redirected to autodiscover-url") {
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

namespace {

/** Lookups that always give the same answer. */
struct OneAnswer final : Lookups {
  MapAnswer answer;
  int asked = 0;
  MapAnswer look_up(const Map&, std::string_view) override {
    ++asked;
    return answer;
  }
};

struct SiteWithMaps : Site {
  OneAnswer lookups;
  Provider& provider = *state.catalog.providers().front();

  SiteWithMaps() {
    state.catalog.add_domain_map(
        state.catalog.add_map({.type = &map_types[0], .text = "pgsql:/domains.cf"}), provider);
  }
  Response ask(std::string path, std::string_view host, std::string_view query = {}) {
    return handle({.method = "GET", .host = host, .path = std::move(path), .query = query}, state,
                  lookups);
  }
};

}  // namespace

TEST_CASE_FIXTURE(SiteWithMaps, "a failed lookup of a domain does not give 404") {
  lookups.answer.kind = MapAnswer::Kind::failed;
  for (const char* const path :
       {"/mail/config-v1.1.xml", "/autodiscover/autodiscover.xml", "/email.mobileconfig",
        "/.well-known/user-agent-configuration.json", "/.well-known/jmap",
        "/autodiscover/autodiscover.json"}) {
    const Response response = ask(path, "mapped.example", "email=ann@mapped.example");
    CHECK(response.status == 503);
    CHECK(response.content_type == "text/plain");
    CHECK(response.event.domain == "mapped.example");
    const std::string text = render(response);
    CHECK(text.starts_with("Status: 503 Service Unavailable\r\nRetry-After: 30\r\n"));
    CHECK(text.ends_with(
        "\r\n\r\nThe server cannot look up this domain right now; try again in a minute.\n"));
    CHECK(text.find("Cache-Control") == text.npos);
    CHECK(text.find("ETag") == text.npos);
  }
  CHECK(ask("/mail/config-v1.1.xml", "example.com").status == 200);
  CHECK(ask("/mail/config-v1.1.xml", "x", "emailaddress=ann@example.com").status == 200);
}

TEST_CASE_FIXTURE(SiteWithMaps, "a refused question causes no lookup") {
  CHECK(ask("/nowhere", "mapped.example").status == 404);
  CHECK(ask("/email.mobileconfig", "mapped.example").status == 400);
  CHECK(ask("/mail/config-v1.1.xml", "localhost").status == 404);
  CHECK(ask("/mail/config-v1.1.xml", "127.0.0.1:80").status == 404);
  CHECK(handle({.method = "PUT", .host = "mapped.example", .path = "/mail/config-v1.1.xml"}, state,
               lookups)
            .status == 405);
  CHECK(lookups.asked == 0);
}

TEST_CASE_FIXTURE(SiteWithMaps, "a domain from a map is answered like a listed one") {
  lookups.answer.kind = MapAnswer::Kind::found;
  const Response response =
      ask("/mail/config-v1.1.xml", "autoconfig.mapped.example", "emailaddress=ann@mapped.example");
  CHECK(response.status == 200);
  CHECK(response.body.find("<domain>mapped.example</domain>") != response.body.npos);
  // The requested host answers, so clients are sent to it, whatever domain they ask about.
  CHECK(ask("/autodiscover/autodiscover.json", "autodiscover.hoster.example",
            "Protocol=AutodiscoverV1&email=ann@example.com")
            .body.find("https://autodiscover.hoster.example/autodiscover/autodiscover.xml") !=
        std::string::npos);
  lookups.answer.kind = MapAnswer::Kind::absent;
  CHECK(ask("/mail/config-v1.1.xml", "autoconfig.mapped.example").status == 404);
  CHECK(ask("/autodiscover/autodiscover.json", "autodiscover.hoster.example",
            "Protocol=AutodiscoverV1&email=ann@example.com")
            .body.find("https://autodiscover.example.com/autodiscover/autodiscover.xml") !=
        std::string::npos);
}

TEST_CASE_FIXTURE(SiteWithMaps, "a pending lookup is not answered") {
  lookups.answer.kind = MapAnswer::Kind::pending;
  const Request request = {.method = "GET", .host = "mapped.example", .path = "/.well-known/jmap"};
  CHECK(find(fingerpost::ask(request, state), state, lookups).kind == Found::Kind::pending);
  CHECK(handle(request, state, lookups).status == 503);
  CHECK(handle(request, state).status == 404);
}

TEST_CASE_FIXTURE(SiteWithMaps, "no header reveals whether an address has a login name in a map") {
  provider.login_maps = {&state.catalog.add_map({.type = &map_types[0], .text = "pgsql:/l.cf"})};
  const auto header = [&](MapAnswer::Kind kind, std::string path) {
    lookups.answer = {kind, "u1"};
    Response response = ask(std::move(path), "example.com", "emailaddress=ann@example.com");
    CHECK(response.caching == Caching::nobody);
    response.head_only = true;
    const std::string text = render(response);
    return text.substr(0, text.find("Content-Length"));
  };
  for (const char* const path : {"/mail/config-v1.1.xml", "/autodiscover/autodiscover.xml"}) {
    const std::string found = header(MapAnswer::Kind::found, path);
    CHECK(found == header(MapAnswer::Kind::absent, path));
    CHECK(found == header(MapAnswer::Kind::failed, path));
  }
  CHECK(ask("/mail/config-v1.1.xml", "example.com").caching == Caching::everybody);
  // An answer that never contains a login name does not need the map.
  lookups.asked = 0;
  CHECK(ask("/autodiscover/autodiscover.json", "example.com",
            "Protocol=AutodiscoverV1&email=ann@example.com")
            .caching == Caching::everybody);
  CHECK(lookups.asked == 0);
}

TEST_CASE_FIXTURE(SiteWithMaps, "every format contains the login name from a map") {
  provider.login_maps = {&state.catalog.add_map({.type = &map_types[0], .text = "pgsql:/l.cf"})};
  provider.services.push_back(
      {find_service(&Service::word, "caldav"), *UrlPattern::parse("https://dav.example.com/x")});
  provider.auth = {Auth::password_cleartext};
  provider.extensions = true;
  lookups.answer = {MapAnswer::Kind::found, "u<1>"};
  const auto count = [&](std::string path) {
    const std::string body = ask(std::move(path), "example.com", "email=ann@example.com").body;
    std::size_t number = 0;
    for (auto at = body.find("u&lt;1&gt;"); at != body.npos; at = body.find("u&lt;1&gt;", at + 1))
      ++number;
    return number;
  };
  // IMAP, SMTP and CalDAV.
  for (const char* const path :
       {"/mail/config-v1.1.xml", "/autodiscover/autodiscover.xml", "/email.mobileconfig"})
    CHECK(count(path) == 3);
  provider.outgoing[0].has_own_login = true;
  for (const char* const path :
       {"/mail/config-v1.1.xml", "/autodiscover/autodiscover.xml", "/email.mobileconfig"})
    CHECK(count(path) == 2);
}
