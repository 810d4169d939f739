// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/text.hpp"
#include "import/fields.hpp"
#include "import/formats.hpp"

// The syntax is that of Python's ConfigParser. The semantics are those of automx's config.py
// (2026-08).

namespace fingerpost::foreign {

namespace {

struct Section {
  unsigned long line;
  std::string name;
  Fields settings = {};
};

struct Ini {
  std::vector<Section> sections = {};

  const Section* find(std::string_view name) const {
    for (const Section& section : sections)
      if (equal_ignoring_case(section.name, name)) return &section;
    return nullptr;
  }
};

/** A section, and the domains for which automx uses it. */
struct Group {
  const Section* section;
  std::vector<std::string> domains = {};
  bool any_domain = false;
};

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return equal_ignoring_case(word, text); });
}

bool is_blank_or_comment(std::string_view text) {
  return text.empty() || text.starts_with('#') || text.starts_with(';');
}

FileRefusal read_line(unsigned long number, std::string_view line, Ini& ini) {
  const std::string_view text = trim(line);
  if (is_blank_or_comment(text)) return std::nullopt;
  if (text.starts_with('[')) {
    ini.sections.push_back({number, std::string(trim(text.substr(1, text.find(']') - 1)))});
    return std::nullopt;
  }
  if (ini.sections.empty()) return Warning{number, "has text before the first section"};
  Fields& settings = ini.sections.back().settings;
  const bool indented = line.front() == ' ' || line.front() == '\t';
  if (indented && !settings.empty()) {
    settings.back().value += fmt::format(" {}", text);
    return std::nullopt;
  }
  const auto end = text.find_first_of("=:");
  if (end == text.npos) return Warning{number, "is neither a [section] nor KEY = VALUE"};
  const std::string_view value = text.substr(end + 1);
  settings.push_back({number, to_lower(trim(text.substr(0, end))),
                      std::string(trim(value.substr(0, value.find(" ;"))))});
  return std::nullopt;
}

tl::expected<Ini, Warning> parse(std::string_view content) {
  Ini ini;
  FileRefusal refusal;
  for_each_line(content, [&](unsigned long number, std::string_view line) {
    if (refusal) return;
    if (number > entry_limit)
      refusal = {number, fmt::format("has more than {} lines", entry_limit)};
    else
      refusal = read_line(number, line, ini);
  });
  if (refusal) return tl::make_unexpected(*refusal);
  return ini;
}

/** The source of one provider: its section, and the section DEFAULT as a fallback. */
struct Source {
  const Section& section;
  const Section* defaults;
  Reading reading;

  const Field* find(std::string_view key) const {
    const Field* const own = find_field(section.settings, key);
    return own || !defaults ? own : find_field(defaults->settings, key);
  }
  std::string value(std::string_view key) const {
    const Field* const setting = find(key);
    return setting ? setting->value : std::string();
  }
};

struct Expanded {
  std::string text;
  /** Whether the text contains a variable, which automx looks up for each person. */
  bool looked_up = false;
};

/** Replaces automx's macros with our placeholders. */
Expanded expand(std::string_view text) {
  Expanded expanded;
  const auto put = [&](std::string_view macro) {
    expanded.text += macro == "%u"   ? "%EMAILLOCALPART%"
                     : macro == "%d" ? "%EMAILDOMAIN%"
                                     : "%EMAILADDRESS%";
  };
  while (!text.empty()) {
    const auto end = text.starts_with("${") ? text.find('}') : text.npos;
    if (end != text.npos) {
      const std::string_view name = text.substr(2, end - 2);
      put(name.substr(std::min(name.find(':'), name.size() - 1) + 1));
      expanded.looked_up = true;
      text.remove_prefix(end + 1);
    } else if (text.starts_with("%s") || text.starts_with("%u") || text.starts_with("%d")) {
      put(text.substr(0, 2));
      text.remove_prefix(2);
    } else {
      text.remove_prefix(text.starts_with("%%") ? 1 : 0);
      expanded.text += text.front();
      text.remove_prefix(1);
    }
  }
  return expanded;
}

Value<Security> read_encryption(std::string_view text, std::string_view port) {
  if (equal_ignoring_case(text, "none")) return Security::none;
  if (text.empty() || equal_ignoring_case(text, "auto"))
    return security_of_port(parse_port(port).value_or(0));
  if (auto security = parse_socket_type(text)) return security;
  return tl::make_unexpected(fmt::format("encryption \"{}\" is unknown", text));
}

Value<std::vector<Auth>> read_auth(std::string_view text) {
  if (equal_ignoring_case(text, "plaintext")) return std::vector{Auth::password_cleartext};
  if (equal_ignoring_case(text, "encrypted")) return std::vector{Auth::password_encrypted};
  return parse_only_method(text);
}

/** Reads the login name. Without one, automx sends the local part. */
Value<Pattern> read_identity(Source& source, const Field& service) {
  const Field* const identity = source.find(service.key + "_auth_identity");
  if (!identity) return *Pattern::parse("%EMAILLOCALPART%");
  const Expanded login = expand(identity->value);
  if (login.looked_up)
    source.reading.say(identity->line,
                       "{} is looked up for each person; check that {} gives the same result",
                       identity->key, login.text);
  return source.reading.login({identity->line, identity->key}, login.text);
}

void read_service(Source& source, const Field& service) {
  const auto& [line, name, value] = service;
  if (!is_one_of(value, {"1", "y", "yes", "t", "true", "on"}) || source.find(name) != &service)
    return;
  const std::string written_host = source.value(name + "_server");
  const Expanded host = expand(written_host);
  if (host.looked_up)
    return source.reading.keep(
        line, fmt::format("{}_server = {}", name, written_host),
        "{0}: {0}_server is looked up for each person, so the server is left out", name);
  const std::string port = source.value(name + "_port");
  const std::string encryption = source.value(name + "_encryption");
  const auto mark = source.reading.mark();
  if (encryption.empty() || equal_ignoring_case(encryption, "auto"))
    source.reading.say(line, "{0}: {0}_encryption leaves the choice to clients; chosen by the port",
                       name);
  const auto server = make_server(
      {type_of(name), parse_hostname(host.text), port, read_encryption(encryption, port),
       read_identity(source, service), read_auth(source.value(name + "_auth"))});
  source.reading.put_server(mark, {line, name}, server, fmt::format("{} = {}", name, value));
}

template <std::string ProviderDraft::*member>
void read_name(Source& source, const Field& name) {
  if (source.find(name.key) != &name) return;
  const Expanded text = expand(name.value);
  if (text.looked_up)
    source.reading.say(name.line, "{} is looked up for each person, so it is left out", name.key);
  else
    source.reading.set_name(member, {name.line, name.key}, text.text);
}

void read_backend(Source& source, const Field& backend) {
  if (!is_one_of(backend.value, {"static", "static_append", "global"}))
    source.reading.say(backend.line, "backend {}: the data that it looks up is not imported",
                       backend.value);
}

void ignore(Source&, const Field&) {}

struct Row {
  std::string_view key;
  void (*read)(Source&, const Field&);
};

constexpr Row rows[] = {
    {"account_name", read_name<&ProviderDraft::name>},
    {"account_name_short", read_name<&ProviderDraft::short_name>},
    {"backend", read_backend},
    {"imap", read_service},
    {"pop", read_service},
    {"smtp", read_service},
    // Read with the section [automx].
    {"provider", ignore},
    {"domains", ignore},
};

/** Whether the setting belongs to a service and is read with it. */
bool is_read_with_service(std::string_view key) {
  const std::string_view service = key.substr(0, key.find('_'));
  return is_one_of(service, {"imap", "pop", "smtp"}) &&
         is_one_of(key.substr(service.size()),
                   {"_server", "_port", "_encryption", "_auth", "_auth_identity"});
}

/** Whether the setting only repeats the default. */
bool is_usual(const Field& setting) {
  return (setting.key == "account_type" && equal_ignoring_case(setting.value, "email")) ||
         (setting.key == "action" && equal_ignoring_case(setting.value, "settings"));
}

void read_section(Source& source, const Section& section) {
  for (const Field& setting : section.settings) {
    const auto* const row = std::ranges::find(rows, setting.key, &Row::key);
    if (row != std::end(rows))
      row->read(source, setting);
    else if (!is_read_with_service(setting.key) && !is_usual(setting))
      source.reading.keep(setting.line,
                          fmt::format("{} = {}", setting.key, shown(setting.key, setting.value)),
                          "[{}] {} has no equivalent setting", section.name, setting.key);
  }
}

std::vector<std::string> split_domains(std::string_view text) {
  std::vector<std::string> domains;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find_first_of(", \t"));
    if (!word.empty()) domains.emplace_back(word);
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return domains;
}

/** Returns the section that automx reads for a domain: its own or `global`; null if there is none.
    `own` may be null. */
const Section* resolve(const Ini& ini, const Section* own) {
  const bool global = !own || equal_ignoring_case(value_of(own->settings, "backend"), "global");
  return global ? ini.find("global") : own;
}

Group& group_of(std::vector<Group>& groups, const Section* section) {
  const auto found = std::ranges::find(groups, section, &Group::section);
  return found != groups.end() ? *found : groups.emplace_back(Group{section});
}

bool is_domain(std::string_view name) {
  return name.find('.') != name.npos && Domain::parse(name);
}

std::vector<Group> group_domains(const Ini& ini, const Section& automx) {
  std::vector<std::string> domains = split_domains(value_of(automx.settings, "domains"));
  const bool any = std::erase(domains, "*") > 0;
  if (any)
    for (const Section& section : ini.sections)
      if (is_domain(section.name) && !section.name.starts_with("filter."))
        domains.push_back(section.name);
  std::vector<Group> groups;
  for (const std::string& domain : domains)
    if (const Section* const section = resolve(ini, ini.find(domain)))
      group_of(groups, section).domains.push_back(domain);
  if (const Section* const global = ini.find("global"); any && global)
    group_of(groups, global).any_domain = true;
  return groups;
}

void read_group(const Group& group, const Ini& ini, const Section& automx, File& file) {
  const Section& section = *group.section;
  const bool is_global = &section == ini.find("global");
  const std::string key = is_global ? value_of(automx.settings, "provider") : section.name;
  Source source{section, ini.find("DEFAULT"), Reading(file, key)};
  source.reading.any_domain = group.any_domain;
  for (const std::string& domain : group.domains)
    if (const auto hindrance = add_domain(file.draft, source.reading.provider, domain))
      source.reading.say(automx.line, "[automx] domains: {}", *hindrance);
  read_section(source, section);
  if (source.defaults) read_section(source, *source.defaults);
  read_section(source, automx);
  source.reading.finish({section.line, fmt::format("[{}]", section.name)});
}

/** Warns about settings next to `backend = global`, which automx ignores. */
void note_unread(const Ini& ini, const Section& section, File& file) {
  if (!is_domain(section.name) || resolve(ini, &section) == &section) return;
  for (const Field& setting : section.settings)
    if (setting.key != "backend")
      file.warn(setting.line,
                fmt::format("[{}] {} is left out: automx ignores it with backend = global",
                            section.name, setting.key));
}

/** Warns about the sections from which nothing was read. */
void note_others(const Ini& ini, const std::vector<Group>& groups, File& file) {
  for (const Section& section : ini.sections) {
    if (is_one_of(section.name, {"automx", "DEFAULT"})) continue;
    const Section* const read = resolve(ini, &section);
    if (std::ranges::any_of(groups, [&](const Group& group) {
          return group.section == &section || group.section == read;
        }))
      note_unread(ini, section, file);
    else
      file.warn(section.line, fmt::format("[{}] does not serve a domain itself, so it is left out",
                                          section.name));
  }
}

}  // namespace

bool is_ini(std::string_view content) {
  std::string_view first;
  for_each_line(content, [&](unsigned long, std::string_view line) {
    if (first.empty() && !is_blank_or_comment(trim(line))) first = trim(line);
  });
  return first.starts_with('[') && first.ends_with(']') && first.find_first_of("\"{") == first.npos;
}

FileRefusal read_automx(std::string_view content, File& file) {
  const auto ini = parse(content);
  if (!ini) return ini.error();
  const Section* const automx = ini->find("automx");
  if (!automx) return Warning{0, "has no section [automx], so it is not an automx.conf"};
  const std::vector<Group> groups = group_domains(*ini, *automx);
  if (groups.empty())
    return Warning{automx->line, "[automx] does not name a domain that has a section"};
  const Section* const defaults = ini->find("DEFAULT");
  const std::size_t shared = automx->settings.size() + (defaults ? defaults->settings.size() : 0);
  if (groups.size() * shared > shared_limit)
    return Warning{automx->line,
                   fmt::format("has too many shared settings for its {} sections", groups.size())};
  for (const Group& group : groups)
    for (const std::string& domain : group.domains) file.people.see_domain(domain);
  for (const Group& group : groups) read_group(group, *ini, *automx, file);
  note_others(*ini, groups, file);
  return std::nullopt;
}

}  // namespace fingerpost::foreign
