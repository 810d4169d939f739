// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace fingerpost {

/** What files came to. */
struct Imported {
  /** Provider blocks, with comments. Loads without error, unless no file names a usable domain. */
  std::string configuration;
  /** What could not be taken over as it is, each as `FILE:LINE: text`, or `FILE: text` for JSON. */
  std::vector<std::string> warnings;
};

/** Reads several files, each config-v1.1.xml of autoconfig or the seed JSON of automx2, into one
    configuration, in order. Refuses, as `FILE: what is wrong` or `FILE:LINE: what is wrong`, those
    that cannot be read or are neither, all at once. Throws nothing but bad_alloc. */
tl::expected<Imported, std::vector<std::string>> import_files(std::span<const std::string> paths);

}  // namespace fingerpost
