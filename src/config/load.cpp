// SPDX-License-Identifier: MIT
#include "config/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <filesystem>

#include "base/give_way.hpp"
#include "config/environment.hpp"
#include "config/info_file.hpp"
#include "config/variable_value.hpp"

namespace fingerpost {

namespace {

namespace fs = std::filesystem;

void read_config_file(const std::string& path, Configuration& draft, Problems& problems) {
  if (const auto tree = read_info_file(path, problems))
    read_settings(Node(*tree, path, problems), draft, true);
}

void read_main_file(const ConfigSource& source, Configuration& draft, Problems& problems) {
  if (is_missing(source))
    problems.add_error(source.file, 0,
                       fmt::format("does not exist; create it, or set {}", needed_variables));
  else
    read_config_file(source.file, draft, problems);
}

/** Returns whether an entry is part of the configuration. Hidden files are not, because editors
    leave them behind. Any other *.conf is, even a directory or a dangling link: reading it reports
    the problem. */
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

/** Warns about `sign` with a `domain *`. Runs last because the two can be in different files. */
void lint_sign(const Configuration& draft, Problems& problems) {
  if (draft.state.signer && draft.state.catalog.find_any())
    problems.add(Problem::Severity::warning, draft.sign_file, draft.sign_line,
                 "sign: profiles of domains that only \"domain *\" covers are not signed, because "
                 "the signature would vouch for the address of any stranger; list your domains");
}

/** Returns the endpoints in the variable of `listen`. */
std::vector<Endpoint> find_listen(const Variables& variables) {
  std::vector<Endpoint> endpoints;
  const auto found = variables.find(variable_name("listen"));
  if (found == variables.end()) return endpoints;
  const auto values = split_variable(found->second, {"listen", Times::many, Form::value});
  if (!values) return endpoints;
  for (const VariableValue& value : *values)
    if (auto endpoint = parse_endpoint(value.text)) endpoints.push_back(*std::move(endpoint));
  return endpoints;
}

}  // namespace

Loaded load_configuration(const std::string& path, bool signs) {
  return load_configuration(ConfigSource{path}, signs);
}

Loaded load_configuration(const ConfigSource& source, bool signs) {
  const std::string& path = source.file;
  Configuration draft;
  draft.signs = signs;
  Problems problems;
  const bool whole = stands_in(source);
  if (!whole) read_main_file(source, draft, problems);
  for (const std::string& part : parts_beside(path, problems)) {
    read_config_file(part, draft, problems);
    give_way();
  }
  read_environment(source, whole, draft, problems);
  if (problems.errors() == 0 && draft.state.catalog.providers().empty())
    problems.add_error(
        whole ? environment_name : path, 0,
        whole ? fmt::format("has no provider; set {}, or create {}", needed_variables, path)
              : "has no provider");
  read_settings(Node({}, path, problems), draft, false);
  draft.state.catalog.set_maps_socket(draft.settings.maps_socket);
  lint_sign(draft, problems);
  problems.finish();
  auto state =
      problems.errors() > 0 ? nullptr : std::make_shared<const State>(std::move(draft.state));
  return {std::move(state), std::move(draft.settings), std::move(problems)};
}

std::vector<Endpoint> find_listen(const ConfigSource& source, Problems& problems) {
  std::vector<std::string> files = parts_beside(source.file, problems);
  if (!stands_in(source)) files.insert(files.begin(), source.file);
  std::vector<Endpoint> endpoints;
  for (const std::string& file : files)
    if (const auto tree = read_info_file(file, problems))
      for (const Node& node : Node(*tree, file, problems).children("listen"))
        node.append(parse_endpoint, endpoints);
  return endpoints.empty() ? find_listen(source.variables) : endpoints;
}

}  // namespace fingerpost
