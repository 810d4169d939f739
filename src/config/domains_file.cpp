// SPDX-License-Identifier: MIT
#include "config/domains_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t most_reported = 20;

std::string_view without_comment(std::string_view line) {
  return trim(line.substr(0, line.find_first_of(";#")));
}

}  // namespace

void read_domains_file(const Node& node,
                       const std::function<void(DomainPattern, std::string_view)>& add) {
  const auto path = std::filesystem::path(node.file()).parent_path() / node.value();
  const auto content = read_file(path.string());
  if (!content) return node.error(fmt::format("{}: {}", path.string(), content.error()));

  std::size_t number = 0;
  std::size_t wrong = 0;
  for (std::string_view rest = *content; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    ++number;
    const std::string_view domain = without_comment(line);
    if (domain.empty()) continue;
    if (auto pattern = parse_domain(domain))
      add(*std::move(pattern), domain);
    else if (++wrong <= most_reported)
      node.error(fmt::format("{}:{}: {}", path.string(), number, pattern.error()));
  }
  if (wrong > most_reported)
    node.error(fmt::format("{}: {} more lines are wrong", path.string(), wrong - most_reported));
}

}  // namespace fingerpost
