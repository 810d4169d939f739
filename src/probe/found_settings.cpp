// SPDX-License-Identifier: MIT
#include "probe/found_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "base/xml_reader.hpp"
#include "model/pattern.hpp"

namespace fingerpost {

namespace {

using Json = nlohmann::json;
template <class T>
using Read = tl::expected<T, std::string>;

tl::unexpected<std::string> refusal(std::string text) {
  return tl::make_unexpected(std::move(text));
}

std::optional<ServerType> type_of(std::string_view text) {
  for (const ServerType type : server_types)
    if (equal_ignoring_case(text, word(type))) return type;
  return std::nullopt;
}

/** Returns the text with its placeholders filled in, as a client does. */
std::string filled(std::string_view text, const Address& address) {
  const auto pattern = Pattern::parse(text);
  return pattern ? pattern->expand(address) : std::string(text);
}

/** Returns the host, in normalized form if it is a name. */
std::string host_of(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  const auto domain = Domain::parse(text);
  return domain ? domain->text() : std::string(text);
}

std::uint16_t port_of(std::string_view text) {
  return static_cast<std::uint16_t>(parse_unsigned(text, 65535).value_or(0));
}

/** Parses XML and returns the root element, which must have this name. */
Read<XmlElement> read_root(std::string_view body, std::string_view name) {
  auto root = read_xml_tree(body);
  if (!root)
    return refusal(fmt::format("invalid XML: line {}: {}", root.error().line, root.error().reason));
  if (root->name != name)
    return refusal(fmt::format("<{}> instead of <{}>", printable(root->name, 40), name));
  return *std::move(root);
}

Security parse_socket_type(std::string_view text) {
  for (const Security security : {Security::tls, Security::starttls})
    if (equal_ignoring_case(text, socket_type(security))) return security;
  return Security::none;
}

/** Returns the methods that are known. Clients skip unknown ones, too. */
std::vector<Auth> read_methods(const XmlElement& server) {
  std::vector<Auth> methods;
  for (const XmlElement& element : server.children) {
    if (element.name != "authentication") continue;
    const auto is = [&](std::string_view text) { return equal_ignoring_case(element.text, text); };
    for (const Auth method : all_methods)
      if (is(autoconfig_word(method))) methods.push_back(method);
    // The words of version 1.0, which Thunderbird still reads (readFromXML.sys.mjs, 2026-08).
    if (is("plain")) methods.push_back(Auth::password_cleartext);
    if (is("secure")) methods.push_back(Auth::password_encrypted);
  }
  return methods;
}

void read_autoconfig_server(const XmlElement& element, const Address& address,
                            FoundSettings& reading) {
  const auto type = type_of(element.attribute("type"));
  if (!type) return;
  reading.servers.push_back({*type, host_of(filled(element.child_text("hostname"), address)),
                             port_of(element.child_text("port")),
                             parse_socket_type(element.child_text("socketType")),
                             read_methods(element)});
  reading.facts.push_back(fmt::format("login {}", filled(element.child_text("username"), address)));
}

/** Refuses what Thunderbird refuses: an answer without a valid server for each direction
    (readFromXML.sys.mjs, 2026-08). */
Read<FoundSettings> checked(FoundSettings reading) {
  bool incoming = false, outgoing = false;
  for (const MailServer& server : reading.servers) {
    if (!Domain::parse(server.host) && !is_ip_address(server.host))
      return refusal(
          fmt::format("a server with the invalid host name \"{}\"", printable(server.host)));
    if (server.port == 0) return refusal("a server without a valid port");
    (server.type == ServerType::smtp ? outgoing : incoming) = true;
  }
  if (!incoming) return refusal("<clientConfig> without an incoming server");
  if (!outgoing) return refusal("<clientConfig> without an outgoing server");
  return reading;
}

Read<FoundSettings> read_autoconfig(const XmlElement& root, const Address& address) {
  const XmlElement* const provider = root.child("emailProvider");
  if (!provider) return refusal("<clientConfig> without <emailProvider>");
  FoundSettings reading{root.name};
  for (const std::string_view name : {"incomingServer", "outgoingServer"})
    for (const XmlElement& element : provider->children)
      if (element.name == name) read_autoconfig_server(element, address, reading);
  if (provider->child_text("domain").empty()) return refusal("<emailProvider> without <domain>");
  return checked(std::move(reading));
}

/** Returns the encryption. If the element is missing, Thunderbird decides by the port
    (ExchangeAutoDiscover.sys.mjs, 2026-08). */
Security encryption(const XmlElement& protocol) {
  const std::string_view word = protocol.child_text("Encryption");
  if (equal_ignoring_case(protocol.child_text("SSL"), "off") || equal_ignoring_case(word, "None"))
    return Security::none;
  if (equal_ignoring_case(word, "TLS")) return Security::starttls;
  return word.empty() ? security_of_port(port_of(protocol.child_text("Port"))) : Security::tls;
}

/** Returns the only method, or none if SPA is missing. SPA means NTLM; without it, Outlook assumes
    NTLM but other clients a password. */
std::vector<Auth> told_method(const XmlElement& protocol) {
  const auto says = [&](std::string_view name, std::string_view word) {
    return equal_ignoring_case(protocol.child_text(name), word);
  };
  if (says("AuthRequired", "off")) return {Auth::none};
  if (says("SPA", "off")) return {Auth::password_cleartext};
  return says("SPA", "on") ? std::vector{Auth::ntlm} : std::vector<Auth>();
}

void read_protocol(const XmlElement& protocol, FoundSettings& reading) {
  const auto type = type_of(protocol.child_text("Type"));
  if (!type) return;
  reading.servers.push_back({*type, host_of(protocol.child_text("Server")),
                             port_of(protocol.child_text("Port")), encryption(protocol),
                             told_method(protocol)});
  if (const auto login = protocol.child_text("LoginName"); !login.empty())
    reading.facts.push_back(fmt::format("login {}", login));
}

/** Returns the element below Response with this name, or what is there instead. */
Read<XmlElement> read_response(std::string_view body, std::string_view name) {
  auto root = read_root(body, "Autodiscover");
  if (!root) return refusal(root.error());
  const XmlElement* const response = root->child("Response");
  if (!response) return refusal("<Autodiscover> without <Response>");
  if (const XmlElement* const error = response->child("Error"))
    return refusal(fmt::format("autodiscover error {}: {}",
                               printable(error->child_text("ErrorCode"), 20),
                               printable(error->child_text("Message"))));
  if (const XmlElement* const found = response->child(name)) return *found;
  return refusal(fmt::format("<Response> without <{}>", name));
}

Read<FoundSettings> read_outlook(const XmlElement& account) {
  FoundSettings reading{"Autodiscover"};
  for (const XmlElement& child : account.children) {
    if (child.name == "Protocol") read_protocol(child, reading);
    if (child.name == "RedirectUrl" || child.name == "RedirectAddr")
      reading.facts.push_back(fmt::format("{} {}", child.name, child.text));
  }
  if (reading.servers.empty() && reading.facts.empty())
    return refusal("<Account> without a server");
  return reading;
}

Read<FoundSettings> read_mobilesync(const XmlElement& action) {
  const XmlElement* const settings = action.child("Settings");
  const XmlElement* const server = settings ? settings->child("Server") : nullptr;
  if (server)
    return FoundSettings{"Autodiscover", {}, {fmt::format("url {}", server->child_text("Url"))}};
  if (const XmlElement* const redirect = action.child("Redirect"))
    return FoundSettings{"Autodiscover", {}, {fmt::format("Redirect {}", redirect->text)}};
  return refusal("<Action> without <Settings>");
}

Read<Json> read_object(std::string_view body) {
  Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return refusal("not a JSON object");
  return json;
}

/** Returns the string at a path of keys; empty if there is none. */
std::string string_at(const Json& json, std::initializer_list<const char*> keys) {
  const Json* place = &json;
  for (const char* const key : keys) {
    if (!place->is_object() || !place->contains(key)) return {};
    place = &(*place)[key];
  }
  return place->is_string() ? place->get<std::string>() : std::string();
}

Read<FoundSettings> read_json(const Json& json) {
  const std::string url = string_at(json, {"Url"});
  if (url.empty()) return refusal("JSON without Url");
  return FoundSettings{"JSON", {}, {"url " + url}};
}

Read<FoundSettings> read_pacc(const Json& json) {
  FoundSettings reading{"JSON"};
  for (const auto& [type, key] :
       {std::pair{ServerType::imap, "imap"}, std::pair{ServerType::pop3, "pop3"},
        std::pair{ServerType::smtp, "submit"}, std::pair{ServerType::smtp, "smtp"}}) {
    const std::string host = string_at(json, {"protocols", key, "host"});
    if (!host.empty())
      reading.servers.push_back(
          {type, host_of(host), default_port(type, Security::tls), Security::tls});
  }
  // A fact rather than a server, because no other format has this server.
  if (const auto host = string_at(json, {"protocols", "managesieve", "host"}); !host.empty())
    reading.facts.push_back("managesieve " + host_of(host));
  for (const Service& service : services) {
    const std::string key(service.pacc);
    const auto url =
        key.empty() ? std::string() : string_at(json, {"protocols", key.c_str(), "url"});
    if (!url.empty()) reading.facts.push_back(fmt::format("{} {}", key, url));
  }
  if (reading.servers.empty() && reading.facts.empty()) return refusal("JSON without protocols");
  return reading;
}

/** Returns the scalar value that follows a key; empty if there is none. */
std::string value_of(const XmlElement& dict, std::string_view key) {
  for (std::size_t i = 0; i + 1 < dict.children.size(); ++i)
    if (dict.children[i].name == "key" && dict.children[i].text == key) {
      const XmlElement& value = dict.children[i + 1];
      return value.text.empty() ? value.name : value.text;
    }
  return {};
}

/** Returns the method for a word of Apple's profiles; empty for an unknown word. */
std::vector<Auth> apple_methods(std::string_view word) {
  constexpr std::pair<std::string_view, Auth> words[] = {
      {"EmailAuthPassword", Auth::password_cleartext},
      {"EmailAuthCRAMMD5", Auth::password_encrypted},
      {"EmailAuthHTTPMD5", Auth::password_encrypted},
      {"EmailAuthNTLM", Auth::ntlm},
      {"EmailAuthNone", Auth::none}};
  for (const auto& [known, method] : words)
    if (word == known) return {method};
  return {};
}

void read_mail_payload(const XmlElement& dict, FoundSettings& reading) {
  const bool imap = value_of(dict, "EmailAccountType") == "EmailTypeIMAP";
  for (const std::string_view side : {"Incoming", "Outgoing"}) {
    const auto value = [&](std::string_view key) {
      return value_of(dict, fmt::format("{}MailServer{}", side, key));
    };
    const ServerType type = side == "Outgoing" ? ServerType::smtp
                            : imap             ? ServerType::imap
                                               : ServerType::pop3;
    const bool encrypted = value("UseSSL") == "true";
    const std::uint16_t port = port_of(value("PortNumber"));
    const Security upgraded =
        port == default_port(type, Security::starttls) ? Security::starttls : Security::tls;
    reading.servers.push_back({type, host_of(value("HostName")), port,
                               encrypted ? upgraded : Security::none,
                               apple_methods(value("Authentication"))});
    reading.facts.push_back("login " + value("Username"));
  }
}

void read_payloads(const XmlElement& element, FoundSettings& reading) {
  if (element.name == "dict" && value_of(element, "PayloadType") == "com.apple.mail.managed")
    return read_mail_payload(element, reading);
  for (const XmlElement& child : element.children) read_payloads(child, reading);
}

/** Returns the unsigned profile. A signed one contains it in one piece. */
std::string_view profile_in(std::string_view body) {
  constexpr std::string_view end = "</plist>";
  const auto from = body.find("<?xml"), to = body.rfind(end);
  if (from == body.npos || to == body.npos || to < from) return body;
  return body.substr(from, to + end.size() - from);
}

Read<FoundSettings> read_apple(const XmlElement& root) {
  FoundSettings reading{"plist"};
  read_payloads(root, reading);
  if (reading.servers.empty()) return refusal("a profile without a mail account");
  return reading;
}

/** Whether the element is the input field for the address, or contains it. */
bool asks_for_address(const XmlElement& element) {
  if (element.name == "input" && element.attribute("name") == "emailaddress") return true;
  return std::any_of(element.children.begin(), element.children.end(), asks_for_address);
}

/** Adds the values that people type: every `code` text in a table. */
void read_shown(const XmlElement& element, bool in_table, FoundSettings& reading) {
  if (in_table && element.name == "code") reading.facts.push_back(element.text);
  for (const XmlElement& child : element.children)
    read_shown(child, in_table || element.name == "table", reading);
}

/** Reads the page for people, which is XHTML after its DOCTYPE. */
Read<FoundSettings> read_page(std::string_view body) {
  const auto begin = body.find("<html");
  const auto root = read_xml_tree(body.substr(begin == body.npos ? 0 : begin));
  if (!root || !asks_for_address(*root)) return refusal("another page");
  FoundSettings reading{"page"};
  read_shown(*root, false, reading);
  return reading;
}

/** Returns the first of `some` that is missing from `others`, or null. */
template <class T>
const T* missing(const std::vector<T>& some, const std::vector<T>& others) {
  const auto found = std::find_if(some.begin(), some.end(), [&](const T& one) {
    return std::find(others.begin(), others.end(), one) == others.end();
  });
  return found == some.end() ? nullptr : &*found;
}

}  // namespace

std::string describe(const MailServer& server) {
  return fmt::format("{} {}:{} {}", word(server.type), printable(server.host), server.port,
                     word(server.security));
}

std::string describe(const FoundSettings& reading) {
  constexpr std::size_t most = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(reading.servers.size(), most); ++i)
    text += (text.empty() ? "" : ", ") + describe(reading.servers[i]);
  if (reading.servers.size() > most)
    text += fmt::format(" and {} more", reading.servers.size() - most);
  if (text.empty() && !reading.facts.empty()) text = printable(reading.facts.front());
  return text;
}

Read<FoundSettings> read_answer(ClientKind kind, std::string_view body, const Address& address) {
  switch (kind) {
    case ClientKind::autoconfig:
      return read_root(body, "clientConfig").and_then([&](const XmlElement& root) {
        return read_autoconfig(root, address);
      });
    case ClientKind::outlook:
      return read_response(body, "Account").and_then(read_outlook);
    case ClientKind::mobilesync:
      return read_response(body, "Action").and_then(read_mobilesync);
    case ClientKind::autodiscover_json:
      return read_object(body).and_then(read_json);
    case ClientKind::mobileconfig:
      return read_root(profile_in(body), "plist").and_then(read_apple);
    case ClientKind::pacc:
      return read_object(body).and_then(read_pacc);
    case ClientKind::page:
      return read_page(body);
    case ClientKind::service:
      return refusal("not a redirect");
  }
  return refusal("an unknown format");
}

std::string difference(const FoundSettings& found, const FoundSettings& wanted) {
  if (const auto* const server = missing(found.servers, wanted.servers))
    return "names " + describe(*server);
  if (const auto* const server = missing(wanted.servers, found.servers))
    return "does not name " + describe(*server);
  if (found.servers != wanted.servers) return "has the servers in another order";
  if (const auto* const fact = missing(found.facts, wanted.facts))
    return "contains " + printable(*fact);
  if (const auto* const fact = missing(wanted.facts, found.facts))
    return "does not contain " + printable(*fact);
  return {};
}

}  // namespace fingerpost
