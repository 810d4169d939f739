// SPDX-License-Identifier: MIT
#pragma once

#include <expat.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

#include "base/free.hpp"

// What the readers of XML have in common; for their .cpp files only.
namespace fingerpost {

/** Elements within elements: no client, answer or file has more. */
inline constexpr std::size_t xml_depth_limit = 32;
/** Attributes of an element, declarations of namespaces among them. */
inline constexpr int xml_attribute_limit = 32;

using XmlParser = std::unique_ptr<XML_ParserStruct, Free<XML_ParserFree>>;

/** `encoding` overrules what the document declares, unless it is null. Throws bad_alloc. */
inline XmlParser make_xml_parser(const char* encoding) {
  XmlParser parser(XML_ParserCreate(encoding));
  if (!parser) throw std::bad_alloc();
  return parser;
}

/** Of the element that the parser has just opened. */
inline bool has_too_many_attributes(XML_Parser parser) {
  // It counts names and values.
  return XML_GetSpecifiedAttributeCount(parser) > 2 * xml_attribute_limit;
}

/** The salt of expat's hash tables, so that nobody can choose names that collide. */
using HashSalt = std::array<std::uint8_t, 16>;

/** Sets the salt of a parser that has read nothing since it was made or reset. Versions of expat
    before 2.8.0 use only as many of its bytes as a long holds. */
inline void set_hash_salt(XML_Parser parser, const HashSalt& salt) {
#ifdef FINGERPOST_XML_SETHASHSALT16BYTES
  XML_SetHashSalt16Bytes(parser, salt.data());
#else
  unsigned long word;
  static_assert(sizeof word <= sizeof salt);
  std::memcpy(&word, salt.data(), sizeof word);
  XML_SetHashSalt(parser, word);
#endif
}

/** Returns the number of the line that the parser has reached, counted from 1. */
inline unsigned long line_number(XML_Parser parser) {
#ifdef FINGERPOST_XML_GETCURRENTLINENUMBER64
  return static_cast<unsigned long>(XML_GetCurrentLineNumber64(parser));
#else
  return XML_GetCurrentLineNumber(parser);
#endif
}

/** Holds what handlers share with the call of parse_xml() that runs them. */
struct XmlParsing {
  XML_Parser parser;
  /** Whether a handler ran out of memory; later handlers then do nothing. */
  bool out_of_memory = false;
};

/** Runs the body of a handler. Exceptions must not unwind through expat's C code, so an exception
    stops the parser, and parse_xml() throws bad_alloc. */
template <class Action>
void handle_xml(XmlParsing& parsing, Action action) noexcept {
  if (parsing.out_of_memory) return;
  try {
    action();
  } catch (const std::bad_alloc&) {
    parsing.out_of_memory = true;
    XML_StopParser(parsing.parser, XML_FALSE);
  }
}

/** Returns whether the whole document was read. Throws bad_alloc if expat or a handler ran out of
    memory. */
inline bool parse_xml(const XmlParsing& parsing, std::string_view document) {
  const auto status =
      XML_Parse(parsing.parser, document.data(), static_cast<int>(document.size()), XML_TRUE);
  if (parsing.out_of_memory || XML_GetErrorCode(parsing.parser) == XML_ERROR_NO_MEMORY)
    throw std::bad_alloc();
  return status == XML_STATUS_OK;
}

}  // namespace fingerpost
