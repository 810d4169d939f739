// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/color.h>

#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** In which form a subcommand prints. */
struct Output {
  /** Whether to print JSON. */
  bool json = false;
  bool colour = false;
};

/** Whether the descriptor is a terminal that can do more than print lines. */
bool is_capable_terminal(int descriptor);

/** Whether standard output is a terminal that shows colours and nobody asked for none
    (https://no-color.org). */
bool terminal_has_colour();

inline constexpr fmt::text_style bold = fmt::emphasis::bold;
inline constexpr fmt::text_style green = fmt::fg(fmt::terminal_color::green);
inline constexpr fmt::text_style yellow = fmt::fg(fmt::terminal_color::yellow);
inline constexpr fmt::text_style red = bold | fmt::fg(fmt::terminal_color::red);

/** Returns the text between the escapes of a style, or as it is if the output has no colour. */
std::string painted(std::string_view text, fmt::text_style style, const Output& output);

/** Rows of cells. Each column is as wide as its widest cell, apart from those that end a row, if no
    character is wide or combining. */
class Table {
 public:
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /** Returns a line for each row. */
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/** Returns `1 server`, `2 servers`. */
std::string counted(std::size_t number, std::string_view noun);

}  // namespace fingerpost
