// SPDX-License-Identifier: MIT
#include "command/readers.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "base/file.hpp"

namespace fingerpost {

namespace {

namespace fs = std::filesystem;

constexpr const char* service_user = "fingerpost";
constexpr const char* mapd_user = "fingerpost-mapd";

/** The user of a service. Checks its access to files by owner and mode. */
class Reader {
 public:
  explicit Reader(const char* user) {
    const passwd* const entry = getpwnam(user);
    if (!entry) return;
    exists_ = true;
    uid_ = entry->pw_uid;
    int number = 0;
    getgrouplist(user, entry->pw_gid, nullptr, &number);
    groups_.resize(static_cast<std::size_t>(std::max(number, 0)));
    getgrouplist(user, entry->pw_gid, groups_.data(), &number);
  }

  /** Returns whether the user has a permission. `bit` is the mode bit for others, such as S_IROTH.
      A file on which stat() fails counts as permitted. */
  bool may(mode_t bit, const std::string& path) const {
    struct stat status;
    if (stat(path.c_str(), &status) != 0) return true;
    if (getxattr(path.c_str(), "system.posix_acl_access", nullptr, 0) > 0) return true;
    if (exists_ && status.st_uid == uid_) return (status.st_mode & (bit << 6)) != 0;
    const bool in_group = std::find(groups_.begin(), groups_.end(), status.st_gid) != groups_.end();
    return (status.st_mode & (in_group ? bit << 3 : bit)) != 0;
  }

  std::string name() const {
    return exists_ ? fmt::format("user {}", service_user) : std::string("own user");
  }
  bool exists() const noexcept { return exists_; }

 private:
  bool exists_ = false;
  uid_t uid_ = 0;
  std::vector<gid_t> groups_;
};

std::string remedy(const Reader& reader, const std::string& path, std::string_view modes) {
  if (!reader.exists()) return fmt::format("chmod o+{} {}", modes, path);
  return fmt::format("chgrp {0} {1}; chmod g+{2} {1}", service_user, path, modes);
}

/** Returns whether the file contains a private key. */
bool holds_key(const std::string& path) {
  const auto content = read_file(path);
  return content && content->find("PRIVATE KEY-----") != content->npos;
}

/** Returns commands that make a file readable to the service. For a private key they first create
    the service's user if it is missing, so that there is a group to give access to. */
std::string remedy_for_file(const Reader& reader, const std::string& path) {
  if (reader.exists() || !holds_key(path)) return remedy(reader, path, "r");
  return fmt::format("useradd --system {0}; chgrp {0} {1}; chmod g+r {1}", service_user, path);
}

/** Returns the first folder in the path of a file, from the root, that the reader cannot enter;
    empty if there is none. */
std::string closed_folder(const Reader& reader, const fs::path& file) {
  fs::path folder;
  for (const fs::path& part : file.parent_path())
    if (folder /= part; !reader.may(S_IXOTH, folder.string())) return folder.string();
  return {};
}

/** Returns the command that makes a file readable to fingerpost-mapd. Postfix's files are usually
    readable to a group. */
std::string remedy_for_table(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return {};
  const group* const entry = getgrgid(status.st_gid);
  if ((status.st_mode & S_IRGRP) && status.st_gid != 0 && entry)
    return fmt::format("usermod -aG {} {}", entry->gr_name, mapd_user);
  return fmt::format("chgrp {0} {1}; chmod g+r {1}", mapd_user, path);
}

/** Returns why the service does not see an existing file, or an empty string. */
std::string_view why_hidden(std::string_view path) {
  // Because of DynamicUser= and ProtectHome= in the units.
  constexpr std::string_view own[] = {"/tmp/", "/var/tmp/"};
  constexpr std::string_view homes[] = {"/home/", "/root/", "/run/user/"};
  const auto is_below = [&](std::string_view folder) { return path.starts_with(folder); };
  if (std::any_of(std::begin(own), std::end(own), is_below))
    return "the service does not see it, because it has its own /tmp; let the server listen below "
           "/run";
  if (std::any_of(std::begin(homes), std::end(homes), is_below))
    return "the service does not see it, because it has no access to home directories; let the "
           "server listen below /run";
  return {};
}

}  // namespace

Problems unreadable_files(std::span<const std::string_view> files) {
  const Reader reader(service_user);
  Problems problems;
  std::set<std::string> told;
  const auto warn = [&](const std::string& path, std::string_view text) {
    if (told.insert(path).second) problems.add(Problem::Severity::warning, path, 0, text);
  };
  for (const std::string_view file : files) {
    std::error_code error;
    const fs::path path = fs::canonical(fs::path(file), error);
    if (error) continue;
    if (const std::string closed = closed_folder(reader, path); !closed.empty())
      warn(closed, fmt::format("the service's {} cannot open files in this folder, so it can "
                               "neither start nor reload; {}",
                               reader.name(), remedy(reader, closed, "x")));
    else if (!reader.may(S_IROTH, path.string()))
      warn(std::string(file),
           fmt::format("the service's {} cannot read it, so it can neither start nor reload; {}",
                       reader.name(), remedy_for_file(reader, std::string(file))));
  }
  problems.finish();
  return problems;
}

std::string why_mapd_cannot_read(const std::string& file) {
  const Reader reader(mapd_user);
  if (!reader.exists()) return {};
  std::error_code error;
  const fs::path path = fs::canonical(file, error);
  if (error) return {};
  constexpr std::string_view text =
      "the user fingerpost-mapd cannot read it, so fingerpost-mapd can neither start nor reload; "
      "{}";
  if (const std::string closed = closed_folder(reader, path); !closed.empty())
    return fmt::format(text, fmt::format("chmod o+x {}", closed));
  return reader.may(S_IROTH, path.string()) ? std::string()
                                            : fmt::format(text, remedy_for_table(file));
}

std::string why_service_cannot_connect(const std::string& socket, std::string_view remedy) {
  struct stat status;
  if (stat(socket.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) return "is not a socket";
  const Reader reader(service_user);
  std::error_code error;
  const fs::path path = fs::canonical(socket, error);
  if (const std::string closed = closed_folder(reader, path); !closed.empty())
    return fmt::format("the service's {} cannot connect to it; chmod o+x {}", reader.name(),
                       closed);
  // Connecting to a socket requires write permission.
  if (!reader.may(S_IWOTH, path.string()))
    return fmt::format("the service's {} cannot connect to it; {}", reader.name(), remedy);
  return std::string(why_hidden(path.string()));
}

}  // namespace fingerpost
