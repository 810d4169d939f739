// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"

namespace fingerpost {

/** A comment after a setting on the same line. */
struct TrailingComment {
  unsigned line;
  std::string text;
};

/** The place where a setting begins, which PropertyTree's parser does not record. */
struct SettingPlace {
  /** The line, from 1; 0 for a file. */
  unsigned line = 0;
  /** Whether an error on its line has been reported, which explains all others there. */
  bool spoilt = false;
  /** Whether its value is in quotation marks. */
  bool quoted = false;
  /** The comments in its block. */
  std::vector<TrailingComment> comments = {};
  /** The variable that holds the setting, which messages name instead of a file and its setting;
      null for a setting in a file. */
  const std::string* variable = nullptr;
};

/** A file in the INFO format, prepared for PropertyTree's parser. */
struct Scan {
  /** The same settings on the same lines, without comments and with spaces around braces. */
  std::string text = {};
  /** The file, followed by the settings in the order in which they begin. */
  std::vector<SettingPlace> settings = {{}};
  /** False if the parser would have to guess where blocks begin and end; an error says why. */
  bool parsable = true;
};

/** Splits a file into words. Reports text that the parser would drop, read differently from what
    was meant, or refuse without naming the place: an open block or quotation mark, a `;` or a brace
    directly after a word, `=` or `:` between word and value, typographic quotation marks and
    spaces, a comment that begins with `#`. Reports at most one error a line, then continues with
    the most likely meaning. Reads at most a million settings. */
Scan scan_info(std::string_view text, const std::string& path, Problems& problems);

}  // namespace fingerpost
