// SPDX-License-Identifier: MIT
#include "http/path.hpp"

#include <algorithm>

namespace fingerpost {

std::string normal_path(std::string_view path) {
  std::string normal;
  normal.reserve(path.size() + 1);
  bool folder = false;
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/'));
    const bool last = segment.size() == path.size();
    path.remove_prefix(std::min(path.size(), segment.size() + 1));
    folder = segment.empty() || segment == "." || segment == ".." || !last;
    if (segment == "..")
      normal.erase(std::min(normal.rfind('/'), normal.size()));
    else if (!segment.empty() && segment != ".")
      normal.append(1, '/').append(segment);
  }
  return folder ? normal + '/' : normal;
}

Target split_target(std::string_view target) noexcept {
  target = target.substr(0, target.find('?'));
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == target.npos) return {{}, target};
  target.remove_prefix(scheme + 3);
  const std::string_view authority = target.substr(0, target.find('/'));
  target.remove_prefix(authority.size());
  // Only attacks have anything before an @.
  return {authority.substr(authority.rfind('@') + 1), target.empty() ? "/" : target};
}

}  // namespace fingerpost
