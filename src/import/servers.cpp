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
bool is_usual(const XmlElement& child) {
  if (child.name == "username") return child.text == Pattern::email_address().text();
  if (child.name != "authentication") return false;
  const bool http = equal_ignoring_case(child.attribute("system"), "http");
  return equal_ignoring_case(child.text, http ? "Basic" : "http-basic") ||
         (!http && parse_method(child.text) == Auth::password_cleartext);
}

void check_service_child(const XmlElement& service, const XmlElement& child,
                         std::string_view url_name, Remarks& remarks) {
  const std::string place = fmt::format("{}: {}", service.name, child.name);
  if (service.child(url_name) == &child)
    remarks.check_leaf(child, place, {});
  else if (is_usual(child))
    remarks.check_leaf(child, place, {"system"});
  else
    remarks.keep(child, fmt::format("{} has no setting here", place));
}

/** A server that is reached by URL becomes the setting `key`. */
void read_service(const XmlElement& element, std::string_view key, Reading& reading) {
  const auto url_name = service_url_name(element);
  if (!url_name) return reading.keep(element, fmt::format("{}: has no url", element.name));
  const auto url = parse_https_url(element.child_text(*url_name));
  if (!url) return reading.keep(element, fmt::format("{}: {}", element.name, url.error()));
  Remarks remarks;
  remarks.check_parent(element, element.name, {"type"});
  for (const XmlElement& child : element.children)
    check_service_child(element, child, *url_name, remarks);
  reading.take_once(element, remarks, {std::string(key), url->text()});
}

void read_server(const XmlElement& element, ServerType type, Reading& reading) {
  Remarks remarks;
  const auto server = read_mail_server(element, type, remarks);
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
  const auto url = parse_https_url(element.child_text("easURL"));
  if (url && !reading.provider.has("activesync"))
    reading.provider.lines.push_back({"activesync", url->text()});
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
