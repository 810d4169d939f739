// SPDX-License-Identifier: MIT
#include "config/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/property_tree/info_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <filesystem>
#include <sstream>

#include "base/file.hpp"
#include "base/text.hpp"
#include "config/node.hpp"

namespace fingerpost {

namespace {

namespace fs = std::filesystem;

void report(Problems& problems, std::string file, std::string text) {
  problems.push_back({Problem::Severity::error, std::move(file), std::move(text)});
}

/** PropertyTree takes `#` at the start of a line for a directive, of which it knows #include, and
    opens that relative to the working directory. Returns whether the text is free of them. */
bool check_directives(const std::string& path, std::string_view text, Problems& problems) {
  const std::size_t before = problems.size();
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::string_view content = trim(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.size(), text.substr(0, text.find('\n')).size() + 1));
    if (content.starts_with("#include"))
      report(problems, fmt::format("{}:{}", path, line),
             "#include is not known here; every *.conf in conf.d beside the main file is read");
    else if (content.starts_with('#'))
      report(problems, fmt::format("{}:{}", path, line),
             "\"#\" does not begin a comment, \";\" does");
  }
  return problems.size() == before;
}

void read_config_file(const std::string& path, Draft& draft, Problems& problems) {
  const auto text = read_file(path);
  if (!text) return report(problems, path, text.error());
  if (!is_utf8(*text)) return report(problems, path, "is not UTF-8");
  if (!check_directives(path, *text, problems)) return;
  Node::Tree tree;
  try {
    std::istringstream stream(*text);
    read_info(stream, tree);
  } catch (const boost::property_tree::info_parser_error& error) {
    return report(problems, fmt::format("{}:{}", path, error.line()), error.message());
  }
  read_settings(Node(tree, path, problems), draft);
}

std::vector<std::string> parts_beside(const std::string& path) {
  std::vector<std::string> parts;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(fs::path(path).parent_path() / "conf.d", none))
    if (entry.path().extension() == ".conf") parts.push_back(entry.path().string());
  std::sort(parts.begin(), parts.end());
  return parts;
}

}  // namespace

Loaded load_configuration(const std::string& path) {
  Draft draft;
  Problems problems;
  read_config_file(path, draft, problems);
  for (const std::string& part : parts_beside(path)) read_config_file(part, draft, problems);
  if (!has_errors(problems) && draft.state.catalog.providers().empty())
    report(problems, path, "has no provider");
  auto state =
      has_errors(problems) ? nullptr : std::make_shared<const State>(std::move(draft.state));
  return {std::move(state), std::move(draft.settings), std::move(problems)};
}

}  // namespace fingerpost
