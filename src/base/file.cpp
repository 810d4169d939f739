// SPDX-License-Identifier: MIT
#include "base/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/fd.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t size_limit = 64 * 1024 * 1024;

tl::expected<std::string, std::string> read_all(int descriptor) {
  std::string content;
  char buffer[65536];
  for (;;) {
    const ssize_t count = read(descriptor, buffer, sizeof buffer);
    if (count == 0) return content;
    if (count > 0 && static_cast<std::size_t>(count) > size_limit - content.size())
      return tl::make_unexpected("is larger than 64 MiB");
    if (count > 0)
      content.append(buffer, static_cast<std::size_t>(count));
    else if (errno != EINTR)
      return tl::make_unexpected(errno_text());
  }
}

}  // namespace

tl::expected<std::string, std::string> read_file(const std::string& path) {
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return tl::make_unexpected(errno_text());
  return read_all(file.get());
}

tl::expected<std::string, std::string> read_standard_input() {
  return read_all(STDIN_FILENO);
}

}  // namespace fingerpost
