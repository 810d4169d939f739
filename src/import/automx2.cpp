// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "import/formats.hpp"

// Source of the format and its defaults: automx2's populate_with_dict (database.py, 2026-01).

namespace fingerpost::foreign {

namespace {

using Json = nlohmann::ordered_json;

constexpr int depth_limit = 32;

/** Returns the value without passwords, which must not appear even in a comment. */
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

/** Returns the value as text, whether it was written as a string or as a number. */
std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : show(value);
}

/** Returns a member of an object as text; empty if there is none. */
std::string member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? std::string() : collapse(text_of(*found));
}

/** Returns the name of a domain, which is written as an object or a string. */
std::string name_of(const Json& domain) {
  return domain.is_object() ? member(domain, "name") : text_of(domain);
}

void keep(Reading& reading, std::string_view place, const Json& value, std::string_view reason) {
  reading.keep(0, shown({}, show(value)), "{} {}", place, reason);
}

/** Keeps as comments all members except the `known`. Names that begin with `_` mark comments in
    JSON. */
void keep_others(Reading& reading, std::string_view place, const Json& object,
                 std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const Json shown = is_secret(name) ? Json("(not shown)") : value;
    if (name.starts_with('_'))
      reading.add_comment(text_of(shown));
    else
      keep(reading, fmt::format("{}{}", place, name), shown, "has no equivalent setting");
  }
}

void read_domain(const Json& domain, Reading& reading) {
  const std::string name = name_of(domain);
  if (domain.is_object())
    keep_others(reading, fmt::format("domains: {}: ", name), domain, {"name"});
  if (const auto hindrance = reading.put_domain(name))
    keep(reading, "domains:", domain, *hindrance);
}

/** Returns automx2's default for a port without a socket type. */
Security default_security(std::uint16_t port) {
  return port == 465 || port == 993 || port == 995 ? Security::tls : Security::starttls;
}

Value<int> parse_priority(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  return tl::make_unexpected(fmt::format("prio \"{}\" is not a number", text));
}

Value<Server> parse_mail_server(const Json& object, ServerType type, const std::string& place,
                                Reading& reading) {
  std::string port = member(object, "port");
  if (port.empty()) port = std::to_string(default_port(type, Security::tls));
  std::string login = member(object, "user_name");
  if (login.empty()) login = Pattern::email_address().text();
  if (const auto text = member(object, "prio"); !text.empty())
    if (const auto priority = parse_priority(text); !priority)
      return tl::make_unexpected(priority.error());
  const std::string socket = member(object, "socket_type");
  return make_server(
      {type, parse_hostname(member(object, "name")), port,
       socket.empty() ? parse_port(port).map(default_security) : parse_socket_type(socket),
       reading.login({0, place + ": user_name"}, login),
       parse_only_method(member(object, "authentication"))});
}

void read_mail_server(const Json& object, std::string_view type, Reading& reading) {
  const std::string place = fmt::format("servers: {}", type);
  const auto mark = reading.mark();
  keep_others(reading, place + ": ", object,
              {"type", "name", "port", "prio", "socket_type", "user_name", "authentication"});
  const auto server = parse_mail_server(object, type_of(type), place, reading);
  reading.put_server(mark, {0, place}, server, shown({}, show(object)));
}

/** Returns the URL of a service, or the reason why it cannot be used. */
Value<std::string> parse_service(const Json& object, const Service& service, Reading& reading) {
  const std::string text = member(object, "url");
  if (text.empty()) return tl::make_unexpected("has no url");
  const auto url = reading.url({0, fmt::format("servers: {}", service.word)}, text);
  if (!url) return tl::make_unexpected(url.error());
  const std::string port = member(object, "port");
  if (!port.empty() && port != "0" && port != std::to_string(url->sample().port()))
    return tl::make_unexpected("has a different port than its url");
  if (has(reading.provider.lines, service.word)) return tl::make_unexpected("exists already");
  return url->text();
}

void read_service(const Json& object, const Service& service, Reading& reading) {
  const std::string place = fmt::format("servers: {}:", service.word);
  const auto mark = reading.mark();
  keep_others(reading, place + " ", object, {"type", "url", "port"});
  const auto url = parse_service(object, service, reading);
  if (url) return reading.put({std::string(service.word), *url});
  reading.forget(mark);
  keep(reading, place, object, url.error());
}

void read_server(const Json& object, Reading& reading) {
  if (!object.is_object()) return keep(reading, "servers:", object, "is not a server");
  const std::string type = member(object, "type");
  if (type.empty()) return keep(reading, "servers:", object, "has no type");
  for (const std::string_view mail : {"imap", "pop", "smtp"})
    if (type == mail) return read_mail_server(object, mail, reading);
  const Service* const service = find_service(&Service::word, type);
  if (service && service->is_dav) return read_service(object, *service, reading);
  keep(reading, "servers:", object, fmt::format("type \"{}\" has no equivalent setting", type));
}

int priority(const Json& server) {
  constexpr int otherwise = 10;
  return server.is_object() ? parse_priority(member(server, "prio")).value_or(otherwise)
                            : otherwise;
}

void read_names(const Json& seed, Reading& reading) {
  const std::string name = member(seed, "provider");
  std::string short_name = member(seed, "short_name");
  if (short_name.empty()) short_name = name.substr(0, name.find(' '));
  reading.set_name(&ProviderDraft::name, {0, "provider"}, name);
  reading.set_name(&ProviderDraft::short_name, {0, "short_name"}, short_name);
}

void read_seed(const Json& seed, File& file) {
  const Json& domains = seed["domains"];
  for (const Json& domain : domains) file.people.see_domain(name_of(domain));
  std::vector<Json> servers(seed["servers"].begin(), seed["servers"].end());
  for (const Json& server : servers)
    if (server.is_object())
      for (const char* const name : {"user_name", "url"}) file.people.see(member(server, name));
  // automx2 serves the lowest priority first, and equal ones in the order of the file.
  std::ranges::stable_sort(servers, {}, priority);
  Reading reading(file, domains.empty() ? std::string() : name_of(domains[0]));
  read_names(seed, reading);
  for (const Json& domain : domains) read_domain(domain, reading);
  for (const Json& server : servers) read_server(server, reading);
  keep_others(reading, "", seed, {"version", "provider", "short_name", "domains", "servers"});
  reading.finish({0});
}

bool is_seed(const Json& json) {
  const auto is_list = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_array();
  };
  return json.is_object() && is_list("domains") && is_list("servers");
}

}  // namespace

FileRefusal read_automx2(std::string_view content, File& file) {
  bool too_deep = false;
  const auto limit = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > depth_limit;
    return !too_deep;
  };
  const Json json = Json::parse(content, limit, false);
  if (too_deep) return Warning{0, "is nested too deeply"};
  if (json.is_discarded()) return Warning{0, "is not well-formed JSON"};
  if (!is_seed(json))
    return Warning{0, "is not an automx2 seed, which has lists of domains and servers"};
  if (json["servers"].size() > entry_limit)
    return Warning{0, fmt::format("has more than {} servers", entry_limit)};
  read_seed(json, file);
  return std::nullopt;
}

}  // namespace fingerpost::foreign
