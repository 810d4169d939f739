// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

/** One reader of XML with two results: the leaves of what a client sends, or the tree of a file or
    an answer. Both refuse a document that is nested deeper than 32 elements, that has an element of
    more than 32 attributes, or that has a DOCTYPE. Callers bound the size of a document. All
    functions throw only bad_alloc, and threads may call them at the same time. */
namespace fingerpost {

/** The outcome of reading a document that a stranger sent. */
enum class XmlVerdict {
  well_formed,
  ill_formed,
  /** The document is refused. No client sends such a thing, so it is an attack, and reading ended
      right there. */
  forbidden,
};

/** An element without children. */
struct XmlLeaf {
  /** Lower case, without the namespace prefix. */
  std::string name;
  /** Without white space at the ends. UTF-8. */
  std::string text;
};

struct XmlLeaves {
  XmlVerdict verdict = XmlVerdict::ill_formed;
  /** The first 64, in document order; none unless well-formed. */
  std::vector<XmlLeaf> leaves;

  /** Returns the text of the first leaf of that name (lower case) that is not empty; empty if there
      is none. */
  std::string_view first(std::string_view name) const noexcept;
};

/** Reads the leaves of a document, leniently where real clients need it: white space and a byte
    order mark before the declaration, a declared encoding that is not the real one, and bytes
    that are not UTF-8, which are then taken for ISO-8859-1 (Android's Exchange client declares
    the one and sends the other, EasAutoDiscover@getRequestEntity). */
XmlLeaves read_xml_leaves(std::string_view document);

/** Allocates what the reader keeps for the calling thread. Threads that answer requests call it
    first, because glibc ends the process if there is no memory when a thread registers a
    destructor to run at its end. */
void prepare_xml_reader();

/** An element with everything in it. */
struct XmlElement {
  /** Without the namespace prefix, in the case it was written in. */
  std::string name = {};
  /** Without declarations of namespaces. */
  std::vector<std::pair<std::string, std::string>> attributes = {};
  /** The text directly in it, without white space at the ends. UTF-8. */
  std::string text = {};
  std::vector<XmlElement> children = {};
  /** The line of the start tag, from 1. */
  unsigned long line = 0;

  /** Returns the value of an attribute; empty if there is none. */
  std::string_view attribute(std::string_view attribute_name) const noexcept;
  /** Returns the first child of that name, or null. */
  const XmlElement* child(std::string_view child_name) const noexcept;
  /** Returns the text of the first child of that name; empty if there is none. */
  std::string_view child_text(std::string_view child_name) const noexcept;
};

/** The reason why a document was not read, and the line where reading ended, from 1. */
struct XmlError {
  unsigned long line;
  std::string_view reason;
};

/** Reads a whole document into its root element. Skips comments, processing instructions, and
    blank lines before the declaration, which other readers of these files accept. Accepts the
    DOCTYPE that begins every property list of Apple's, because it declares nothing itself. */
tl::expected<XmlElement, XmlError> read_xml_tree(std::string_view document);

}  // namespace fingerpost
