// SPDX-License-Identifier: MIT
#include "import/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/file.hpp"
#include "base/text.hpp"
#include "import/automx2.hpp"
#include "import/client_config.hpp"
#include "import/write.hpp"

namespace fingerpost {

namespace {

struct Format {
  /** The first byte that is not white space. */
  char first;
  std::optional<std::string> (*read)(const std::string& file, std::string_view content,
                                     foreign::Draft& draft);
};

constexpr Format formats[] = {{'<', foreign::read_client_config}, {'{', foreign::read_automx2}};

/** What is wrong with the file, if it is refused. */
std::optional<std::string> import_file(const std::string& path, foreign::Draft& draft) {
  const auto content = read_file(path);
  if (!content) return fmt::format("{}: {}", path, content.error());
  const std::string_view start = trim(without_byte_order_mark(*content)).substr(0, 1);
  const auto format = std::find_if(std::begin(formats), std::end(formats), [&](const Format& row) {
    return start == std::string_view(&row.first, 1);
  });
  if (format != std::end(formats)) return format->read(path, *content, draft);
  return fmt::format("{}: is neither XML of autoconfig nor JSON of automx2", path);
}

}  // namespace

Imported import_files(std::span<const std::string> paths) {
  foreign::Draft draft;
  Imported imported;
  for (const std::string& path : paths)
    if (auto refusal = import_file(path, draft)) imported.refusals.push_back(*std::move(refusal));
  imported.configuration = foreign::write_configuration(draft);
  imported.providers = static_cast<std::size_t>(
      std::count_if(draft.providers.begin(), draft.providers.end(),
                    [](const auto& provider) { return !provider.first_domain.empty(); }));
  imported.warnings = std::move(draft.warnings);
  return imported;
}

}  // namespace fingerpost
