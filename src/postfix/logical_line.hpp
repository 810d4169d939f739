// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fingerpost {

/** A line as Postfix reads it (postconf(5), "FILE FORMAT"). */
struct LogicalLine {
  /** Its physical lines, joined without their line ends but with the white space at their
      beginnings. Empty at the end of the text. */
  std::string text = {};
  /** The number of its first physical line, from 1; 0 at the end of the text. */
  std::size_t number = 0;
};

/** Splits a file's text into logical lines. A line that begins with white space continues the
    previous one, even if comments and empty lines are between the two. */
class LogicalLines {
 public:
  /** `text` must outlive the reader. */
  explicit LogicalLines(std::string_view text) noexcept;

  /** Returns the next logical line. Throws only bad_alloc. */
  LogicalLine next();

 private:
  std::string_view rest_;
  std::size_t taken_ = 0;
};

}  // namespace fingerpost
