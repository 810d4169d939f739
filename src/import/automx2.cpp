// SPDX-License-Identifier: MIT
#include "import/automx2.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "import/words.hpp"

// The format and its defaults: automx2's populate_with_dict (database.py, 2026-01).

namespace fingerpost::foreign {

namespace {

using Json = nlohmann::ordered_json;

constexpr int depth_limit = 32;

struct Reading {
  const std::string& file;
  Draft& draft;
  ProviderDraft& provider;

  void warn(std::string_view text) {
    draft.warnings.push_back(one_line(fmt::format("{}: {}", file, text)));
  }
};

bool is_secret(std::string_view name) {
  return to_lower(name).find("password") != std::string_view::npos;
}

/** Without passwords, which have no place in a configuration, not even in a comment. */
Json without_secrets(Json value) {
  for (auto entry = value.begin(); entry != value.end(); ++entry)
    if (entry->is_structured())
      *entry = without_secrets(*entry);
    else if (value.is_object() && is_secret(entry.key()))
      *entry = "(not shown)";
  return value;
}

std::string show(const Json& value) {
  return without_secrets(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/** A setting does not care whether it was written as a text or as a number. */
std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : show(value);
}

/** Empty if there is none. */
std::string member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? std::string() : collapse(text_of(*found));
}

void keep(Reading& reading, std::string_view place, const Json& value, std::string_view reason) {
  reading.warn(fmt::format("{} {}; kept as a comment", place, reason));
  reading.provider.lines.push_back(comment(fmt::format("{} {}:", place, reason)));
  reading.provider.lines.push_back(comment("  " + show(value)));
}

/** Keeps all members but the `known`; those whose name begins with `_` are comments in JSON. */
void keep_others(Reading& reading, std::string_view place, const Json& object,
                 std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : object.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const Json shown = is_secret(name) ? Json("(not shown)") : value;
    if (name.starts_with('_'))
      reading.provider.lines.push_back(comment(text_of(shown)));
    else
      keep(reading, fmt::format("{}{}", place, name), shown, "has no setting here");
  }
}

void read_domain(const Json& domain, Reading& reading) {
  const std::string name = domain.is_object() ? member(domain, "name") : text_of(domain);
  // The comments stand above the domain.
  if (domain.is_object())
    keep_others(reading, fmt::format("domains: {}: ", name), domain, {"name"});
  if (const auto hindrance = add_domain(reading.draft, reading.provider, name))
    keep(reading, "domains:", domain, *hindrance);
}

ServerType server_type(std::string_view type) {
  return type == "imap" ? ServerType::imap : type == "pop" ? ServerType::pop3 : ServerType::smtp;
}

/** What automx2 takes for a port without a socket type. */
Security default_security(std::uint16_t port) {
  return port == 465 || port == 993 || port == 995 ? Security::tls : Security::starttls;
}

template <class T>
Value<T> read_member(const Json& object, const char* name, Value<T> (*parse)(std::string_view),
                     const T& otherwise) {
  const std::string text = member(object, name);
  return text.empty() ? Value<T>(otherwise) : parse(text);
}

Value<int> parse_priority(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  return tl::make_unexpected(fmt::format("prio \"{}\" is not a number", text));
}

Value<Server> read_mail_server(const Json& object, ServerType type) {
  const std::string name = member(object, "name");
  if (name.empty()) return tl::make_unexpected("has no name");
  const auto host = parse_hostname(name);
  if (!host) return tl::make_unexpected(host.error());
  const auto port = read_member(object, "port", parse_port, default_port(type, Security::tls));
  if (!port) return tl::make_unexpected(port.error());
  const auto security =
      read_member(object, "socket_type", parse_socket_type, default_security(*port));
  if (!security) return tl::make_unexpected(security.error());
  const auto login = read_member(object, "user_name", parse_login, Pattern::email_address());
  if (!login) return tl::make_unexpected(login.error());
  const auto priority = read_member(object, "prio", parse_priority, 0);
  if (!priority) return tl::make_unexpected(priority.error());
  const auto auth = read_member(object, "authentication", parse_method, Auth::password_cleartext);
  if (!auth) return tl::make_unexpected(auth.error());
  return Server{type, *host, *port, *security, *login, {*auth}};
}

void read_mail_server(const Json& object, std::string_view type, Reading& reading) {
  const auto server = read_mail_server(object, server_type(type));
  const std::string place = fmt::format("servers: {}:", type);
  if (!server)
    return keep(reading, place, object,
                fmt::format("{}, so the server is left out", server.error()));
  keep_others(reading, place + " ", object,
              {"type", "name", "port", "prio", "socket_type", "user_name", "authentication"});
  reading.provider.lines.push_back(server_line(*server));
}

void read_dav_server(const Json& object, std::string_view type, Reading& reading) {
  const std::string place = fmt::format("servers: {}:", type);
  const std::string text = member(object, "url");
  if (text.empty()) return keep(reading, place, object, "has no url");
  const auto url = parse_https_url(text);
  if (!url) return keep(reading, place, object, url.error());
  const std::string port = member(object, "port");
  if (!port.empty() && port != "0" && port != std::to_string(url->sample().port()))
    return keep(reading, place, object, "has another port than its url");
  if (reading.provider.has(type)) return keep(reading, place, object, "is there already");
  keep_others(reading, place + " ", object, {"type", "url", "port"});
  reading.provider.lines.push_back({std::string(type), url->text()});
}

struct TypeRow {
  std::string_view type;
  void (*read)(const Json&, std::string_view, Reading&);
};

constexpr TypeRow types[] = {
    {"imap", read_mail_server},  {"pop", read_mail_server},    {"smtp", read_mail_server},
    {"caldav", read_dav_server}, {"carddav", read_dav_server},
};

void read_server(const Json& object, Reading& reading) {
  if (!object.is_object()) return keep(reading, "servers:", object, "is no server");
  const std::string type = member(object, "type");
  const auto row = std::find_if(std::begin(types), std::end(types),
                                [&](const TypeRow& candidate) { return candidate.type == type; });
  if (type.empty()) return keep(reading, "servers:", object, "has no type");
  if (row == std::end(types))
    return keep(reading, "servers:", object, fmt::format("type \"{}\" has no setting here", type));
  row->read(object, row->type, reading);
}

int priority(const Json& server) {
  constexpr int otherwise = 10;
  return server.is_object() ? parse_priority(member(server, "prio")).value_or(otherwise)
                            : otherwise;
}

/** The lowest number first, and else as they stand. */
std::vector<Json> by_priority(const Json& servers) {
  std::vector<Json> sorted(servers.begin(), servers.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Json& a, const Json& b) { return priority(a) < priority(b); });
  return sorted;
}

void read_names(const Json& seed, Reading& reading) {
  const std::string name = member(seed, "provider");
  std::string short_name = member(seed, "short_name");
  if (short_name.empty()) short_name = name.substr(0, name.find(' '));
  const bool legal = parse_text(name) && parse_text(short_name);
  if (legal) {
    reading.provider.name = name;
    reading.provider.short_name = short_name;
  } else if (!name.empty())
    keep(reading, "provider", seed["provider"], "holds a control character");
}

std::string wanted_key(const Json& domains) {
  if (domains.empty()) return {};
  return domains[0].is_object() ? member(domains[0], "name") : text_of(domains[0]);
}

void read_seed(const Json& seed, const std::string& file, Draft& draft) {
  ProviderDraft provider{file, claim_key(draft, wanted_key(seed["domains"]))};
  Reading reading{file, draft, provider};
  read_names(seed, reading);
  for (const Json& domain : seed["domains"]) read_domain(domain, reading);
  for (const Json& server : by_priority(seed["servers"])) read_server(server, reading);
  keep_others(reading, "", seed, {"version", "provider", "short_name", "domains", "servers"});
  if (const auto text = note_mixed_servers(provider)) reading.warn(*text);
  if (provider.first_domain.empty())
    reading.warn("no domain is left, so the provider is kept as a comment");
  draft.providers.push_back(std::move(provider));
}

bool is_seed(const Json& json) {
  const auto is_list = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_array();
  };
  return json.is_object() && is_list("domains") && is_list("servers");
}

}  // namespace

std::optional<std::string> read_automx2(const std::string& file, std::string_view content,
                                        Draft& draft) {
  bool too_deep = false;
  const auto limit = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > depth_limit;
    return !too_deep;
  };
  const Json json = Json::parse(without_byte_order_mark(content), limit, false);
  if (too_deep) return fmt::format("{}: is nested too deep", file);
  if (json.is_discarded()) return fmt::format("{}: is not well-formed JSON", file);
  if (!is_seed(json))
    return fmt::format("{}: is no seed of automx2, which has lists of domains and servers", file);
  read_seed(json, file, draft);
  return std::nullopt;
}

}  // namespace fingerpost::foreign
