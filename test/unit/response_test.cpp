// SPDX-License-Identifier: MIT
#include "http/response.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("an answer") {
  const Response response = {.content_type = xml_content_type,
                             .body = "<x/>",
                             .vary = "Accept-Language",
                             .download_name = "a.mobileconfig",
                             .caching = Caching::nobody,
                             .etag = "\"1\""};
  CHECK(render(response) ==
        "Status: 200 OK\r\nVary: Accept-Language\r\nETag: \"1\"\r\n"
        "Content-Disposition: attachment; filename=\"a.mobileconfig\"\r\n"
        "Cache-Control: private, no-store\r\nContent-Type: text/xml; charset=utf-8\r\n"
        "Content-Length: 4\r\nX-Content-Type-Options: nosniff\r\n\r\n<x/>");
}

TEST_CASE("a refusal") {
  CHECK(render(refuse(Refusal::no_such_path)) ==
        "Status: 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 30\r\n"
        "X-Content-Type-Options: nosniff\r\n\r\nThere is nothing at this URL.\n");
}

TEST_CASE("every refusal has an error status and one line of text") {
  for (const Refusal refusal : {Refusal::no_such_path, Refusal::no_settings, Refusal::no_address,
                                Refusal::wrong_method, Refusal::too_large, Refusal::failed}) {
    const Response response = refuse(refusal);
    CHECK(response.status >= 400);
    CHECK(response.content_type == "text/plain");
    CHECK(response.body.size() > 20);
    CHECK(response.body.find('\n') == response.body.size() - 1);
    CHECK(response.body.find('<') == response.body.npos);
  }
}

TEST_CASE("a redirect") {
  CHECK(render(redirect(307, "https://a.example/")) ==
        "Location: https://a.example/\r\nStatus: 307 Temporary Redirect\r\n"
        "Content-Type: text/plain\r\nContent-Length: 49\r\nX-Content-Type-Options: nosniff\r\n\r\n"
        "The answer is at the URL in the Location header.\n");
}
