// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "base/xml_writer.hpp"

namespace fingerpost {

/** Says what a placeholder of the texts stands for. */
struct TextValue {
  /** The word between the braces. */
  std::string_view placeholder;
  std::string_view text;
  /** Stands instead of `text` if it is not empty: one of the page's own texts. */
  Markup own = {};
};

/** Writes a text with its placeholders filled in, each as `<code>`, which one tap selects as a whole. A
    placeholder that has no value is left out. */
void put_text(XmlWriter& xml, Markup text, std::span<const TextValue> values);

/** Writes an element that holds such a text. */
void put_leaf(XmlWriter& xml, std::string_view name, Markup text, std::span<const TextValue> values,
              XmlWriter::Attributes attributes = {});

}  // namespace fingerpost
