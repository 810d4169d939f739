// SPDX-License-Identifier: MIT
#include "setup/config_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "base/error.hpp"
#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/free.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "setup/sample.hpp"

namespace fingerpost {

namespace {

/** Returns the first line for a file; `text` is the rest of the file. */
std::string head_for(std::string_view text) {
  return fmt::format(
      "; Written by `fingerpost init --write`, which replaces it while it is unchanged: {}\n",
      sha256_base64(text));
}

bool is_unchanged(std::string_view content) {
  std::string_view rest = content;
  const std::string_view head = take_line(rest);
  return content.substr(0, head.size() + 1) == head_for(rest);
}

bool is_replaceable(std::string_view content) {
  return trim(content).empty() || content == sample_configuration || is_unchanged(content);
}

/** Returns the target of a symbolic link, or the path itself if nothing exists there yet. */
std::string resolved(const std::string& path) {
  const std::unique_ptr<char, Free<std::free>> real(realpath(path.c_str(), nullptr));
  return real ? real.get() : path;
}

bool is_link(const std::string& path) {
  struct stat there = {};
  return lstat(path.c_str(), &there) == 0 && S_ISLNK(there.st_mode);
}

/** A temporary file next to the target. The destructor removes it unless take_name() succeeded. */
class Draft {
 public:
  explicit Draft(const std::string& target)
      : name_(target + ".XXXXXX"), fd_(mkstemp(name_.data())) {}
  ~Draft() {
    if (fd_) unlink(name_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  /** These functions return false with `errno` set if the system refuses. */
  bool is_open() const noexcept { return static_cast<bool>(fd_); }
  bool write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = ::write(fd_.get(), text.data(), text.size());
      if (written < 0 && errno != EINTR) return false;
      if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    return fsync(fd_.get()) == 0;
  }
  /** Copies mode and owner of the file to be replaced. If there is none, the mode is 0644. */
  bool take_mode_of(const std::string& target) const {
    struct stat there = {};
    if (stat(target.c_str(), &there) != 0) return fchmod(fd_.get(), 0644) == 0;
    return fchown(fd_.get(), there.st_uid, there.st_gid) == 0 &&
           fchmod(fd_.get(), there.st_mode & 07777) == 0;
  }
  bool take_name(const std::string& target) {
    if (std::rename(name_.c_str(), target.c_str()) != 0) return false;
    fd_ = Fd();
    return true;
  }

 private:
  std::string name_;
  Fd fd_;
};

tl::expected<void, std::string> replace(const std::string& target, const std::string& content) {
  Draft draft(target);
  if (draft.is_open() && draft.write(content) && draft.take_mode_of(target) &&
      draft.take_name(target))
    return {};
  return tl::make_unexpected(fmt::format("{}: {}", target, errno_text()));
}

}  // namespace

tl::expected<void, std::string> put_in_place(const std::string& path,
                                             const std::string& configuration) {
  const std::string target = resolved(path);
  if (is_link(target))
    return tl::make_unexpected(fmt::format("{} is a dangling symbolic link; remove it", path));
  if (access(target.c_str(), F_OK) == 0) {
    const auto there = read_file(target);
    if (!there) return tl::make_unexpected(fmt::format("{}: {}", path, there.error()));
    if (!is_replaceable(*there))
      return tl::make_unexpected(
          fmt::format("{} was changed by hand, so it is not replaced; copy what you need from the "
                      "output of `fingerpost init`",
                      path));
  }
  return replace(target, head_for(configuration) + configuration);
}

}  // namespace fingerpost
