// SPDX-License-Identifier: MIT
#include "postfix/logical_line.hpp"

#include "base/text.hpp"

namespace fingerpost {

namespace {

bool continues(std::string_view line) {
  return !line.empty() && trim(line.substr(0, 1)).empty();
}

}  // namespace

LogicalLines::LogicalLines(std::string_view text) noexcept : rest_(without_byte_order_mark(text)) {}

LogicalLine LogicalLines::next() {
  LogicalLine whole;
  while (!rest_.empty()) {
    std::string_view rest = rest_;
    const std::string_view line = take_line(rest);
    const bool skipped = trim(line).empty() || trim(line).starts_with('#');
    if (!skipped && whole.number > 0 && !continues(line)) break;
    rest_ = rest;
    ++taken_;
    if (skipped) continue;
    if (whole.number == 0) whole.number = taken_;
    whole.text.append(line);
  }
  return whole;
}

}  // namespace fingerpost
