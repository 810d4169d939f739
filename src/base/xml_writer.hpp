// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** Writes an XML document, indented by two blanks, UTF-8. Every text and attribute value is
    escaped here and nowhere else, so what comes in is plain text. Names of elements and
    attributes are taken as they are: they are this program's own words and must outlive the
    writer. */
class XmlWriter {
 public:
  struct Attribute {
    std::string_view name;
    std::string_view value;
  };
  using Attributes = std::initializer_list<Attribute>;

  /** Begins with the declaration, on a line of its own: EWS Managed API and exchangelib refuse
      an answer that starts with anything else. */
  explicit XmlWriter(std::string_view encoding_name);

  /** `<!DOCTYPE declaration>`, the declaration as it is; before the first element. */
  void doctype(std::string_view declaration);
  void open(std::string_view name, Attributes attributes = {});
  void close();
  /** `<name attributes>text</name>`: no white space joins the text, which Thunderbird for Android
      would keep; empty text gives `<name/>`. */
  void leaf(std::string_view name, std::string_view text, Attributes attributes = {});
  void number(std::string_view name, unsigned value);

  /** Closes what is open and gives the document away. */
  std::string finish() &&;

 private:
  /** One check for room, then one copy for each part. */
  template <class... Parts>
  void put(Parts... parts);
  std::string_view indentation() const noexcept;
  void start_tag(std::string_view name, Attributes attributes);
  void escape(std::string_view text);

  /** Longer than what is written, `size_`. */
  std::string text_;
  std::size_t size_ = 0;
  std::vector<std::string_view> open_;
};

}  // namespace fingerpost
