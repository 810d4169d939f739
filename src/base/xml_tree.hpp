// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace fingerpost {

/** An element with all that stands in it. */
struct XmlElement {
  /** Without the namespace prefix, in the case it was written in. */
  std::string name;
  /** Without declarations of namespaces. */
  std::vector<std::pair<std::string, std::string>> attributes;
  /** What stands directly in it, without white space at the ends. UTF-8. */
  std::string text;
  std::vector<XmlElement> children;
  /** Of the start tag, from 1. */
  unsigned long line = 0;

  /** Empty where there is none. */
  std::string_view attribute(std::string_view attribute_name) const noexcept;
  /** The first child of that name, or null. */
  const XmlElement* child(std::string_view child_name) const noexcept;
  /** The text of the first child of that name; empty where there is none. */
  std::string_view child_text(std::string_view child_name) const noexcept;
};

/** Reads a whole document into its root element; comments and processing instructions are skipped,
    and blank lines before the declaration, which other readers of these files take. Refuses, as
    `LINE: what is wrong`, what is not well-formed, has a DOCTYPE, is nested deeper than 32 elements
    or has one of more than 32 attributes. Accepts the DOCTYPE that begins every property list of
    Apple's, because it declares nothing itself. For files and answers that the tool reads; what
    clients send is read by read_xml_leaves. Never throws; out of memory ends the program. The
    caller bounds the size. */
tl::expected<XmlElement, std::string> read_xml_tree(std::string_view document);

}  // namespace fingerpost
