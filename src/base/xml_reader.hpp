// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** What became of a document that a stranger sent. */
enum class XmlVerdict {
  well_formed,
  ill_formed,
  /** Has a DOCTYPE, is nested deeper than 32 elements or has one of more than 32 attributes: no
      client sends such a thing, so it is an attack, and reading ended right there. */
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

  /** The text of the first leaf of that name (lower case) that is not empty, else nothing. */
  std::string_view first(std::string_view name) const noexcept;
};

/** Reads the leaves of a document, leniently where real clients need it: white space and a byte
    order mark before the declaration, a declared encoding that is not the real one, and bytes
    that are not UTF-8, which are then taken for ISO-8859-1 (Android's Exchange client declares
    the one and sends the other, EasAutoDiscover@getRequestEntity). Never throws but bad_alloc;
    the caller bounds the size. */
XmlLeaves read_xml_leaves(std::string_view document);

/** Allocates what read_xml_leaves() keeps for the calling thread. Threads that answer requests call
    it first, because glibc ends the process if there is no memory when a thread registers a
    destructor to run at its end. Throws bad_alloc. */
void prepare_xml_reader();

}  // namespace fingerpost
