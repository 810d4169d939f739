// SPDX-License-Identifier: MIT
#include "import/reading.hpp"

#include <fmt/format.h>

#include <utility>

namespace fingerpost::foreign {

void Reading::take(const Remarks& remarks) {
  const auto& comments = remarks.comments();
  provider.lines.insert(provider.lines.end(), comments.begin(), comments.end());
  if (!again) warnings.insert(warnings.end(), remarks.warnings().begin(), remarks.warnings().end());
}

void Reading::take(const Remarks& remarks, Line line) {
  take(remarks);
  provider.lines.push_back(std::move(line));
}

void Reading::take_once(const XmlElement& element, const Remarks& remarks, Line line) {
  if (!provider.has(line.key)) return take(remarks, std::move(line));
  // That is new, even of an element that was read before.
  const bool before = std::exchange(again, false);
  keep(element, fmt::format("{}: the provider has its {} already", element.name, line.key));
  again = before;
}

void Reading::keep(const XmlElement& element, std::string_view text) {
  Remarks remarks;
  remarks.keep(element, text);
  take(remarks);
}

void Reading::keep_without_setting(const XmlElement& element, std::string_view place) {
  keep(element, fmt::format("{} has no setting here", place));
}

}  // namespace fingerpost::foreign
