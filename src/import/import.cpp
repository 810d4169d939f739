// SPDX-License-Identifier: MIT
#include "import/import.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "import/formats.hpp"
#include "import/write.hpp"

namespace fingerpost {

using namespace foreign;

namespace {

/** The most remarks on a file; the others are comments in the configuration. */
constexpr std::size_t warning_limit = 100;
/** The longest remark in bytes. */
constexpr std::size_t longest_warning = 400;

std::string described(const std::string& file, const Warning& warning) {
  const std::string place = warning.line > 0 ? fmt::format("{}:{}", file, warning.line) : file;
  return fmt::format("{}: {}", printable(place, longest_warning),
                     printable(warning.text, longest_warning));
}

void report(File& file) {
  // In the order of the file, not of the settings.
  std::ranges::stable_sort(file.warnings, {}, &Warning::line);
  std::vector<std::string>& warnings = file.draft.warnings;
  const std::size_t count = std::min(file.warnings.size(), warning_limit);
  for (std::size_t i = 0; i < count; ++i)
    warnings.push_back(described(file.name, file.warnings[i]));
  if (file.warnings.size() > count)
    warnings.push_back(
        described(file.name, {0, fmt::format("{} more remarks are comments in the configuration",
                                             file.warnings.size() - count)}));
}

/** Imports a file into the draft. If the file is refused, returns what is wrong with it. */
std::optional<std::string> import_file(const std::string& path, Draft& draft) {
  File file{path == "-" ? "standard input" : path, draft};
  for (const std::string& domain : draft.domains) file.people.see_domain(domain);
  const auto content = path == "-" ? read_standard_input() : read_file(path);
  if (!content) return described(file.name, {0, content.error()});
  if (const auto refusal = read_file_content(*content, file)) return described(file.name, *refusal);
  report(file);
  return std::nullopt;
}

}  // namespace

Imported import_files(std::span<const std::string> paths, std::span<const std::string> domains) {
  Draft draft{.domains = {domains.begin(), domains.end()}};
  Imported imported;
  for (const std::string& path : paths)
    if (auto refusal = import_file(path, draft)) imported.refusals.push_back(*std::move(refusal));
  imported.configuration = write_configuration(draft);
  for (const ProviderDraft& provider : draft.providers) {
    imported.providers += provider.awaits_domain || !provider.first_domain.empty();
    imported.without_domain += provider.awaits_domain;
  }
  imported.domains_used = draft.domains_used;
  imported.warnings = std::move(draft.warnings);
  return imported;
}

}  // namespace fingerpost
