// SPDX-License-Identifier: MIT
#include "http/cgi.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace fingerpost;

namespace {

Request from(std::vector<const char*> variables) {
  variables.push_back(nullptr);
  return request_from_cgi(variables.data());
}

}  // namespace

TEST_CASE("each variable has its own index") {
  const auto host = place_of_cgi_variable("HTTP_HOST");
  REQUIRE(host);
  CHECK(*host < most_cgi_variables);
  CHECK(place_of_cgi_variable("QUERY_STRING") != host);
  CHECK_FALSE(place_of_cgi_variable("HTTP_AUTHORIZATION"));
  CHECK_FALSE(place_of_cgi_variable("HTTP_HOS"));
  CHECK_FALSE(place_of_cgi_variable(""));
}

TEST_CASE("a request") {
  const Request request =
      from({"FCGI_ROLE=RESPONDER", "REQUEST_METHOD=POST", "HTTP_HOST=Example.com:443",
            "DOCUMENT_URI=/a b", "REQUEST_URI=/ignored", "QUERY_STRING=x=%41=1", "NOISE",
            "HTTP_AUTHORIZATION=Basic x", "HTTP_ACCEPT_LANGUAGE=de", "HTTP_IF_NONE_MATCH=\"x\""});
  CHECK(request.method == "POST");
  CHECK(request.host == "Example.com:443");
  CHECK(request.path == "/a b");
  CHECK(request.query == "x=%41=1");
  CHECK(request.accept_language == "de");
  CHECK(request.if_none_match == "\"x\"");
  CHECK(request.body.empty());
}

TEST_CASE("the path from the URI") {
  CHECK(from({"REQUEST_URI=/%6Dail?x=/y"}).path == "/mail");
  CHECK(from({"DOCUMENT_URI=", "REQUEST_URI=/x"}).path == "/x");
  CHECK(from({}).path.empty());
  CHECK(from({"SCRIPT_NAME=", "PATH_INFO=/mail/x"}).path == "/mail/x");
  CHECK(from({"SCRIPT_NAME=/mail", "PATH_INFO=/x", "REQUEST_URI=/y"}).path == "/y");
}

TEST_CASE("Apache may leave a slash encoded") {
  CHECK(from({"DOCUMENT_URI=/a%2Fb%2fc%3F%2"}).path == "/a/b/c%3F%2");
}

TEST_CASE("an absolute URL in the request line") {
  const Request request =
      from({"REQUEST_URI=https://Autoconfig.a.example:443//%6Dail?x=/y", "HTTP_HOST=b.example"});
  CHECK(request.host == "Autoconfig.a.example:443");
  CHECK(request.path == "/mail");
  CHECK(from({"REQUEST_URI=http://a.example/raw", "DOCUMENT_URI=/matched"}).path == "/matched");
  CHECK(from({"REQUEST_URI=/x", "HTTP_HOST=b.example"}).host == "b.example");
}

TEST_CASE("whether the client used TLS") {
  CHECK(from({}).https);
  CHECK(from({"REQUEST_SCHEME=https"}).https);
  CHECK_FALSE(from({"REQUEST_SCHEME=http"}).https);
  CHECK(from({"REQUEST_SCHEME=http", "HTTPS=on"}).https);
  CHECK_FALSE(from({"REQUEST_SCHEME=https", "HTTPS=off"}).https);
  CHECK_FALSE(from({"REQUEST_SCHEME=http", "HTTPS="}).https);
  CHECK_FALSE(from({"SERVER_PORT=80"}).https);
  CHECK_FALSE(from({"SERVER_PORT=80", "HTTPS=", "REQUEST_SCHEME="}).https);
  CHECK(from({"SERVER_PORT=443"}).https);
  CHECK(from({"SERVER_PORT=8080"}).https);
  CHECK(from({"SERVER_PORT="}).https);
  CHECK(from({"SERVER_PORT=80", "HTTPS=on"}).https);
  CHECK(from({"SERVER_PORT=80", "REQUEST_SCHEME=https"}).https);
  CHECK_FALSE(from({"SERVER_PORT=443", "REQUEST_SCHEME=http"}).https);
  CHECK_FALSE(from({"SERVER_PORT=443", "HTTPS=off"}).https);
}
