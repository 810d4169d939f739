// SPDX-License-Identifier: MIT
#include "base/xml_writer.hpp"

#include <fmt/format.h>

namespace fingerpost {

XmlWriter::XmlWriter(std::string_view encoding_name) {
  // Room for a usual answer, so that the string grows at most once more.
  text_.reserve(2048);
  fmt::format_to(std::back_inserter(text_), "<?xml version=\"1.0\" encoding=\"{}\"?>\n",
                 encoding_name);
}

void XmlWriter::doctype(std::string_view declaration) {
  text_.append("<!DOCTYPE ").append(declaration).append(">\n");
}

void XmlWriter::open(std::string_view name, Attributes attributes) {
  start_tag(name, attributes);
  text_ += ">\n";
  open_.push_back(name);
}

void XmlWriter::close() {
  const std::string_view name = open_.back();
  open_.pop_back();
  text_.append(2 * open_.size(), ' ');
  text_.append("</").append(name).append(">\n");
}

void XmlWriter::leaf(std::string_view name, std::string_view text, Attributes attributes) {
  start_tag(name, attributes);
  if (text.empty()) {
    text_ += "/>\n";
    return;
  }
  text_ += '>';
  escape(text);
  text_.append("</").append(name).append(">\n");
}

void XmlWriter::number(std::string_view name, unsigned value) {
  leaf(name, fmt::format_int(value).c_str());
}

std::string XmlWriter::finish() && {
  while (!open_.empty()) close();
  return std::move(text_);
}

void XmlWriter::start_tag(std::string_view name, Attributes attributes) {
  text_.append(2 * open_.size(), ' ');
  text_.append("<").append(name);
  for (const auto& [attribute, value] : attributes) {
    text_.append(" ").append(attribute).append("=\"");
    escape(value);
    text_ += '"';
  }
}

void XmlWriter::escape(std::string_view text) {
  for (;;) {
    const auto special = text.find_first_of("&<>\"'");
    text_.append(text.substr(0, special));
    if (special == std::string_view::npos) return;
    switch (text[special]) {
      case '&':
        text_ += "&amp;";
        break;
      case '<':
        text_ += "&lt;";
        break;
      case '>':
        text_ += "&gt;";
        break;
      case '"':
        text_ += "&quot;";
        break;
      default:
        text_ += "&#39;";
    }
    text.remove_prefix(special + 1);
  }
}

}  // namespace fingerpost
