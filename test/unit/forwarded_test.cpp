// SPDX-License-Identifier: MIT
#include "responder/forwarded.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

namespace {

struct BehindProxy {
  State state;
  Request request{.https = false, .host = "origin.internal:8080", .peer = "10.0.0.5"};

  BehindProxy() {
    state.trusted_proxies = {*Network::parse("10.0.0.5")};
    Provider& provider = state.catalog.add_provider("a");
    state.catalog.add_domain(*DomainPattern::parse("example.com"), provider);
  }
  bool https(std::string_view header) {
    request.forwarded_proto = header;
    return host_asked(request, state).https;
  }
  std::string host(std::string_view header) {
    request.forwarded_host = header;
    return host_asked(request, state).name->text();
  }
};

}  // namespace

TEST_CASE_FIXTURE(BehindProxy, "the last scheme in the header counts") {
  CHECK(https("https"));
  CHECK(https("HTTPS "));
  CHECK(https("http, https"));
  CHECK_FALSE(https("https,http"));
  CHECK_FALSE(https("http"));
  for (const char* const unusable : {"", "wss", "https,", "https;http", "on"})
    CHECK_FALSE(https(unusable));
  request.https = true;
  CHECK(https("wss"));
  CHECK_FALSE(https("http"));
}

TEST_CASE_FIXTURE(BehindProxy, "the last host in the header counts") {
  CHECK(host("autoconfig.example.com") == "autoconfig.example.com");
  CHECK(host("nowhere.example, autoconfig.example.com:443") == "autoconfig.example.com");
  CHECK(host("") == "origin.internal");
  CHECK(host("example.com,") == "origin.internal");
}

TEST_CASE_FIXTURE(BehindProxy, "a listed host that the proxy kept is not replaced") {
  request.host = "Autoconfig.Example.com:443";
  CHECK(host("nowhere.example") == "autoconfig.example.com");
  // `*` serves any name, including the proxy's name for the web server.
  state.catalog.add_domain(*DomainPattern::parse("*"), *state.catalog.providers().front());
  CHECK(host("nowhere.example") == "autoconfig.example.com");
  request.host = "origin.internal";
  CHECK(host("other.example") == "other.example");
}

TEST_CASE_FIXTURE(BehindProxy, "a host with a client label that a pattern covers is not replaced") {
  request.host = "autodiscover.customer.a.example";
  CHECK(host("example.com") == "example.com");
  state.catalog.add_domain(*DomainPattern::parse("*.a.example"),
                           *state.catalog.providers().front());
  CHECK(host("example.com") == request.host);
  request.host = "AutoConfig.stranger.example:80";
  CHECK(host("example.com") == "example.com");
  state.catalog.add_domain(*DomainPattern::parse("*"), *state.catalog.providers().front());
  for (const char* const own : {"AutoConfig.stranger.example:80", "www.stranger.example",
                                "ua-auto-config.stranger.example"}) {
    request.host = own;
    CHECK(host("example.com") == read_host(state.catalog, own).name->text());
  }
}

TEST_CASE_FIXTURE(BehindProxy, "if there are maps, no host with a client label is replaced") {
  request.host = "autodiscover.mapped.example";
  CHECK(host("example.com") == "example.com");
  const Map& map = state.catalog.add_map({.type = &map_types[0], .text = "pgsql:/domains.cf"});
  state.catalog.add_domain_map(map, *state.catalog.providers().front());
  CHECK(host("example.com") == request.host);
  request.host = "origin.internal";
  CHECK(host("example.com") == "example.com");
}

TEST_CASE_FIXTURE(BehindProxy, "headers from any other address are ignored") {
  for (const char* const peer : {"10.0.0.6", "", "unix:", "10.0.0.5, 10.0.0.6"}) {
    request.peer = peer;
    CHECK_FALSE(https("https"));
    CHECK(host("example.com") == "origin.internal");
  }
  request.peer = "10.0.0.5";
  state.trusted_proxies.clear();
  CHECK_FALSE(https("https"));
  CHECK(host("example.com") == "origin.internal");
}
