// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

/** A reader of XML with two kinds of result: the leaves of a client's request, or the tree of a
    file or an answer. Both refuse a document that is nested more than 32 elements deep, has an
    element with more than 32 attributes, or has a DOCTYPE. Callers must limit the size of a
    document. All functions throw only bad_alloc, and several threads may call them at the same
    time. */
namespace fingerpost {

/** The outcome of reading an untrusted document. */
enum class XmlVerdict {
  well_formed,
  ill_formed,
  /** The document breaks a limit or has a DOCTYPE. No client sends that, so it is an attack, and
      reading stopped there. */
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
  /** The first 64, in document order; empty unless the document is well-formed. */
  std::vector<XmlLeaf> leaves;

  /** Returns the text of the first non-empty leaf with this name (lower case); empty if there is
      none. */
  std::string_view first(std::string_view name) const noexcept;
};

/** Reads the leaves of a document. Tolerates what real clients send: white space and a byte order
    mark before the declaration, a wrong encoding in the declaration, and bytes that are not UTF-8,
    which are then read as ISO-8859-1 (Android's Exchange client declares UTF-8 and sends
    ISO-8859-1, EasAutoDiscover@getRequestEntity). */
XmlLeaves read_xml_leaves(std::string_view document);

/** Allocates what the reader keeps for the calling thread. Threads that answer requests must call
    it before the first request, because glibc ends the process if there is no memory when a thread
    registers a destructor to run at its end. */
void prepare_xml_reader();

/** An element with everything in it. */
struct XmlElement {
  /** Without the namespace prefix, in its original case. */
  std::string name = {};
  /** Without namespace declarations. */
  std::vector<std::pair<std::string, std::string>> attributes = {};
  /** The text directly inside it, without white space at the ends. UTF-8. */
  std::string text = {};
  std::vector<XmlElement> children = {};
  /** The line of the start tag, from 1. */
  unsigned long line = 0;

  /** Returns the value of an attribute; empty if there is none. */
  std::string_view attribute(std::string_view attribute_name) const noexcept;
  /** Returns the first child with this name, or null. */
  const XmlElement* child(std::string_view child_name) const noexcept;
  /** Returns the text of the first child with this name; empty if there is none. */
  std::string_view child_text(std::string_view child_name) const noexcept;
};

/** The reason why a document could not be read, and the line where reading stopped, from 1. */
struct XmlError {
  unsigned long line;
  std::string_view reason;
};

/** Reads a document and returns its root element. Skips comments, processing instructions, and
    blank lines before the declaration, which other readers of these files accept. Accepts the
    DOCTYPE at the start of Apple's property lists, because it declares nothing itself. */
tl::expected<XmlElement, XmlError> read_xml_tree(std::string_view document);

}  // namespace fingerpost
