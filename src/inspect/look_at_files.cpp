// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "inspect/inspector.hpp"
#include "inspect/published_file.hpp"

namespace fingerpost {

namespace {

/** The folders in which web servers of Debian, Red Hat, Arch and FreeBSD keep their files. */
const std::vector<std::string> web_folders = {"/var/www", "/srv/www", "/srv/http",
                                              "/usr/share/nginx", "/usr/local/www"};

/** The largest file that is read. */
constexpr std::size_t longest = 256 * 1024;

/** Returns whether only root or the user running this program can write the file. Customers of a
    web host have folders there, and none of them may decide the settings for all users of the mail
    server. */
bool is_trusted(const std::string& path) {
  struct stat file = {};
  if (stat(path.c_str(), &file) != 0) return false;
  const mode_t others = file.st_gid == 0 ? S_IWOTH : S_IWGRP | S_IWOTH;
  return (file.st_uid == 0 || file.st_uid == geteuid()) && (file.st_mode & others) == 0;
}

}  // namespace

Findings look_at_files(const InspectSettings&, const Inspection&) {
  Findings findings;
  for (const std::string& path : find_published_files(web_folders)) {
    if (!is_trusted(path)) {
      findings.remarks.push_back(
          fmt::format("{}: ignored, because users other than root can change it; to use it, run: "
                      "fingerpost import FILE",
                      printable(path, 200)));
      continue;
    }
    const auto content = read_file(path);
    if (!content)
      findings.remarks.push_back(fmt::format("{}: {}", printable(path, 200), content.error()));
    else if (content->size() <= longest)
      add_published_file(path, *content, findings);
  }
  return findings;
}

}  // namespace fingerpost
