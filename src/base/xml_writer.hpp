// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** The program's own text with markup, escaped when the program was built. It lives as long as the
    program. */
struct Markup {
  std::string_view text;
};

/** Writes an XML document in UTF-8. Texts and attribute values are escaped here and nowhere else,
    so callers pass plain text. Names of elements and attributes are written unescaped: they are the
    program's own words and must outlive the writer. */
class XmlWriter {
 public:
  struct Attribute {
    std::string_view name;
    std::string_view value;
  };
  using Attributes = std::initializer_list<Attribute>;

  /** Begins a document with the declaration on a line of its own, because EWS Managed API and
      exchangelib refuse an answer that starts with anything else. Indents by two spaces. */
  explicit XmlWriter(std::string_view encoding_name);
  /** Begins XHTML that browsers also read as HTML (W3C, "Polyglot Markup"): it has no declaration
      and no white space that the caller did not write. Only elements that HTML defines as void may
      be empty. */
  static XmlWriter xhtml();

  /** Writes `<!DOCTYPE declaration>`, with the declaration unescaped. Call it before the first
      element. */
  void doctype(std::string_view declaration);
  void open(std::string_view name, Attributes attributes = {});
  void close();
  /** Writes `<name attributes>text</name>`, or `<name/>` if the text is empty. Adds no white space
      to the text, because Thunderbird for Android would keep it. */
  void leaf(std::string_view name, std::string_view text, Attributes attributes = {});
  void leaf(std::string_view name, Markup text, Attributes attributes = {});
  void number(std::string_view name, unsigned value);
  /** Writes text into the open element. */
  void text(std::string_view text);
  void text(Markup text);

  /** Closes all open elements and returns the document. */
  std::string finish() &&;

 private:
  enum class Layout { indented, compact };

  XmlWriter(Layout layout, std::size_t size);

  /** Appends the parts, with one check for room and one copy for each. */
  template <class... Parts>
  void put(Parts... parts);
  std::string_view indentation() const noexcept;
  std::string_view line_end() const noexcept;
  void start_tag(std::string_view name, Attributes attributes);
  void escape(std::string_view text);

  Layout layout_;
  /** A buffer whose first `size_` bytes are the document. */
  std::string text_;
  std::size_t size_ = 0;
  std::vector<std::string_view> open_;
};

}  // namespace fingerpost
