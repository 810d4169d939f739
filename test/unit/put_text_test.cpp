// SPDX-License-Identifier: MIT
#include "page/put_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fingerpost;

namespace {

std::string put(std::string_view text) {
  const TextValue values[] = {{"address", "a&b@example.com"}, {"security", {}, {"ohne &amp; mit"}}};
  XmlWriter xml = XmlWriter::xhtml();
  put_leaf(xml, "p", {text}, values);
  return std::move(xml).finish();
}

}  // namespace

TEST_CASE("placeholders are filled in and escaped") {
  CHECK(put("No placeholder, <b>bold</b>.") == "<p>No placeholder, <b>bold</b>.</p>");
  CHECK(put("{address}") == "<p><code>a&amp;b@example.com</code></p>");
  CHECK(put("For {address}, {security}.") ==
        "<p>For <code>a&amp;b@example.com</code>, <code>ohne &amp; mit</code>.</p>");
}

TEST_CASE("a placeholder without a value is left out") {
  CHECK(put("a {unknown} b") == "<p>a  b</p>");
}

TEST_CASE("any text is written without an error") {
  CHECK(put("") == "<p></p>");
  CHECK(put("{") == "<p></p>");
  CHECK(put("a{address") == "<p>a</p>");
  CHECK(put("}{}") == "<p>}</p>");
}
