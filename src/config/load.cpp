// SPDX-License-Identifier: MIT
#include "config/load.hpp"

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <filesystem>

#include "base/give_way.hpp"
#include "config/info_file.hpp"

namespace fingerpost {

namespace {

namespace fs = std::filesystem;

void read_config_file(const std::string& path, Configuration& draft, Problems& problems) {
  if (const auto tree = read_info_file(path, problems))
    read_settings(Node(*tree, path, problems), draft, true);
}

/** Whether an entry is part of the configuration. Hidden files are not, because editors leave them.
    Any other *.conf is: reading it reports what is wrong with a directory or a dangling link. */
bool is_part(const fs::directory_entry& entry) {
  return entry.path().extension() == ".conf" && !entry.path().filename().string().starts_with('.');
}

std::vector<std::string> parts_beside(const std::string& path, Problems& problems) {
  std::vector<std::string> parts;
  const fs::path folder = fs::path(path).parent_path() / "conf.d";
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (is_part(*entry)) parts.push_back(entry->path().string());
  if (error && error != std::errc::no_such_file_or_directory)
    problems.add_error(folder.string(), 0, error.message());
  std::sort(parts.begin(), parts.end());
  return parts;
}

/** Warns about `sign` with a `domain *`. It runs last because the two may be in different files. */
void lint_sign(const Configuration& draft, Problems& problems) {
  if (draft.state.signer && draft.state.catalog.find_any())
    problems.add(Problem::Severity::warning, draft.sign_file, draft.sign_line,
                 "sign: profiles of domains that only \"domain *\" covers are not signed, because "
                 "the signature would vouch for the address of any stranger; list your domains");
}

}  // namespace

Loaded load_configuration(const std::string& path, bool signs) {
  Configuration draft;
  draft.signs = signs;
  Problems problems;
  read_config_file(path, draft, problems);
  for (const std::string& part : parts_beside(path, problems)) {
    read_config_file(part, draft, problems);
    give_way();
  }
  if (problems.errors() == 0 && draft.state.catalog.providers().empty())
    problems.add_error(path, 0, "has no provider");
  read_settings(Node({}, path, problems), draft, false);
  draft.state.catalog.set_maps_socket(draft.settings.maps_socket);
  lint_sign(draft, problems);
  problems.finish();
  auto state =
      problems.errors() > 0 ? nullptr : std::make_shared<const State>(std::move(draft.state));
  return {std::move(state), std::move(draft.settings), std::move(problems)};
}

std::vector<Endpoint> find_listen(const std::string& path, Problems& problems) {
  std::vector<std::string> files = parts_beside(path, problems);
  files.insert(files.begin(), path);
  std::vector<Endpoint> endpoints;
  for (const std::string& file : files)
    if (const auto tree = read_info_file(file, problems))
      for (const Node& node : Node(*tree, file, problems).children("listen"))
        node.append(parse_endpoint, endpoints);
  return endpoints;
}

}  // namespace fingerpost
