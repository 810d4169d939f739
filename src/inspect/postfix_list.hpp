// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** A list of Postfix's, as parameters such as mydestination have it. */
struct PostfixList {
  /** Items that are neither maps nor files, and the keys of inline maps. */
  std::vector<std::string> names = {};
  /** `TYPE:NAME` without `proxy:`, each once. A file with a name a line is one too if it is long. */
  std::vector<std::string> maps = {};
  /** What cannot be used, each a clause that names the item and says what to do; safe for a
      terminal. */
  std::vector<std::string> refused = {};
};

/** Whose list it is. */
enum class PostfixListKind {
  /** Only the keys of maps matter, and there may be files, `/file`. */
  domains,
  /** Maps alone, whose values matter. */
  maps,
};

/** Reads the value of a parameter, and the files that it names. Refuses maps that fingerpost cannot
    read, and those whose file is missing. Throws only bad_alloc. */
PostfixList read_postfix_list(std::string_view value, PostfixListKind kind);

}  // namespace fingerpost
