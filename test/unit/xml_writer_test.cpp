// SPDX-License-Identifier: MIT
#include "base/xml_writer.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("a document") {
  XmlWriter xml("UTF-8");
  xml.open("a", {{"b", "\"<&>'"}, {"c", ""}});
  xml.leaf("d", "<&>\"' ü");
  xml.number("e", 65535);
  xml.leaf("f", "", {{"g", "h"}});
  xml.open("i");
  xml.close();
  CHECK(std::move(xml).finish() ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<a b=\"&quot;&lt;&amp;&gt;&#39;\" c=\"\">\n"
        "  <d>&lt;&amp;&gt;&quot;&#39; ü</d>\n"
        "  <e>65535</e>\n"
        "  <f g=\"h\"/>\n"
        "  <i>\n"
        "  </i>\n"
        "</a>\n");
}

TEST_CASE("a document longer than usual") {
  const std::string text(100'000, '<');
  XmlWriter xml("UTF-8");
  for (int depth = 0; depth < 40; ++depth) xml.open("a");
  xml.leaf("b", text);
  const std::string document = std::move(xml).finish();
  CHECK(document.size() > 4 * text.size());
  CHECK(document.find("&lt;&lt;</b>\n") != document.npos);
  CHECK(document.ends_with("\n</a>\n"));
}
