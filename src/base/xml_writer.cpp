// SPDX-License-Identifier: MIT
#include "base/xml_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fingerpost {

namespace {

using namespace std::string_view_literals;

/** The usual size of an answer in bytes, allocated up front. */
constexpr std::size_t usual_answer_size = 2048;
/** The usual size of a page for people in bytes. */
constexpr std::size_t usual_page_size = 32 * 1024;
/** The usual nesting depth of elements. */
constexpr std::size_t usual_depth = 8;

/** The entity that replaces each special character; null for all others. */
constexpr std::array<const char*, 256> references = [] {
  std::array<const char*, 256> table{};
  table['&'] = "&amp;";
  table['<'] = "&lt;";
  table['>'] = "&gt;";
  table['"'] = "&quot;";
  table['\''] = "&#39;";
  return table;
}();

const char* reference_for(char c) noexcept {
  return references[static_cast<unsigned char>(c)];
}

}  // namespace

template <class... Parts>
[[gnu::always_inline]] inline void XmlWriter::put(Parts... parts) {
  const std::size_t begin = size_;
  size_ += (parts.size() + ...);
  if (size_ > text_.size()) text_.resize(2 * size_);
  char* to = text_.data() + begin;
  ((to = std::copy(parts.begin(), parts.end(), to)), ...);
}

XmlWriter::XmlWriter(Layout layout, std::size_t size) : layout_(layout), text_(size, '\0') {
  open_.reserve(usual_depth);
}

XmlWriter::XmlWriter(std::string_view encoding_name)
    : XmlWriter(Layout::indented, usual_answer_size) {
  put("<?xml version=\"1.0\" encoding=\""sv, encoding_name, "\"?>\n"sv);
}

XmlWriter XmlWriter::xhtml() {
  return XmlWriter(Layout::compact, usual_page_size);
}

void XmlWriter::doctype(std::string_view declaration) {
  put("<!DOCTYPE "sv, declaration, ">"sv, line_end());
}

void XmlWriter::open(std::string_view name, Attributes attributes) {
  start_tag(name, attributes);
  put(">"sv, line_end());
  open_.push_back(name);
}

void XmlWriter::close() {
  const std::string_view name = open_.back();
  open_.pop_back();
  put(indentation(), "</"sv, name, ">"sv, line_end());
}

void XmlWriter::leaf(std::string_view name, std::string_view text, Attributes attributes) {
  start_tag(name, attributes);
  if (text.empty()) return put("/>"sv, line_end());
  put(">"sv);
  escape(text);
  put("</"sv, name, ">"sv, line_end());
}

void XmlWriter::leaf(std::string_view name, Markup text, Attributes attributes) {
  start_tag(name, attributes);
  put(">"sv, text.text, "</"sv, name, ">"sv, line_end());
}

void XmlWriter::number(std::string_view name, unsigned value) {
  leaf(name, fmt::format_int(value).c_str());
}

void XmlWriter::text(std::string_view text) {
  escape(text);
}

void XmlWriter::text(Markup text) {
  put(text.text);
}

std::string XmlWriter::finish() && {
  while (!open_.empty()) close();
  text_.resize(size_);
  return std::move(text_);
}

std::string_view XmlWriter::indentation() const noexcept {
  constexpr std::string_view blanks = "                                ";
  return layout_ == Layout::indented ? blanks.substr(0, 2 * open_.size()) : ""sv;
}

std::string_view XmlWriter::line_end() const noexcept {
  return layout_ == Layout::indented ? "\n"sv : ""sv;
}

void XmlWriter::start_tag(std::string_view name, Attributes attributes) {
  put(indentation(), "<"sv, name);
  for (const auto& [attribute, value] : attributes) {
    put(" "sv, attribute, "=\""sv);
    escape(value);
    put("\""sv);
  }
}

void XmlWriter::escape(std::string_view text) {
  for (;;) {
    const auto special = std::find_if(text.begin(), text.end(), reference_for);
    const auto plain = static_cast<std::size_t>(special - text.begin());
    put(text.substr(0, plain));
    if (special == text.end()) return;
    put(std::string_view(reference_for(*special)));
    text.remove_prefix(plain + 1);
  }
}

}  // namespace fingerpost
