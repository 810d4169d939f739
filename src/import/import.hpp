// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

namespace fingerpost {

/** The result of an import. Its texts contain no invisible or bidirectional characters, so they are
    safe to print on a terminal. */
struct Imported {
  /** Provider blocks with comments. Loads without errors if there is a provider and every provider
      has a domain. */
  std::string configuration;
  /** The number of blocks, not counting those commented out because all their domains belong to
      other providers. */
  std::size_t providers = 0;
  /** The number of blocks that contain `<your-domain>`, which the administrator must replace. */
  std::size_t without_domain = 0;
  /** Whether a provider used the given domains. */
  bool domains_used = false;
  /** Warnings about everything that was not imported exactly, each as `FILE:LINE: text`, or `FILE:
      text` if the format has no lines. At most 100 for each file, then one that counts the rest. */
  std::vector<std::string> warnings;
  /** Problems of the files from which nothing was imported, each as `FILE: problem` or `FILE:LINE:
      problem`. */
  std::vector<std::string> refusals;
};

/** Imports several files, in order, into one configuration. `-` is standard input. The format of
    each file, one of those in formats.hpp, is recognized from its content. Refuses files that
    cannot be read, are larger than 16 MiB or have another format, and still imports the others.
    `domains`, which must be valid, are used for providers whose file names none. Throws only
    bad_alloc. */
Imported import_files(std::span<const std::string> paths,
                      std::span<const std::string> domains = {});

}  // namespace fingerpost
