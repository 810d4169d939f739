// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "import/formats.hpp"
#include "import/words.hpp"

// The syntax is the one of Python's ConfigParser, the meaning the one of automx's config.py
// (2026-08).

namespace fingerpost::foreign {

namespace {

struct Setting {
  unsigned long line;
  std::string key;
  std::string value;
};

struct Section {
  unsigned long line;
  std::string name;
  std::vector<Setting> settings = {};
};

struct Ini {
  std::vector<Section> sections = {};

  const Section* find(std::string_view name) const {
    const auto found = std::find_if(
        sections.begin(), sections.end(),
        [&](const Section& candidate) { return equal_ignoring_case(candidate.name, name); });
    return found == sections.end() ? nullptr : &*found;
  }
};

/** A section, and the domains that automx answers from it. */
struct Group {
  const Section* section;
  std::vector<std::string> domains = {};
  bool any_domain = false;
};

bool is_true(std::string_view value) {
  for (const std::string_view word : {"1", "y", "yes", "t", "true", "on"})
    if (equal_ignoring_case(word, value)) return true;
  return false;
}

std::string_view without_comment(std::string_view value) {
  return trim(value.substr(0, value.find(" ;")));
}

Refusal read_line(unsigned long number, std::string_view line, Ini& ini) {
  const std::string_view text = trim(line);
  if (text.empty() || text.starts_with('#') || text.starts_with(';')) return std::nullopt;
  if (text.starts_with('[')) {
    ini.sections.push_back({number, std::string(trim(text.substr(1, text.find(']') - 1)))});
    return std::nullopt;
  }
  if (ini.sections.empty()) return Warning{number, "there is text before the first section"};
  auto& settings = ini.sections.back().settings;
  const bool indented = line.front() == ' ' || line.front() == '\t';
  if (indented && !settings.empty()) {
    settings.back().value += fmt::format(" {}", text);
    return std::nullopt;
  }
  const auto end = text.find_first_of("=:");
  if (end == text.npos) return Warning{number, "there is neither a [section] nor KEY = VALUE"};
  settings.push_back({number, to_lower(trim(text.substr(0, end))),
                      std::string(without_comment(text.substr(end + 1)))});
  return std::nullopt;
}

tl::expected<Ini, Warning> parse(std::string_view content) {
  Ini ini;
  Refusal refusal;
  std::size_t count = 0;
  for_each_line(content, [&](unsigned long number, std::string_view line) {
    if (refusal) return;
    if (++count > entry_limit)
      refusal = {number, fmt::format("there are more than {} lines", entry_limit)};
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

  const Setting* find(std::string_view key) const {
    for (const Section* const place : {&section, defaults}) {
      if (!place) continue;
      const auto found = std::find_if(place->settings.rbegin(), place->settings.rend(),
                                      [&](const Setting& setting) { return setting.key == key; });
      if (found != place->settings.rend()) return &*found;
    }
    return nullptr;
  }
  std::string value(std::string_view key) const {
    const Setting* const setting = find(key);
    return setting ? setting->value : std::string();
  }
};

struct Expanded {
  std::string text;
  /** Whether the text holds a variable, whose value is looked up for each person. */
  bool looked_up = false;
};

/** Fills in our placeholders for automx's macros. */
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
  if (text.empty() || equal_ignoring_case(text, "auto")) return security_of_port(port);
  if (auto security = parse_socket_type(text)) return security;
  return tl::make_unexpected(fmt::format("encryption \"{}\" is not known here", text));
}

Value<std::vector<Auth>> read_auth(std::string_view text) {
  if (text.empty() || equal_ignoring_case(text, "plaintext"))
    return std::vector{Auth::password_cleartext};
  if (equal_ignoring_case(text, "encrypted")) return std::vector{Auth::password_encrypted};
  return parse_method(text).map([](Auth auth) { return std::vector{auth}; });
}

/** Reads the login name. Without one, automx sends the local part. */
Value<Pattern> read_identity(const Source& source, const Setting& service, Remarks& remarks) {
  const Setting* const identity = source.find(service.key + "_auth_identity");
  if (!identity) return *Pattern::parse("%EMAILLOCALPART%");
  const Expanded login = expand(identity->value);
  if (login.looked_up)
    remarks.say(identity->line,
                fmt::format("{} is looked up for each person; check whether {} is the same",
                            identity->key, login.text));
  return source.reading.login(login.text, identity->line, identity->key, remarks);
}

ServerType service_type(std::string_view service) {
  return service == "imap"  ? ServerType::imap
         : service == "pop" ? ServerType::pop3
                            : ServerType::smtp;
}

void read_service(Source& source, const Setting& service) {
  if (!is_true(service.value) || source.find(service.key) != &service) return;
  const Expanded host = expand(source.value(service.key + "_server"));
  if (host.looked_up)
    return source.reading.keep(
        service.line,
        fmt::format("{0}: {0}_server is looked up for each person, so the server is left out",
                    service.key),
        fmt::format("{}_server = {}", service.key, source.value(service.key + "_server")));
  const std::string port = source.value(service.key + "_port");
  const std::string encryption = source.value(service.key + "_encryption");
  Remarks remarks;
  if (encryption.empty() || equal_ignoring_case(encryption, "auto"))
    remarks.say(service.line,
                fmt::format("{0}: {0}_encryption leaves the choice to clients; it is chosen by the "
                            "port",
                            service.key));
  const auto server = make_server(
      {service_type(service.key), host.text, port, read_encryption(encryption, port),
       read_identity(source, service, remarks), read_auth(source.value(service.key + "_auth"))});
  source.reading.take_server(service.line, service.key, server, remarks,
                             fmt::format("{} = {}", service.key, service.value));
}

template <std::string ProviderDraft::*member>
void read_name(Source& source, const Setting& name) {
  if (source.find(name.key) != &name) return;
  const Expanded text = expand(name.value);
  if (text.looked_up)
    return source.reading.say(
        name.line, fmt::format("{} is looked up for each person, so it is left out", name.key));
  source.reading.take_name(member, name.line, name.key, text.text);
}

void read_backend(Source& source, const Setting& backend) {
  for (const std::string_view word : {"static", "static_append", "global"})
    if (equal_ignoring_case(backend.value, word)) return;
  source.reading.say(
      backend.line,
      fmt::format("backend {}: what it looks up or reads is not taken over", backend.value));
}

void ignore(Source&, const Setting&) {}

struct Row {
  std::string_view key;
  void (*read)(Source&, const Setting&);
};

constexpr Row rows[] = {
    {"account_name", read_name<&ProviderDraft::name>},
    {"account_name_short", read_name<&ProviderDraft::short_name>},
    {"backend", read_backend},
    {"imap", read_service},
    {"pop", read_service},
    {"smtp", read_service},
    // Read above, from [automx].
    {"provider", ignore},
    {"domains", ignore},
};

/** Whether the setting belongs to a service and is read with it. */
bool is_read_with_service(const Setting& setting) {
  for (const std::string_view service : {"imap", "pop", "smtp"})
    for (const std::string_view part :
         {"_server", "_port", "_encryption", "_auth", "_auth_identity"})
      if (setting.key == fmt::format("{}{}", service, part)) return true;
  return false;
}

/** Whether the setting only states the default. */
bool is_usual(const Setting& setting) {
  return (setting.key == "account_type" && equal_ignoring_case(setting.value, "email")) ||
         (setting.key == "action" && equal_ignoring_case(setting.value, "settings"));
}

void read_section(Source& source, const Section& section) {
  for (const Setting& setting : section.settings) {
    const auto row = std::find_if(std::begin(rows), std::end(rows),
                                  [&](const Row& each) { return each.key == setting.key; });
    if (row != std::end(rows))
      row->read(source, setting);
    else if (!is_read_with_service(setting) && !is_usual(setting))
      source.reading.keep(setting.line,
                          fmt::format("[{}] {} has no setting here", section.name, setting.key),
                          fmt::format("{} = {}", setting.key, shown(setting.key, setting.value)));
  }
}

std::vector<std::string> split_domains(std::string_view text) {
  constexpr std::string_view separators = ", \t";
  std::vector<std::string> domains;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find_first_of(separators));
    if (!word.empty()) domains.emplace_back(word);
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return domains;
}

std::string last_value(const Section& section, std::string_view key) {
  std::string value;
  for (const Setting& setting : section.settings)
    if (setting.key == key) value = setting.value;
  return value;
}

/** Returns the section that automx reads for a domain: its own or `global`; null if there is none.
    `own` may be null. */
const Section* resolve(const Ini& ini, const Section* own) {
  const bool global = !own || equal_ignoring_case(last_value(*own, "backend"), "global");
  return global ? ini.find("global") : own;
}

Group& group_of(std::vector<Group>& groups, const Section* section) {
  const auto found = std::find_if(groups.begin(), groups.end(),
                                  [&](const Group& group) { return group.section == section; });
  return found != groups.end() ? *found : groups.emplace_back(Group{section});
}

bool is_domain(std::string_view name) {
  return name.find('.') != name.npos && Domain::parse(name);
}

std::vector<Group> group_domains(const Ini& ini, const Section& automx) {
  std::vector<std::string> domains = split_domains(last_value(automx, "domains"));
  const bool any = std::find(domains.begin(), domains.end(), "*") != domains.end();
  std::erase(domains, "*");
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
  const bool is_global = group.section == ini.find("global");
  const std::string key = is_global ? last_value(automx, "provider") : group.section->name;
  ProviderDraft provider{file.name, claim_key(file.draft, key)};
  provider.any_domain = group.any_domain;
  Source source{*group.section, ini.find("DEFAULT"), Reading{file, provider}};
  for (const std::string& domain : group.domains)
    if (const auto hindrance = add_domain(file.draft, provider, domain))
      source.reading.say(automx.line, fmt::format("[automx] domains: {}", *hindrance));
  read_section(source, *group.section);
  if (source.defaults) read_section(source, *source.defaults);
  read_section(source, automx);
  source.reading.finish(group.section->line, fmt::format("[{}]", group.section->name));
}

/** Remarks on settings beside `backend = global`, which automx does not read. */
void note_unread(const Ini& ini, const Section& section, File& file) {
  if (!is_domain(section.name) || resolve(ini, &section) == &section) return;
  for (const Setting& setting : section.settings)
    if (setting.key != "backend")
      file.warn(setting.line,
                fmt::format("[{}] {} is left out: automx does not read it beside backend = global",
                            section.name, setting.key));
}

/** Remarks on the sections that nothing was read from. */
void note_others(const Ini& ini, const std::vector<Group>& groups, File& file) {
  for (const Section& section : ini.sections) {
    const bool reserved =
        equal_ignoring_case(section.name, "automx") || equal_ignoring_case(section.name, "DEFAULT");
    const bool used = std::any_of(groups.begin(), groups.end(), [&](const Group& group) {
      return group.section == &section || resolve(ini, &section) == group.section;
    });
    if (!reserved && used) note_unread(ini, section, file);
    if (!reserved && !used)
      file.warn(section.line,
                fmt::format("[{}] serves no domain by itself, so it is left out", section.name));
  }
}

}  // namespace

bool is_ini(std::string_view content) {
  bool begins = false;
  bool decided = false;
  for_each_line(content, [&](unsigned long, std::string_view line) {
    const std::string_view text = trim(line);
    if (decided || text.empty() || text.starts_with('#') || text.starts_with(';')) return;
    decided = true;
    begins = text.starts_with('[') && text.ends_with(']') && text.find_first_of("\"{") == text.npos;
  });
  return begins;
}

Refusal read_automx(std::string_view content, File& file) {
  const auto ini = parse(content);
  if (!ini) return ini.error();
  const Section* const automx = ini->find("automx");
  if (!automx) return Warning{0, "has no section [automx], so it is not an automx.conf"};
  const std::vector<Group> groups = group_domains(*ini, *automx);
  if (groups.empty())
    return Warning{automx->line, "[automx] names no domain that there is a section for"};
  const Section* const defaults = ini->find("DEFAULT");
  const std::size_t shared = automx->settings.size() + (defaults ? defaults->settings.size() : 0);
  if (groups.size() * shared > shared_limit)
    return Warning{automx->line, fmt::format("has too much beside its {} sections", groups.size())};
  for (const Group& group : groups)
    for (const std::string& domain : group.domains) file.people.see_domain(domain);
  for (const Group& group : groups) read_group(group, *ini, *automx, file);
  note_others(*ini, groups, file);
  return std::nullopt;
}

}  // namespace fingerpost::foreign
