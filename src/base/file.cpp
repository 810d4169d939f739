// SPDX-License-Identifier: MIT
#include "base/file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

#include "base/error.hpp"
#include "base/fd.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t size_limit = 64 * 1024 * 1024;

/** Whether the path names a descriptor that this process inherited: standard input, or the path
    that a shell substitutes for `<(command)`. Opening it never blocks. */
bool is_given(std::string_view path) {
  return path == "/dev/stdin" || path.starts_with("/dev/fd/") || path.starts_with("/proc/self/fd/");
}

/** Returns why a file of this type cannot be read; empty if it can. */
std::string_view objection(const struct stat& status, bool given) {
  if (S_ISREG(status.st_mode)) return {};
  if (given && (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode))) return {};
  if (S_ISDIR(status.st_mode)) return "Is a directory";
  if (S_ISFIFO(status.st_mode)) return "is a named pipe, not a regular file";
  if (S_ISSOCK(status.st_mode)) return "is a socket, not a regular file";
  return "is a device, not a regular file";
}

/** Waits until a pipe or a terminal has more to read; never waits for a regular file. */
void wait_for_more(int fd) {
  pollfd file = {.fd = fd, .events = POLLIN, .revents = 0};
  poll(&file, 1, -1);
}

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
    else if (errno == EAGAIN)
      wait_for_more(descriptor);
    else if (errno != EINTR)
      return tl::make_unexpected(errno_text());
  }
}

}  // namespace

tl::expected<std::string, std::string> read_file(const std::string& path) {
  // Without O_NONBLOCK, opening a named pipe would wait for a writer and block a reload.
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status;
  if (!file && errno == ENXIO && stat(path.c_str(), &status) == 0)
    return tl::make_unexpected(std::string(objection(status, false)));
  if (!file || fstat(file.get(), &status) != 0) return tl::make_unexpected(errno_text());
  const std::string_view wrong = objection(status, is_given(path));
  if (!wrong.empty()) return tl::make_unexpected(std::string(wrong));
  return read_all(file.get());
}

tl::expected<std::string, std::string> read_standard_input() {
  return read_all(STDIN_FILENO);
}

}  // namespace fingerpost
