// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** A list in a Postfix parameter such as mydestination. */
struct PostfixList {
  /** Items that are neither maps nor files, and keys of inline maps. */
  std::vector<std::string> names = {};
  /** Maps as `TYPE:NAME` without `proxy:`, without duplicates. A long file with one name per line
      counts as a map. */
  std::vector<std::string> maps = {};
  /** Items that cannot be used: for each, a clause that names it and says what to do. Safe for a
      terminal. */
  std::vector<std::string> refused = {};
};

/** What a list contains. */
enum class PostfixListKind {
  /** Domains. Only the keys of maps count, and there may be files, `/file`. */
  domains,
  /** Only maps, whose values count. */
  maps,
};

/** Parses the value of a parameter and the files that it names. Rejects maps that fingerpost cannot
    read and maps whose file is missing. Throws only bad_alloc. */
PostfixList read_postfix_list(std::string_view value, PostfixListKind kind);

}  // namespace fingerpost
