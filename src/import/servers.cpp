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

void read_service(const XmlElement& element, const Service& service, Reading& reading) {
  const auto url_name = service_url_name(element);
  if (!url_name) return reading.keep(element, fmt::format("{}: has no url", element.name));
  Remarks remarks;
  const auto url = parse_https_url(
      reading.url(element.child_text(*url_name), element.line, element.name, remarks));
  if (!url) return reading.keep(element, fmt::format("{}: {}", element.name, url.error()));
  remarks.check_parent(element, element.name, {"type"});
  for (const XmlElement& child : element.children)
    check_service_child(element, child, *url_name, reading.file.people, remarks);
  // The clients of ActiveSync ask Autodiscover, which always has it.
  if (&service != &activesync)
    remarks.say(
        element,
        fmt::format("{}: autoconfig clients are told of it again only with `extensions yes`",
                    element.name));
  reading.take_once(element, remarks, {std::string(service.word), url->text()});
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

struct ServerElement {
  std::string_view name;
  ServerType type;
};

constexpr ServerElement server_elements[] = {
    {"incomingServer", ServerType::imap},
    {"incomingServer", ServerType::pop3},
    {"outgoingServer", ServerType::smtp},
};

/** The one kind of server that is left out but for the URL of ActiveSync in it. */
void read_exchange_url(const XmlElement& element, Reading& reading) {
  if (element.child("easURL") && !reading.provider.has(activesync.word))
    reading.take_url(activesync, element.line, "easURL", element.child_text("easURL"));
}

}  // namespace

void read_typed_server(const XmlElement& element, Reading& reading) {
  const std::string_view type = element.attribute("type");
  for (const ServerElement& row : server_elements)
    if (row.name == element.name && equal_ignoring_case(word(row.type), type))
      return read_server(element, row.type, reading);
  const Service* const service = find_service(&Service::type, type);
  // Version 1.1 has another spelling of one element, which differs in case.
  if (service && equal_ignoring_case(service->element, element.name))
    return read_service(element, *service, reading);
  if (type.empty()) return reading.keep(element, fmt::format("{}: has no type", element.name));
  reading.keep_without_setting(element,
                               fmt::format("{}: type \"{}\"", element.name, collapse(type)));
  if (equal_ignoring_case(type, "exchange")) read_exchange_url(element, reading);
}

}  // namespace fingerpost::foreign
