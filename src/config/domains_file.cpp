// SPDX-License-Identifier: MIT
#include "config/domains_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/give_way.hpp"
#include "base/text.hpp"

namespace fingerpost {

namespace {

std::string_view without_comment(std::string_view line) {
  return trim(line.substr(0, line.find_first_of(";#")));
}

struct DomainsFile {
  bool skips_bad_lines = false;
};

constexpr auto domains_file_settings = std::to_array<Setting<DomainsFile>>({
    {{"bad-lines", Times::once, Form::value, "bad-lines", "refuse"},
     store<parse_skip_or_refuse, &DomainsFile::skips_bad_lines>},
});
constexpr SettingTable domains_file_table(Context::domains_file, "domains-file",
                                          domains_file_settings);

}  // namespace

void read_domains_file(const Node& node, Catalog& catalog,
                       const std::function<std::optional<Remark>(std::string_view)>& add) {
  DomainsFile file;
  read_settings(node, domains_file_table, file);
  const std::string path = node.path();
  const auto content = read_file(path);
  if (!content) return node.error("{}: {}", path, content.error());

  node.note_file(path);
  catalog.expect(static_cast<std::size_t>(std::count(content->begin(), content->end(), '\n')));
  std::size_t number = 0;
  bool empty = true;
  for (std::string_view rest = without_byte_order_mark(*content); !rest.empty();) {
    const std::string_view domain = without_comment(take_line(rest));
    ++number;
    give_way();
    empty = empty && domain.empty();
    const auto remark = domain.empty() ? std::nullopt : add(domain);
    if (!remark) continue;
    const bool skipped = remark->severity == Problem::Severity::error && file.skips_bad_lines;
    node.report_in(skipped ? Problem::Severity::warning : remark->severity, path, number,
                   remark->text + (skipped ? "; this line is skipped" : ""));
  }
  if (empty) node.report_in(Problem::Severity::warning, path, 0, "contains no domain");
}

void list_domains_file_settings(std::string& text) {
  list_settings(domains_file_table, text);
}

}  // namespace fingerpost
