// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** This program's own text with elements in it, which was escaped when the program was built. It lives
    as long as the program. */
struct Markup {
  std::string_view text;
};

/** Writes an XML document, UTF-8. Every text and attribute value is escaped here and nowhere else, so
    what comes in is plain text. Names of elements and attributes are taken as they are: they are this
    program's own words and must outlive the writer. */
class XmlWriter {
 public:
  struct Attribute {
    std::string_view name;
    std::string_view value;
  };
  using Attributes = std::initializer_list<Attribute>;

  /** Begins with the declaration, on a line of its own: EWS Managed API and exchangelib refuse
      an answer that starts with anything else. Indents by two spaces. */
  explicit XmlWriter(std::string_view encoding_name);
  /** Writes XHTML that browsers read as HTML, too (W3C, "Polyglot Markup"): without a declaration, and
      without white space that the caller did not write. Only elements that HTML closes by itself may
      be empty. */
  static XmlWriter xhtml();

  /** `<!DOCTYPE declaration>`, the declaration as it is; before the first element. */
  void doctype(std::string_view declaration);
  void open(std::string_view name, Attributes attributes = {});
  void close();
  /** `<name attributes>text</name>`: no white space joins the text, which Thunderbird for Android
      would keep; empty text gives `<name/>`. */
  void leaf(std::string_view name, std::string_view text, Attributes attributes = {});
  void leaf(std::string_view name, Markup text, Attributes attributes = {});
  void number(std::string_view name, unsigned value);
  /** Text within the element that is open. */
  void text(std::string_view text);
  void text(Markup text);

  /** Closes what is open and gives the document away. */
  std::string finish() &&;

 private:
  enum class Layout { indented, compact };

  XmlWriter(Layout layout, std::size_t size);

  /** One check for room, then one copy for each part. */
  template <class... Parts>
  void put(Parts... parts);
  std::string_view indentation() const noexcept;
  std::string_view line_end() const noexcept;
  void start_tag(std::string_view name, Attributes attributes);
  void escape(std::string_view text);

  Layout layout_;
  /** Longer than what is written, `size_`. */
  std::string text_;
  std::size_t size_ = 0;
  std::vector<std::string_view> open_;
};

}  // namespace fingerpost
