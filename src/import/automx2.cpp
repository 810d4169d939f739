// SPDX-License-Identifier: MIT

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "import/formats.hpp"
#include "import/words.hpp"

// The format and its defaults: automx2's populate_with_dict (database.py, 2026-01).

namespace fingerpost::foreign {

namespace {

using Json = nlohmann::ordered_json;

constexpr int depth_limit = 32;

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
  reading.keep(0, fmt::format("{} {}", place, reason), shown({}, show(value)));
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
  if (equal_ignoring_case(name, "%EMAILDOMAIN%"))
    reading.provider.any_domain = true;
  else if (const auto hindrance = add_domain(reading.file.draft, reading.provider, name))
    keep(reading, "domains:", domain, *hindrance);
}

struct MailType {
  std::string_view word;
  ServerType type;
};

constexpr MailType mail_types[] = {
    {"imap", ServerType::imap}, {"pop", ServerType::pop3}, {"smtp", ServerType::smtp}};

/** What automx2 takes for a port without a socket type. */
Security default_security(std::uint16_t port) {
  return port == 465 || port == 993 || port == 995 ? Security::tls : Security::starttls;
}

Value<int> parse_priority(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  return tl::make_unexpected(fmt::format("prio \"{}\" is not a number", text));
}

Value<Security> read_security(const Json& object, std::string_view port) {
  const std::string text = member(object, "socket_type");
  return text.empty() ? parse_port(port).map(default_security) : parse_socket_type(text);
}

Value<std::vector<Auth>> read_auth(const Json& object) {
  const std::string text = member(object, "authentication");
  if (text.empty()) return std::vector{Auth::password_cleartext};
  return parse_method(text).map([](Auth auth) { return std::vector{auth}; });
}

Value<Server> read_mail_server(const Json& object, ServerType type, std::string_view place,
                               const Reading& reading, Remarks& remarks) {
  std::string port = member(object, "port");
  if (port.empty()) port = std::to_string(default_port(type, Security::tls));
  std::string login = member(object, "user_name");
  if (login.empty()) login = Pattern::email_address().text();
  if (const auto text = member(object, "prio"); !text.empty())
    if (const auto priority = parse_priority(text); !priority)
      return tl::make_unexpected(priority.error());
  return make_server({type, member(object, "name"), port, read_security(object, port),
                      reading.login(login, 0, fmt::format("{} user_name", place), remarks),
                      read_auth(object)});
}

void read_mail_server(const Json& object, std::string_view word, ServerType type,
                      Reading& reading) {
  const std::string place = fmt::format("servers: {}:", word);
  Remarks remarks;
  const auto server = read_mail_server(object, type, place, reading, remarks);
  if (server)
    keep_others(reading, place + " ", object,
                {"type", "name", "port", "prio", "socket_type", "user_name", "authentication"});
  reading.take_server(0, fmt::format("servers: {}", word), server, remarks,
                      shown({}, show(object)));
}

void read_service(const Json& object, const Service& service, Reading& reading) {
  const std::string place = fmt::format("servers: {}:", service.word);
  const std::string text = member(object, "url");
  if (text.empty()) return keep(reading, place, object, "has no url");
  Remarks remarks;
  const auto url =
      parse_https_url(reading.url(text, 0, fmt::format("servers: {}", service.word), remarks));
  if (!url) return keep(reading, place, object, url.error());
  const std::string port = member(object, "port");
  if (!port.empty() && port != "0" && port != std::to_string(url->sample().port()))
    return keep(reading, place, object, "has another port than its url");
  if (reading.provider.has(service.word)) return keep(reading, place, object, "is there already");
  keep_others(reading, place + " ", object, {"type", "url", "port"});
  reading.take(remarks, {std::string(service.word), url->text()});
}

void read_server(const Json& object, Reading& reading) {
  if (!object.is_object()) return keep(reading, "servers:", object, "is no server");
  const std::string type = member(object, "type");
  if (type.empty()) return keep(reading, "servers:", object, "has no type");
  for (const auto& [word, mail] : mail_types)
    if (word == type) return read_mail_server(object, word, mail, reading);
  const Service* const service = find_service(&Service::word, type);
  if (service && service->is_dav) return read_service(object, *service, reading);
  keep(reading, "servers:", object, fmt::format("type \"{}\" has no setting here", type));
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
  reading.take_name(&ProviderDraft::name, 0, "provider", name);
  reading.take_name(&ProviderDraft::short_name, 0, "short_name", short_name);
}

/** Gives `people` the domains of the seed and its texts. */
void see(const Json& seed, People& people) {
  for (const Json& domain : seed["domains"])
    people.see_domain(domain.is_object() ? member(domain, "name") : text_of(domain));
  for (const Json& server : seed["servers"])
    if (server.is_object())
      for (const char* const name : {"user_name", "url"}) people.see(member(server, name));
}

std::string wanted_key(const Json& domains) {
  if (domains.empty()) return {};
  return domains[0].is_object() ? member(domains[0], "name") : text_of(domains[0]);
}

void read_seed(const Json& seed, File& file) {
  see(seed, file.people);
  ProviderDraft provider{file.name, claim_key(file.draft, wanted_key(seed["domains"]))};
  Reading reading{file, provider};
  read_names(seed, reading);
  for (const Json& domain : seed["domains"]) read_domain(domain, reading);
  for (const Json& server : by_priority(seed["servers"])) read_server(server, reading);
  keep_others(reading, "", seed, {"version", "provider", "short_name", "domains", "servers"});
  reading.finish(0, {});
}

bool is_seed(const Json& json) {
  const auto is_list = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_array();
  };
  return json.is_object() && is_list("domains") && is_list("servers");
}

}  // namespace

Refusal read_automx2(std::string_view content, File& file) {
  bool too_deep = false;
  const auto limit = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > depth_limit;
    return !too_deep;
  };
  const Json json = Json::parse(content, limit, false);
  if (too_deep) return Warning{0, "is nested too deep"};
  if (json.is_discarded()) return Warning{0, "is not well-formed JSON"};
  if (!is_seed(json))
    return Warning{0, "is not a seed of automx2, which has lists of domains and servers"};
  if (json["servers"].size() > entry_limit)
    return Warning{0, fmt::format("has more than {} servers", entry_limit)};
  read_seed(json, file);
  return std::nullopt;
}

}  // namespace fingerpost::foreign
