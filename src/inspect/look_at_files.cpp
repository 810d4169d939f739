// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "inspect/inspector.hpp"
#include "inspect/published_file.hpp"

namespace fingerpost {

namespace {

/** Where the web servers of Debian, Red Hat, Arch and FreeBSD keep their files. */
const std::vector<std::string> web_folders = {"/var/www", "/srv/www", "/srv/http",
                                              "/usr/share/nginx", "/usr/local/www"};

/** The largest file that is read. */
constexpr std::size_t longest = 256 * 1024;

}  // namespace

Findings look_at_files(const InspectSettings&, const Inspection&) {
  Findings findings;
  for (const std::string& path : find_published_files(web_folders)) {
    const auto content = read_file(path);
    if (!content)
      findings.remarks.push_back(fmt::format("{}: {}", printable(path, 200), content.error()));
    else if (content->size() <= longest)
      add_published_file(path, *content, findings);
  }
  return findings;
}

}  // namespace fingerpost
