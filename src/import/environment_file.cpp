// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "import/formats.hpp"
#include "import/words.hpp"

namespace fingerpost::foreign {

namespace {

struct Variable {
  unsigned long line;
  std::string name;
  std::string value;
};

/** The limit on variables of a service, more than a real one has. */
constexpr std::size_t variable_limit = 200;
/** The limit on services of a compose file, more than a real one has. */
constexpr std::size_t service_limit = 100;

/** The variables of one names. */
using Environment = std::vector<Variable>;

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

/** Returns the value, without the quotation marks and the comment that it may have. */
std::string_view without_comment(std::string_view text) {
  text = trim(text);
  const bool quoted = text.starts_with('"') || text.starts_with('\'');
  const auto end = quoted ? text.find(text.front(), 1) : text.npos;
  if (end != text.npos) return text.substr(1, end - 1);
  return text.starts_with('#') ? std::string_view() : trim(text.substr(0, text.find(" #")));
}

/** Reads `NAME=VALUE`, also after `export`, or as an item or an entry of YAML. */
std::optional<Variable> parse_variable(unsigned long line, std::string_view text) {
  text = trim(text);
  if (text.starts_with("- ")) text.remove_prefix(2);
  if (text.starts_with("export ")) text.remove_prefix(7);
  text = unquoted(text);
  const auto end = text.find_first_of("=:");
  if (end == text.npos || !is_name(unquoted(text.substr(0, end)))) return std::nullopt;
  return Variable{line, std::string(unquoted(text.substr(0, end))),
                  std::string(without_comment(text.substr(end + 1)))};
}

/** Returns whether other software is unlikely to set the variable. */
bool is_telling(std::string_view name) {
  for (const std::string_view known : {"IMAP_HOST", "SMTP_HOST", "POP_HOST", "MOBILESYNC_URL"})
    if (name == known) return true;
  return false;
}

bool is_ours(const Environment& environment) {
  return std::any_of(environment.begin(), environment.end(),
                     [](const Variable& variable) { return is_telling(variable.name); });
}

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

/** The variables that a file sets, and the lines that set none. */
struct Lines {
  /** An environment for each service of a compose file that has one. */
  std::vector<Environment> environments = {};
  std::vector<unsigned long> others = {};
  bool is_compose = false;
};

Lines split(std::string_view content) {
  Lines lines;
  constexpr auto none = std::string_view::npos;
  // The column of `environment:` while inside its block.
  std::size_t block = none;
  for_each_line(content, [&](unsigned long number, std::string_view line) {
    const std::string_view text = trim(line);
    if (text.empty() || text.starts_with('#')) return;
    const auto column = indent_of(line);
    if (text == "environment:") {
      lines.is_compose = true;
      lines.environments.emplace_back();
      block = column;
      return;
    }
    if (column < block || (column == block && !text.starts_with("- "))) block = none;
    auto variable = parse_variable(number, text);
    if (!variable || (lines.is_compose && block == none)) {
      if (lines.others.size() <= entry_limit) lines.others.push_back(number);
      return;
    }
    if (lines.environments.empty()) lines.environments.emplace_back();
    lines.environments.back().push_back(*std::move(variable));
  });
  return lines;
}

const Variable* find(const Environment& environment, std::string_view name) {
  const auto found = std::find_if(environment.rbegin(), environment.rend(),
                                  [&](const Variable& each) { return each.name == name; });
  return found == environment.rend() ? nullptr : &*found;
}

std::string value_of(const Environment& environment, std::string_view name) {
  const Variable* const variable = find(environment, name);
  return variable ? variable->value : std::string();
}

/** A mail server is three variables: NAME_HOST, NAME_PORT and NAME_SOCKET. */
struct ServerVariables {
  std::string_view name;
  ServerType type;
  /** The default of newer versions. */
  std::string_view default_socket;
};

constexpr ServerVariables servers[] = {
    {"IMAP", ServerType::imap, "SSL"},
    {"POP", ServerType::pop3, "SSL"},
    {"SMTP", ServerType::smtp, "STARTTLS"},
};

void read_server(const ServerVariables& names, const Environment& environment, Reading& reading) {
  const Variable* const host = find(environment, fmt::format("{}_HOST", names.name));
  if (!host || host->value.empty()) return;
  std::string socket = value_of(environment, fmt::format("{}_SOCKET", names.name));
  Remarks remarks;
  if (socket.empty()) {
    socket = names.default_socket;
    remarks.say(host->line,
                fmt::format("{0}_HOST: there is no {0}_SOCKET; {1} is taken", names.name, socket));
  }
  const auto server = make_server(
      {names.type, host->value, value_of(environment, fmt::format("{}_PORT", names.name)),
       parse_socket_type(socket), Pattern::email_address(), std::vector{Auth::password_cleartext}});
  reading.take_server(host->line, host->name, server, remarks,
                      fmt::format("{}={}", host->name, host->value));
}

void read_domain(const Variable& variable, Reading& reading) {
  if (variable.value.empty()) return;
  if (const auto hindrance = add_domain(reading.file.draft, reading.provider, variable.value))
    reading.say(variable.line, fmt::format("DOMAIN: {}", *hindrance));
}

void read_company(const Variable& variable, Reading& reading) {
  reading.take_name(&ProviderDraft::name, variable.line, variable.name, variable.value);
}

void read_support_url(const Variable& variable, Reading& reading) {
  if (variable.value.empty()) return;
  const auto url = parse_url(variable.value);
  if (url)
    reading.provider.lines.push_back({"documentation", url->text()});
  else
    reading.keep(variable.line, fmt::format("SUPPORT_URL: {}", url.error()), variable.value);
}

void read_mobilesync(const Variable& variable, Reading& reading) {
  if (!variable.value.empty())
    reading.take_url(activesync, variable.line, variable.name, variable.value);
}

struct Row {
  std::string_view name;
  void (*read)(const Variable&, Reading&);
};

constexpr Row rows[] = {
    {"DOMAIN", read_domain},
    {"COMPANY_NAME", read_company},
    {"SUPPORT_URL", read_support_url},
    {"MOBILESYNC_URL", read_mobilesync},
};

bool is_read_with_server(const Variable& variable) {
  for (const ServerVariables& names : servers)
    for (const std::string_view part : {"_HOST", "_PORT", "_SOCKET"})
      if (variable.name == fmt::format("{}{}", names.name, part)) return true;
  return false;
}

void read_variable(const Variable& variable, const Environment& environment, Reading& reading) {
  const auto written = fmt::format("{}={}", variable.name, shown(variable.name, variable.value));
  if (find(environment, variable.name) != &variable)
    return reading.keep(
        variable.line, fmt::format("{} is given twice, the last is taken", variable.name), written);
  const auto row = std::find_if(std::begin(rows), std::end(rows),
                                [&](const Row& each) { return each.name == variable.name; });
  if (row != std::end(rows)) return row->read(variable, reading);
  if (variable.value.empty() || is_read_with_server(variable)) return;
  reading.keep(variable.line, fmt::format("{} has no setting here", variable.name), written);
}

/** Remarks on missing hosts: newer versions then serve `imap.` and so on before the domain. */
void note_missing_hosts(const Environment& environment, Reading& reading) {
  for (const ServerVariables& names : servers) {
    const std::string name = fmt::format("{}_HOST", names.name);
    if (find(environment, name)) continue;
    reading.say(environment.front().line,
                fmt::format("{} is not set; where that meant {}.DOMAIN, add the server yourself",
                            name, to_lower(names.name)));
  }
}

void read_environment(const Environment& environment, File& file) {
  const std::string domain = value_of(environment, "DOMAIN");
  file.people.see_domain(domain);
  ProviderDraft provider{file.name, claim_key(file.draft, domain)};
  Reading reading{file, provider};
  for (const Variable& variable : environment) read_variable(variable, environment, reading);
  for (const ServerVariables& names : servers) read_server(names, environment, reading);
  note_missing_hosts(environment, reading);
  reading.finish(environment.front().line, {});
}

}  // namespace

bool is_environment(std::string_view content) {
  const Lines lines = split(content);
  return std::any_of(lines.environments.begin(), lines.environments.end(), is_ours);
}

Refusal read_environment(std::string_view content, File& file) {
  Lines lines = split(content);
  std::erase_if(lines.environments, [](const Environment& each) { return !is_ours(each); });
  for (const Environment& environment : lines.environments)
    if (environment.size() > variable_limit)
      return Warning{environment[variable_limit].line,
                     fmt::format("there are more than {} variables", variable_limit)};
  if (lines.environments.size() > service_limit)
    return Warning{0, fmt::format("has more than {} services", service_limit)};
  if (lines.others.size() > entry_limit)
    return Warning{0, fmt::format("has more than {} lines that set nothing", entry_limit)};
  for (const Environment& environment : lines.environments) read_environment(environment, file);
  if (lines.is_compose)
    file.warn(0, "is taken for a compose file, of which only the environment is read");
  else
    for (const unsigned long other : lines.others)
      file.warn(other, "is not NAME=VALUE, so the line is left out");
  return std::nullopt;
}

}  // namespace fingerpost::foreign
