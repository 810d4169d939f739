// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "base/xml_writer.hpp"

namespace fingerpost {

/** What a placeholder of the texts stands for. */
struct TextValue {
  /** Without the braces. */
  std::string_view placeholder;
  std::string_view text;
  /** Instead of the text, if it is one of the page's own. */
  Markup own = {};
};

/** Writes a text with its placeholders filled in, each as `<code>`, which one tap selects as a whole. A
    placeholder that has no value is left out. */
void put_text(XmlWriter& xml, Markup text, std::span<const TextValue> values);

/** Writes an element that holds such a text. */
void put_leaf(XmlWriter& xml, std::string_view name, Markup text, std::span<const TextValue> values,
              XmlWriter::Attributes attributes = {});

}  // namespace fingerpost
