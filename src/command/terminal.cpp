// SPDX-License-Identifier: MIT
#include "command/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"

namespace fingerpost {

bool is_capable_terminal(int descriptor) {
  const char* const term = std::getenv("TERM");
  return isatty(descriptor) == 1 && term && std::string_view(term) != "dumb";
}

bool terminal_has_colour() {
  const char* const no_color = std::getenv("NO_COLOR");
  const bool unwanted = no_color && *no_color;
  return is_capable_terminal(STDOUT_FILENO) && !unwanted;
}

std::string painted(std::string_view text, fmt::text_style style, const Output& output) {
  return output.colour ? fmt::format(style, "{}", text) : std::string(text);
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
      widths[i] = std::max(widths[i], count_characters(row[i]));
  }
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
      text += row[i] + std::string(widths[i] - count_characters(row[i]) + 2, ' ');
    text += row.back() + '\n';
  }
  return text;
}

std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

}  // namespace fingerpost
