// SPDX-License-Identifier: MIT
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "base/fd.hpp"
#include "target.hpp"

namespace fingerpost {

/** A file in memory, for code that reads files by name. */
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content) : fd_(memfd_create("input", MFD_CLOEXEC)) {
    expect(write(fd_.get(), content.data(), content.size()) == static_cast<ssize_t>(content.size()),
           "there is memory for a file");
  }

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_.get()); }

 private:
  Fd fd_;
};

}  // namespace fingerpost
