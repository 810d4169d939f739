// SPDX-License-Identifier: MIT
#include "page/put_text.hpp"

#include <algorithm>

namespace fingerpost {

namespace {

void put_value(XmlWriter& xml, const TextValue& value) {
  if (value.own.text.empty())
    xml.leaf("code", value.text);
  else
    xml.leaf("code", value.own);
}

}  // namespace

void put_text(XmlWriter& xml, Markup markup, std::span<const TextValue> values) {
  std::string_view rest = markup.text;
  for (;;) {
    const auto begin = rest.find('{');
    xml.text(Markup{rest.substr(0, begin)});
    const auto end = rest.find('}', std::min(begin, rest.size()));
    if (begin == rest.npos || end == rest.npos) return;
    const std::string_view placeholder = rest.substr(begin + 1, end - begin - 1);
    const auto value = std::find_if(values.begin(), values.end(), [&](const TextValue& candidate) {
      return candidate.placeholder == placeholder;
    });
    if (value != values.end()) put_value(xml, *value);
    rest.remove_prefix(end + 1);
  }
}

void put_leaf(XmlWriter& xml, std::string_view name, Markup text, std::span<const TextValue> values,
              XmlWriter::Attributes attributes) {
  xml.open(name, attributes);
  put_text(xml, text, values);
  xml.close();
}

}  // namespace fingerpost
