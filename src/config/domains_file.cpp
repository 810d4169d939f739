// SPDX-License-Identifier: MIT
#include "config/domains_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/give_way.hpp"
#include "base/text.hpp"

namespace fingerpost {

namespace {

namespace fs = std::filesystem;

std::string_view without_comment(std::string_view line) {
  return trim(line.substr(0, line.find_first_of(";#")));
}

}  // namespace

void read_domains_file(const Node& node,
                       const std::function<std::optional<std::string>(std::string_view)>& add) {
  const std::string path = (fs::path(node.file()).parent_path() / node.value()).string();
  const auto content = read_file(path);
  if (!content) return node.error(fmt::format("{}: {}", path, content.error()));

  std::size_t number = 0;
  bool empty = true;
  for (std::string_view rest = *content; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    ++number;
    give_way();
    const std::string_view domain = without_comment(line);
    empty = empty && domain.empty();
    const auto complaint = domain.empty() ? std::nullopt : add(domain);
    if (complaint) node.report_in(Problem::Severity::error, path, number, *complaint);
  }
  if (empty) node.report_in(Problem::Severity::warning, path, 0, "has no domain");
}

}  // namespace fingerpost
