// SPDX-License-Identifier: MIT
#include "base/xml_tree.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("a tree holds elements, attributes, text and lines") {
  const auto root = read_xml_tree(
      "\xef\xbb\xbf<?xml version=\"1.0\"?>\n<a x=\"1\" p:y='&amp;2'>\n <!-- no --> <b> t&#x41; "
      "</b>\n<p:b/></a>\n");
  REQUIRE(root);
  CHECK(root->name == "a");
  CHECK(root->attribute("x") == "1");
  CHECK(root->attribute("y") == "&2");
  CHECK(root->attribute("z").empty());
  CHECK(root->line == 2);
  REQUIRE(root->children.size() == 2);
  CHECK(root->child_text("b") == "tA");
  CHECK(root->child("b")->line == 3);
  CHECK(root->children[1].name == "b");
  CHECK(root->children[1].line == 4);
  CHECK(!root->child("c"));
  CHECK(root->child_text("c").empty());
}

TEST_CASE("a tree is refused with its line") {
  const auto refusal = [](std::string_view document) {
    const auto root = read_xml_tree(document);
    return root ? std::string() : root.error();
  };
  CHECK(refusal("") == "1: no element found");
  CHECK(refusal("<a>\n<b></a>") == "2: mismatched tag");
  CHECK(refusal("\n \n<?xml version='1.0'?>\n<a>") == "4: no element found");
  CHECK(refusal(" x<a/>") == "1: not well-formed (invalid token)");
  CHECK(refusal("\n<!DOCTYPE a><a/>") == "2: has a DOCTYPE");
  CHECK(refusal("<!DOCTYPE plist PUBLIC 'a' 'b'>\n<plist/>").empty());
  CHECK(refusal("<!DOCTYPE plist [<!ENTITY a 'b'>]><plist/>") == "1: has a DOCTYPE");
  CHECK(refusal("<!DOCTYPE plist PUBLIC 'a' 'b'>\n<plist>&c;</plist>") ==
        "2: has an entity that is not declared");
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "<a>";
    for (int i = 0; i < depth; ++i) text += "</a>";
    return text;
  };
  CHECK(refusal(nested(32)).empty());
  CHECK(refusal(nested(33)) == "1: is nested too deep");
  CHECK(refusal(nested(32).insert(96, "<a/>")) == "1: is nested too deep");
  const auto with_attributes = [](int count) {
    std::string text = "<a";
    for (int i = 0; i < count; ++i) text += " b" + std::to_string(i) + "=''";
    return text + "/>";
  };
  CHECK(refusal(with_attributes(32)).empty());
  CHECK(refusal(with_attributes(33)) == "1: has too many attributes");
}
