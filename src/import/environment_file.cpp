// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/text.hpp"
#include "config/foreign_variables.hpp"
#include "import/fields.hpp"
#include "import/formats.hpp"

namespace fingerpost::foreign {

namespace {

/** The maximum number of variables of a service, more than any real one has. */
constexpr std::size_t variable_limit = 200;
/** The maximum number of services in a compose file, more than any real one has. */
constexpr std::size_t service_limit = 100;

bool is_name(std::string_view text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  return !text.empty() && text.find_first_not_of(letters) == text.npos;
}

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  const bool quoted = text.size() >= 2 && text.front() == text.back() &&
                      (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

/** Returns the value without quotation marks and without a trailing comment. */
std::string_view without_comment(std::string_view text) {
  text = trim(text);
  const bool quoted = text.starts_with('"') || text.starts_with('\'');
  const auto end = quoted ? text.find(text.front(), 1) : text.npos;
  if (end != text.npos) return text.substr(1, end - 1);
  return text.starts_with('#') ? std::string_view() : trim(text.substr(0, text.find(" #")));
}

/** Parses `NAME=VALUE`, also after `export`, or as an item or entry in YAML. */
std::optional<Field> parse_variable(unsigned long line, std::string_view text) {
  text = trim(text);
  if (text.starts_with("- ")) text.remove_prefix(2);
  if (text.starts_with("export ")) text.remove_prefix(7);
  text = unquoted(text);
  const auto end = text.find_first_of("=:");
  const std::string_view name = unquoted(text.substr(0, end));
  if (end == text.npos || !is_name(name)) return std::nullopt;
  return Field{line, std::string(name), std::string(without_comment(text.substr(end + 1)))};
}

/** Whether these variables belong to autodiscover-email-settings rather than to other software. */
bool is_ours(const Fields& environment) {
  return std::ranges::any_of(telling_variables,
                             [&](std::string_view name) { return find_field(environment, name); });
}

/** The variables of a file, and the lines that do not set any. */
struct Contents {
  /** One entry for each service with an environment; a file that is not a compose file has one. */
  std::vector<Fields> environments = {};
  std::vector<unsigned long> others = {};
  bool is_compose = false;
};

Contents split(std::string_view content) {
  Contents contents;
  constexpr auto none = std::string_view::npos;
  // The column of `environment:` while inside its block, else `none`.
  std::size_t block = none;
  for_each_line(content, [&](unsigned long number, std::string_view line) {
    const std::string_view text = trim(line);
    if (text.empty() || text.starts_with('#')) return;
    const auto column = std::min(line.find_first_not_of(' '), line.size());
    if (text == "environment:") {
      contents.is_compose = true;
      contents.environments.emplace_back();
      block = column;
      return;
    }
    if (column < block || (column == block && !text.starts_with("- "))) block = none;
    auto variable = parse_variable(number, text);
    if (!variable || (contents.is_compose && block == none)) {
      if (contents.others.size() <= entry_limit) contents.others.push_back(number);
      return;
    }
    if (contents.environments.empty()) contents.environments.emplace_back();
    contents.environments.back().push_back(*std::move(variable));
  });
  return contents;
}

void read_server(const ForeignServer& row, const Fields& environment, Reading& reading) {
  const std::string name(row.name);
  const Field* const host = find_field(environment, name + "_HOST");
  if (!host || host->value.empty()) return;
  std::string socket = value_of(environment, name + "_SOCKET");
  const auto mark = reading.mark();
  if (socket.empty()) {
    socket = row.default_socket;
    reading.say(host->line, "{0}_HOST: {0}_SOCKET is not set; using {1}", name, socket);
  }
  const auto server =
      make_server({type_of(name), parse_hostname(host->value),
                   value_of(environment, name + "_PORT"), parse_socket_type(socket)});
  reading.put_server(mark, {host->line, host->key}, server,
                     fmt::format("{}={}", host->key, host->value));
}

void read_domain(const Field& variable, Reading& reading) {
  if (const auto hindrance = add_domain(reading.file.draft, reading.provider, variable.value))
    reading.say(variable.line, "DOMAIN: {}", *hindrance);
}

void read_company(const Field& variable, Reading& reading) {
  reading.set_name(&ProviderDraft::name, {variable.line, variable.key}, variable.value);
}

void read_support_url(const Field& variable, Reading& reading) {
  const auto url = parse_url(variable.value);
  if (url)
    reading.put({"documentation", url->text()});
  else
    reading.keep(variable.line, variable.value, "SUPPORT_URL: {}", url.error());
}

void read_mobilesync(const Field& variable, Reading& reading) {
  reading.put_url(activesync, {variable.line, variable.key}, variable.value);
}

/** A setting and the reader of its variable. */
struct VariableRow {
  std::string_view setting;
  void (*read)(const Field&, Reading&);
};

constexpr VariableRow variable_rows[] = {
    {"domain", read_domain},
    {"name", read_company},
    {"documentation", read_support_url},
    {activesync.word, read_mobilesync},
};

void read_variable(const Field& variable, const Fields& environment, Reading& reading) {
  const auto& [line, name, value] = variable;
  const std::string written = fmt::format("{}={}", name, shown(name, value));
  if (find_field(environment, name) != &variable)
    return reading.keep(line, written, "{} occurs twice; using the last", name);
  if (value.empty() || is_server_variable(name)) return;
  const auto* const known = std::ranges::find(variables, name, &ForeignVariable::name);
  if (known != std::end(variables))
    return std::ranges::find(variable_rows, known->setting, &VariableRow::setting)
        ->read(variable, reading);
  reading.keep(line, written, "{} has no equivalent setting", name);
}

void read_environment(const Fields& environment, File& file) {
  const std::string domain = value_of(environment, "DOMAIN");
  file.people.see_domain(domain);
  Reading reading(file, domain);
  for (const Field& variable : environment) read_variable(variable, environment, reading);
  for (const ForeignServer& row : servers) read_server(row, environment, reading);
  for (const ForeignServer& row : servers)
    // Newer versions then default to `imap.DOMAIN` and so on.
    if (!find_field(environment, fmt::format("{}_HOST", row.name)))
      reading.say(environment.front().line,
                  "{}_HOST is not set; if it defaulted to {}.DOMAIN, add the server yourself",
                  row.name, to_lower(row.name));
  reading.finish({environment.front().line});
}

}  // namespace

bool is_environment(std::string_view content) {
  return std::ranges::any_of(split(content).environments, is_ours);
}

FileRefusal read_environment(std::string_view content, File& file) {
  Contents contents = split(content);
  std::erase_if(contents.environments, [](const Fields& each) { return !is_ours(each); });
  for (const Fields& environment : contents.environments)
    if (environment.size() > variable_limit)
      return Warning{environment[variable_limit].line,
                     fmt::format("has more than {} variables", variable_limit)};
  if (contents.environments.size() > service_limit)
    return Warning{0, fmt::format("has more than {} services", service_limit)};
  if (contents.others.size() > entry_limit)
    return Warning{0, fmt::format("has more than {} lines that are not NAME=VALUE", entry_limit)};
  for (const Fields& environment : contents.environments) read_environment(environment, file);
  if (contents.is_compose)
    file.warn(0, "looks like a compose file; only its environment was read");
  else
    for (const unsigned long other : contents.others)
      file.warn(other, "is not NAME=VALUE, so the line is left out");
  return std::nullopt;
}

}  // namespace fingerpost::foreign
