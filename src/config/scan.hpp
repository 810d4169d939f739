// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"

namespace fingerpost {

/** Where a setting begins, which the parser of PropertyTree does not keep. */
struct SettingPlace {
  unsigned line = 0;
  /** Whether an error on its line has been reported, which explains all others there. */
  bool spoilt = false;
  /** Whether its value is in quotation marks. */
  bool quoted = false;
};

/** A comment behind a setting on the same line. */
struct TrailingComment {
  /** The setting whose block it stands in, as an index of `Scan::settings`; -1 for the file. */
  int block;
  unsigned line;
  std::string text;
};

/** Holds a file in the INFO format as the parser of PropertyTree shall see it. */
struct Scan {
  /** The same settings on the same lines, without comments and with spaces around braces. */
  std::string text;
  /** In the order in which they begin. */
  std::vector<SettingPlace> settings;
  std::vector<TrailingComment> comments;
  /** False if the parser could only guess where blocks begin and end; an error says why. */
  bool parsable = true;
};

/** Splits a file into its words, and reports what the parser would refuse without saying where it
    began, drop, or read as something else than was meant: a block or a quotation mark that is not
    closed, a `;` or a brace glued to a word, `=` and `:` between word and value, typographic
    quotation marks and spaces, a comment that begins with `#`. Reports at most one error a line
    and goes on behind it as was most likely meant. At most a million settings are taken. */
Scan scan_info(std::string_view text, const std::string& path, Problems& problems);

}  // namespace fingerpost
