// SPDX-License-Identifier: MIT
#include "import/servers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "import/mail_server.hpp"

namespace fingerpost::foreign {

namespace {

std::optional<std::string> service_url_name(const XmlElement& element) {
  for (const std::string_view name : {"url", "serverURL", "easURL"})
    if (element.child(name)) return std::string(name);
  return std::nullopt;
}

/** Over HTTP every provider has one login and one list of methods. */
bool is_usual(const XmlElement& child, const People& people) {
  if (child.name == "username") {
    const auto login = people.login(child.text);
    return login && login->pattern == Pattern::email_address();
  }
  if (child.name != "authentication") return false;
  const bool http = equal_ignoring_case(child.attribute("system"), "http");
  return equal_ignoring_case(child.text, http ? "Basic" : "http-basic") ||
         (!http && parse_method(child.text) == Auth::password_cleartext);
}

void check_service_child(const XmlElement& service, const XmlElement& child,
                         std::string_view url_name, const People& people, Remarks& remarks) {
  const std::string place = fmt::format("{}: {}", service.name, child.name);
  if (service.child(url_name) == &child)
    remarks.check_leaf(child, place, {});
  else if (is_usual(child, people))
    remarks.check_leaf(child, place, {"system"});
  else
    remarks.keep(child, fmt::format("{} has no setting here", place));
}

/** Whether autoconfig clients get the service only with `extensions yes`, because autoconfig 1.1
    has no such element. */
bool in_extensions(std::string_view key) {
  return key == "caldav" || key == "carddav" || key == "jmap";
}

/** A server that is reached by URL becomes the setting `key`. */
void read_service(const XmlElement& element, std::string_view key, Reading& reading) {
  const auto url_name = service_url_name(element);
  if (!url_name) return reading.keep(element, fmt::format("{}: has no url", element.name));
  Remarks remarks;
  const auto url = parse_https_url(
      reading.url(element.child_text(*url_name), element.line, element.name, remarks));
  if (!url) return reading.keep(element, fmt::format("{}: {}", element.name, url.error()));
  remarks.check_parent(element, element.name, {"type"});
  for (const XmlElement& child : element.children)
    check_service_child(element, child, *url_name, reading.file.people, remarks);
  if (in_extensions(key))
    remarks.say(
        element,
        fmt::format("{}: autoconfig clients are told of it again only with `extensions yes`",
                    element.name));
  reading.take_once(element, remarks, {std::string(key), url->text()});
}

void read_server(const XmlElement& element, ServerType type, Reading& reading) {
  Remarks remarks;
  const auto server = read_mail_server(element, type, reading, remarks);
  if (server)
    reading.take(remarks, server_line(*server));
  else
    reading.keep(element,
                 fmt::format("{}: {}, so the server is left out", element.name, server.error()));
}

/** Servers, by element and type. */
struct ServerRow {
  std::string_view element;
  std::string_view type;
  void (*read)(const XmlElement&, Reading&);
};

template <ServerType type>
void read_server(const XmlElement& element, Reading& reading) {
  read_server(element, type, reading);
}

void read_jmap(const XmlElement& element, Reading& reading) {
  read_service(element, "jmap", reading);
}
void read_activesync(const XmlElement& element, Reading& reading) {
  read_service(element, "activesync", reading);
}
void read_caldav(const XmlElement& element, Reading& reading) {
  read_service(element, "caldav", reading);
}
void read_carddav(const XmlElement& element, Reading& reading) {
  read_service(element, "carddav", reading);
}

constexpr ServerRow server_rows[] = {
    {"incomingServer", "imap", read_server<ServerType::imap>},
    {"incomingServer", "pop3", read_server<ServerType::pop3>},
    {"incomingServer", "jmap", read_jmap},
    {"incomingServer", "activeSync", read_activesync},
    {"outgoingServer", "smtp", read_server<ServerType::smtp>},
    {"calendar", "caldav", read_caldav},
    {"addressbook", "carddav", read_carddav},
    // Its spelling in version 1.1.
    {"addressBook", "carddav", read_carddav},
};

/** The one kind of server that is left out but for the URL of ActiveSync in it. */
void read_exchange_url(const XmlElement& element, Reading& reading) {
  if (element.child("easURL") && !reading.provider.has("activesync"))
    reading.take_url("activesync", element.line, "easURL", element.child_text("easURL"));
}

}  // namespace

void read_typed_server(const XmlElement& element, Reading& reading) {
  const std::string_view type = element.attribute("type");
  const auto row =
      std::find_if(std::begin(server_rows), std::end(server_rows), [&](const ServerRow& candidate) {
        return candidate.element == element.name && equal_ignoring_case(candidate.type, type);
      });
  if (row != std::end(server_rows)) return row->read(element, reading);
  if (type.empty()) return reading.keep(element, fmt::format("{}: has no type", element.name));
  reading.keep_without_setting(element,
                               fmt::format("{}: type \"{}\"", element.name, collapse(type)));
  if (equal_ignoring_case(type, "exchange")) read_exchange_url(element, reading);
}

}  // namespace fingerpost::foreign
