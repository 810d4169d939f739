// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

namespace fingerpost {

/** What files came to. Texts hold no characters that are invisible or turn the direction of writing
    around, so all of it may go to a terminal. */
struct Imported {
  /** Provider blocks, with comments. Loads without error if there is a provider and none without a
      domain. */
  std::string configuration;
  /** Counts the blocks, without such as are commented out because other providers have all their
      domains. */
  std::size_t providers = 0;
  /** Counts those of them that have `<your-domain>` where the administrator is to write one. */
  std::size_t without_domain = 0;
  /** Whether a provider took the domains that were named. */
  bool domains_used = false;
  /** What could not be taken over as it is, each as `FILE:LINE: text`, or `FILE: text` where a
      format has no lines; at most 100 of a file, and then how many more. */
  std::vector<std::string> warnings;
  /** Files of which nothing was taken over, each as `FILE: what is wrong` or
      `FILE:LINE: what is wrong`. */
  std::vector<std::string> refusals;
};

/** Reads several files into one configuration, in order; `-` is standard input. Their content
    tells which of the formats in formats.hpp each has. Files that cannot be read, are larger than
    16 MiB or have none of the formats are refused, and the others taken. `domains`, which are legal
    names, are for providers whose file names none. Throws nothing but bad_alloc. */
Imported import_files(std::span<const std::string> paths,
                      std::span<const std::string> domains = {});

}  // namespace fingerpost
