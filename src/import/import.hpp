// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

namespace fingerpost {

/** The result of an import. Its texts hold no invisible or bidirectional characters, so all of them
    are safe for a terminal. */
struct Imported {
  /** Provider blocks, with comments. It loads without error if there is a provider and all of them
      have a domain. */
  std::string configuration;
  /** The number of blocks, except those that are commented out because other providers have all
      their domains. */
  std::size_t providers = 0;
  /** How many of them have `<your-domain>` where the administrator must write one. */
  std::size_t without_domain = 0;
  /** Whether a provider took the domains that were named. */
  bool domains_used = false;
  /** Remarks on everything that could not be imported as it is, each as `FILE:LINE: text`, or
      `FILE: text` if a format has no lines; at most 100 of a file, and then how many more. */
  std::vector<std::string> warnings;
  /** Files from which nothing was imported, each as `FILE: what is wrong` or
      `FILE:LINE: what is wrong`. */
  std::vector<std::string> refusals;
};

/** Reads several files into one configuration, in order; `-` is standard input. Their content
    decides which of the formats in formats.hpp each has. Files that cannot be read, are larger than
    16 MiB or have none of the formats are refused, and the others imported. `domains`, which are
    legal names, are for providers whose file names none. Throws nothing but bad_alloc. */
Imported import_files(std::span<const std::string> paths,
                      std::span<const std::string> domains = {});

}  // namespace fingerpost
