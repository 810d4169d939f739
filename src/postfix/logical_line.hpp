// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fingerpost {

/** What Postfix reads as one line (postconf(5), "FILE FORMAT"). */
struct LogicalLine {
  /** The lines that it is made of, one after the other without their ends, but with the white space
      at their beginnings. Empty at the end of the text. */
  std::string text = {};
  /** The number of the first of them. */
  std::size_t number = 0;
};

/** Reads a file's text by logical lines: a line that begins with white space continues the one
    before; comments and empty lines between the two do not end it. */
class LogicalLines {
 public:
  /** `text` must outlive the reader. */
  explicit LogicalLines(std::string_view text) noexcept;

  /** Takes the next logical line off the text. Throws only bad_alloc. */
  LogicalLine next();

 private:
  std::string_view rest_;
  std::size_t taken_ = 0;
};

}  // namespace fingerpost
