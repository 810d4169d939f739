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
  CHECK(render(refuse(404)) ==
        "Status: 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n"
        "X-Content-Type-Options: nosniff\r\n\r\n");
}

TEST_CASE("a redirect") {
  CHECK(render(redirect(307, "https://a.example/")) ==
        "Status: 307 Temporary Redirect\r\nLocation: https://a.example/\r\n"
        "Content-Type: text/plain\r\nContent-Length: 0\r\nX-Content-Type-Options: nosniff\r\n\r\n");
}
