// SPDX-License-Identifier: MIT
#include "config/logo.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/base64.hpp"

using namespace fingerpost;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view svg =
    "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h9v9z\"/></svg>";

/** Returns the media type of the picture's URL, or the error. */
std::string type_of(std::string_view content) {
  const auto url = parse_picture(content);
  if (!url) return url.error();
  CHECK(url->ends_with(";base64," + base64(content)));
  REQUIRE(url->starts_with("data:"));
  return url->substr(5, url->find(';') - 5);
}

}  // namespace

TEST_CASE("the content of a picture gives its type") {
  CHECK(type_of("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv) == "image/png");
  CHECK(type_of("\xff\xd8\xff\xe0\0\x10JFIF"sv) == "image/jpeg");
  CHECK(type_of("GIF87a\1\0\1\0"sv) == "image/gif");
  CHECK(type_of("GIF89a\1\0\1\0"sv) == "image/gif");
  CHECK(type_of("RIFF\x1a\0\0\0WEBPVP8L"sv) == "image/webp");
  CHECK(type_of(svg) == "image/svg+xml");
  CHECK(type_of("\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- a logo -->\n" + std::string(svg)) ==
        "image/svg+xml");
  CHECK(type_of("<s:svg xmlns:s=\"http://www.w3.org/2000/svg\"/>") == "image/svg+xml");
}

TEST_CASE("files that are not pictures") {
  constexpr std::string_view other = "is not a PNG, JPEG, GIF, WebP or SVG picture";
  CHECK(type_of("") == "is empty");
  for (const std::string_view begin : {"hello"sv, "\x89PNG"sv, "RIFF\x1a\0\0\0WAVEfmt "sv, "RIFF"sv,
                                       "WEBPVP"sv, "GIF88a"sv, "%PDF-1.7"sv,
                                       "\0\0\0\x1c"
                                       "ftypavif"sv,
                                       "\xff\xfe<\0s\0v\0g\0"sv})
    CHECK(type_of(begin) == other);
  CHECK(type_of("\x1f\x8b\x08") == "is compressed; decompress it with gunzip");
}

TEST_CASE("an SVG that browsers do not show") {
  CHECK(type_of("<html><svg/></html>") == "begins with <html>, so it is not an SVG picture");
  CHECK(type_of("<svg/>") ==
        "has no namespace, so browsers do not show it; write: <svg "
        "xmlns=\"http://www.w3.org/2000/svg\"");
  CHECK(type_of("<svg>\n<path></svg>") ==
        "cannot be read as SVG: mismatched tag (line 2); save it as plain SVG");
  CHECK(type_of("<!DOCTYPE svg>\n" + std::string(svg)) ==
        "cannot be read as SVG: has a DOCTYPE (line 1); save it as plain SVG");
}

TEST_CASE("the size of a logo is bounded") {
  const std::string png = "\x89PNG\r\n\x1a\n";
  CHECK(type_of(png + std::string(longest_logo - png.size(), 'x')) == "image/png");
  CHECK(type_of(png + std::string(longest_logo - png.size() + 1, 'x')) ==
        "has 6145 bytes, more than the limit of 6144; make the picture smaller, or "
        "give its https URL");
}
