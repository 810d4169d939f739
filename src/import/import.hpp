// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

namespace fingerpost {

/** What files came to. */
struct Imported {
  /** Provider blocks, with comments. Loads without error, unless no file names a usable domain. */
  std::string configuration;
  /** Of those blocks, without such as are commented out because no domain is left to them. */
  std::size_t providers = 0;
  /** What could not be taken over as it is, each as `FILE:LINE: text`, or `FILE: text` for JSON. */
  std::vector<std::string> warnings;
  /** Files of which nothing was taken over, each as `FILE: what is wrong` or
      `FILE:LINE: what is wrong`. */
  std::vector<std::string> refusals;
};

/** Reads several files, each config-v1.1.xml of autoconfig or the seed JSON of automx2, into one
    configuration, in order. Those that cannot be read or are neither are refused, and the others
    taken. Throws nothing but bad_alloc. */
Imported import_files(std::span<const std::string> paths);

}  // namespace fingerpost
