// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** In which form a subcommand prints. */
struct Output {
  /** For machines. */
  bool json = false;
  bool colour = false;
};

/** Whether the descriptor is a terminal that knows more than lines of text. */
bool is_capable_terminal(int descriptor);

/** Whether standard output is a terminal that shows colours and nobody asked for none
    (https://no-color.org). */
bool terminal_has_colour();

enum class Colour { plain, green, yellow, red, faint, bold };

/** The text between the escapes that colour it, or as it is. */
std::string painted(std::string_view text, Colour colour, const Output& output);

/** Rows of cells. Each column is as wide as its widest cell, apart from those that end a row. */
class Table {
 public:
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /** A line for each row. */
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/** `1 server`, `2 servers`. */
std::string counted(std::size_t number, std::string_view noun);

}  // namespace fingerpost
