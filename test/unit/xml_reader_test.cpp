// SPDX-License-Identifier: MIT
#include "base/xml_reader.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#ifdef FINGERPOST_MALLINFO2
#include <malloc.h>
#endif

using namespace fingerpost;

TEST_CASE("leaves, whatever surrounds them") {
  for (const char* const document :
       {"<r><x>a&amp;b</x></r>",
        "\r\n\xef\xbb\xbf\n<?xml version='1.0' standalone='no' ?>\n<r><X> a&#38;b\n</X></r>\n",
        "<n:r xmlns:n='u'><n:x>a&amp;b</n:x></n:r>",
        "<r><x/><x>a<![CDATA[&]]>b</x><x>later</x></r>",
        "<?xml version=\"1.0\" encoding=\"windows-1252\"?><r><x>a&amp;b</x></r>"}) {
    const auto result = read_xml_leaves(document);
    CHECK(result.verdict == XmlVerdict::well_formed);
    CHECK(result.first("x") == "a&b");
    CHECK(result.first("r").empty());
    CHECK(result.first("y").empty());
  }
}

TEST_CASE("bytes that are not UTF-8 are read as ISO-8859-1") {
  const auto result =
      read_xml_leaves("<?xml version='1.0' encoding='UTF-8'?><r><x>j\xf6rg</x></r>");
  CHECK(result.verdict == XmlVerdict::well_formed);
  CHECK(result.first("x") == "jörg");
}

TEST_CASE("ill-formed documents have no leaves") {
  for (const char* const document :
       {"", " ", "x", "<r><x>a</x>", "<r><x>r&d</x></r>", "<r><x>a</x></r>junk",
        "<r>&undefined;</r>", "<r a=1/>", "\xff\xfe<"}) {
    const auto result = read_xml_leaves(document);
    CHECK(result.verdict == XmlVerdict::ill_formed);
    CHECK(result.leaves.empty());
  }
}

TEST_CASE("a DOCTYPE is forbidden, whatever follows") {
  for (const char* const document :
       {"<!DOCTYPE r><r/>", "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>",
        "<!DOCTYPE r SYSTEM 'http://192.0.2.1/x.dtd'><r"})
    CHECK(read_xml_leaves(document).verdict == XmlVerdict::forbidden);
}

TEST_CASE("a document does not affect the next one") {
  for (const char* const before :
       {"<!DOCTYPE r [<!ENTITY x 'y'>]><r>&x;</r>", "<r><x>&x;", "<r><x>j\xf6rg</x></r>",
        "<r xmlns='u' a='b'><x>later</x></r>", "<r><x>", "]]>"}) {
    read_xml_leaves(before);
    CHECK(read_xml_leaves("<r>&x;</r>").verdict == XmlVerdict::ill_formed);
    CHECK(read_xml_leaves("<r><x>jörg</x></r>").first("x") == "jörg");
  }
}

TEST_CASE("depth") {
  const auto nested = [](std::size_t depth) {
    std::string document;
    for (std::size_t i = 0; i < depth; ++i) document += "<a>";
    for (std::size_t i = 0; i < depth; ++i) document += "</a>";
    return read_xml_leaves(document).verdict;
  };
  CHECK(nested(32) == XmlVerdict::well_formed);
  CHECK(nested(33) == XmlVerdict::forbidden);
  CHECK(nested(10000) == XmlVerdict::forbidden);
}

TEST_CASE("attributes") {
  const auto with = [](int count) {
    std::string document = "<r";
    for (int i = 0; i < count; ++i) document += " a" + std::to_string(i) + "='v'";
    return read_xml_leaves(document + "/>").verdict;
  };
  CHECK(with(32) == XmlVerdict::well_formed);
  CHECK(with(33) == XmlVerdict::forbidden);
}

TEST_CASE("entities are never expanded, because they are never declared") {
  std::string document = "<!DOCTYPE r [<!ENTITY a0 'ha'>";
  for (int i = 1; i < 30; ++i) document += fmt::format("<!ENTITY a{0} '&a{1};&a{1};'>", i, i - 1);
  const auto result = read_xml_leaves(document + "]><r><x>&a29;</x></r>");
  CHECK(result.verdict == XmlVerdict::forbidden);
  CHECK(result.leaves.empty());
  CHECK(read_xml_leaves("<r><x>&lt;&#104;&#x61;&gt;</x></r>").first("x") == "<ha>");
}

TEST_CASE("at most 64 leaves are kept") {
  const auto found_after = [](int count) {
    std::string document = "<r>";
    for (int i = 0; i < count; ++i) document += "<x/>";
    return read_xml_leaves(document + "<y>found</y></r>").first("y") == "found";
  };
  CHECK(found_after(63));
  CHECK_FALSE(found_after(64));
  std::string document = "<r>";
  for (int i = 0; i < 1000; ++i) document += "<x/>";
  CHECK(read_xml_leaves(document + "</r>").leaves.size() == 64);
}

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
    return root ? std::string() : fmt::format("{}: {}", root.error().line, root.error().reason);
  };
  CHECK(refusal("") == "1: no element found");
  CHECK(refusal("<a>\n<b></a>") == "2: mismatched tag");
  CHECK(refusal("\n \n<?xml version='1.0'?>\n<a>") == "4: no element found");
  CHECK(refusal(" x<a/>") == "1: not well-formed (invalid token)");
  CHECK(refusal("\n<!DOCTYPE a><a/>") == "2: has a DOCTYPE");
  CHECK(refusal("<!DOCTYPE plist PUBLIC 'a' 'b'>\n<plist/>").empty());
  CHECK(refusal("<!DOCTYPE plist [<!ENTITY a 'b'>]><plist/>") == "1: has a DOCTYPE");
  CHECK(refusal("<!DOCTYPE plist PUBLIC 'a' 'b'>\n<plist>&c;</plist>") ==
        "2: has an undeclared entity");
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "<a>";
    for (int i = 0; i < depth; ++i) text += "</a>";
    return text;
  };
  CHECK(refusal(nested(32)).empty());
  CHECK(refusal(nested(33)) == "1: is nested too deeply");
  CHECK(refusal(nested(32).insert(96, "<a/>")) == "1: is nested too deeply");
  const auto with_attributes = [](int count) {
    std::string text = "<a";
    for (int i = 0; i < count; ++i) text += " b" + std::to_string(i) + "=''";
    return text + "/>";
  };
  CHECK(refusal(with_attributes(32)).empty());
  CHECK(refusal(with_attributes(33)) == "1: has too many attributes");
}

#ifdef FINGERPOST_MALLINFO2

// A parser that is kept would also keep its tables, and traverse them for every later document.
TEST_CASE("a long document leaves no memory behind") {
  std::string document = "<r>";
  for (int i = 0; i < 5000; ++i) document += "<x" + std::to_string(i) + "/>";
  document += "</r>";
  read_xml_leaves("<r/>");
  const auto before = mallinfo2().uordblks;
  CHECK(read_xml_leaves(document).verdict == XmlVerdict::well_formed);
  // Under a sanitizer, the counts are always 0.
  CHECK(mallinfo2().uordblks < before + 16 * 1024);
}

#endif
