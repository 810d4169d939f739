// SPDX-License-Identifier: MIT
#include "base/log_output.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fingerpost {

namespace {

/** Whether JOURNAL_STREAM names this descriptor. It may name another one, such as standard output,
    or one of a parent that has redirected its child's output. */
bool names(std::string_view journal_stream, const struct stat& status) noexcept {
  char text[2 * 20 + 1];
  const auto written = fmt::format_to_n(text, sizeof text, "{}:{}", status.st_dev, status.st_ino);
  return journal_stream == std::string_view(text, written.size);
}

}  // namespace

LogOutput::LogOutput(int descriptor, const char* journal_stream) noexcept
    : descriptor_(descriptor) {
  struct stat status = {};
  if (fstat(descriptor, &status) != 0) return;
  if (S_ISSOCK(status.st_mode)) {
    kind_ = Kind::socket;
    is_journal_ = journal_stream && names(journal_stream, status);
  } else if (S_ISREG(status.st_mode)) {
    kind_ = Kind::file;
  }
}

bool LogOutput::write(std::string_view bytes) const noexcept {
  if (kind_ == Kind::socket)
    return send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
  pollfd log = {.fd = descriptor_, .events = POLLOUT, .revents = 0};
  if (kind_ != Kind::file && poll(&log, 1, 0) != 1) return false;
  return ::write(descriptor_, bytes.data(), bytes.size()) >= 0;
}

}  // namespace fingerpost
