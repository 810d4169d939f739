// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "base/xml_writer.hpp"

namespace fingerpost {

/** The value of a placeholder in a text. */
struct TextValue {
  /** The word between the braces. */
  std::string_view placeholder;
  std::string_view text;
  /** One of the page's own texts; replaces `text` unless it is empty. */
  Markup own = {};
};

/** Writes a text with its placeholders filled in, each as `<code>`, which one tap selects
    completely. A placeholder without a value is left out. */
void put_text(XmlWriter& xml, Markup text, std::span<const TextValue> values);

/** Writes an element that holds such a text. */
void put_leaf(XmlWriter& xml, std::string_view name, Markup text, std::span<const TextValue> values,
              XmlWriter::Attributes attributes = {});

}  // namespace fingerpost
