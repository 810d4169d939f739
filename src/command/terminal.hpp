// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/color.h>

#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** The output format of a subcommand. */
struct Output {
  /** Whether to print JSON. */
  bool json = false;
  bool colour = false;
};

/** Returns whether the descriptor is a terminal that supports more than plain lines. */
bool is_capable_terminal(int descriptor);

/** Returns whether standard output is a terminal with colours and the user has not disabled them
    (https://no-color.org). */
bool terminal_has_colour();

inline constexpr fmt::text_style bold = fmt::emphasis::bold;
inline constexpr fmt::text_style green = fmt::fg(fmt::terminal_color::green);
inline constexpr fmt::text_style yellow = fmt::fg(fmt::terminal_color::yellow);
inline constexpr fmt::text_style red = bold | fmt::fg(fmt::terminal_color::red);

/** Returns the text with the escape sequences of a style, or unchanged if the output has no
    colour. */
std::string painted(std::string_view text, fmt::text_style style, const Output& output);

/** Rows of cells. Each column is as wide as its widest cell, not counting cells at the end of a
    row. Assumes that no character is wide or combining. */
class Table {
 public:
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /** Returns one line per row. */
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/** Returns `1 server`, `2 servers`. */
std::string counted(std::size_t number, std::string_view noun);

}  // namespace fingerpost
