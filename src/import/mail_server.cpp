// SPDX-License-Identifier: MIT
#include "import/mail_server.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fingerpost::foreign {

namespace {

/** Each may stand once. */
constexpr std::string_view fields[] = {"hostname", "port", "socketType", "username"};

template <class T>
Value<T> read_field(const XmlElement& element, std::string_view name,
                    Value<T> (*parse)(std::string_view)) {
  const std::string_view text = element.child_text(name);
  if (text.empty()) return tl::make_unexpected(fmt::format("has no {}", name));
  return parse(text);
}

/** The same where the configuration has a default, because programs differ in theirs. */
template <class T>
Value<T> read_field(const XmlElement& element, std::string_view name,
                    Value<T> (*parse)(std::string_view), const T& otherwise, Remarks& remarks) {
  if (!element.child_text(name).empty()) return read_field(element, name, parse);
  remarks.say(element, fmt::format("{}: has no {}; the default is taken", element.name, name));
  return otherwise;
}

Value<Pattern> read_login(const XmlElement& element, const Reading& reading, Remarks& remarks) {
  const XmlElement* const username = element.child("username");
  if (username && !username->text.empty())
    return reading.login(username->text, username->line, fmt::format("{}: username", element.name),
                         remarks);
  remarks.say(element, fmt::format("{}: has no username; the default is taken", element.name));
  return Pattern::email_address();
}

/** SASL names and HTTP's methods are another kind of words. */
Value<Auth> read_method(const XmlElement& element) {
  const std::string text = collapse(element.text);
  const std::string_view system = element.attribute("system");
  if (system.empty()) return parse_method(text);
  return tl::make_unexpected(
      fmt::format("authentication \"{}\" of the system {} is not known here", text, system));
}

std::vector<Auth> known_methods(const XmlElement& server, Remarks& remarks) {
  std::vector<Auth> methods;
  for (const XmlElement& child : server.children) {
    if (child.name != "authentication" || child.text.empty()) continue;
    const auto method = read_method(child);
    if (!method)
      remarks.keep(child, fmt::format("{}: {}", server.name, method.error()));
    else if (std::find(methods.begin(), methods.end(), *method) == methods.end())
      methods.push_back(*method);
  }
  return methods;
}

Value<std::vector<Auth>> read_methods(const XmlElement& element, Remarks& remarks) {
  const bool any =
      std::any_of(element.children.begin(), element.children.end(), [](const XmlElement& child) {
        return child.name == "authentication" && !child.text.empty();
      });
  if (!any) {
    remarks.say(element, fmt::format("{}: has no authentication; password-cleartext is taken",
                                     element.name));
    return std::vector{Auth::password_cleartext};
  }
  auto methods = known_methods(element, remarks);
  if (methods.empty()) return tl::make_unexpected("no method of authentication is known here");
  return methods;
}

void check_child(const XmlElement& server, const XmlElement& child, Remarks& remarks) {
  const std::string place = fmt::format("{}: {}", server.name, child.name);
  const bool field =
      std::find(std::begin(fields), std::end(fields), child.name) != std::end(fields);
  if (field && server.child(child.name) != &child)
    remarks.keep(child, fmt::format("{} is given twice, the first is taken", place));
  else if (field)
    remarks.check_leaf(child, place, {});
  else if (child.name == "authentication")
    // Its system has been spoken of where it has one.
    remarks.check_leaf(child, place, {"system"});
  else if (child.name == "password")
    remarks.say(child,
                fmt::format("{}: there is a password, which is not taken over", server.name));
  else if (child.name == "pop3") {
    remarks.check_parent(child, place, {});
    for (const XmlElement& option : child.children)
      remarks.keep(option, fmt::format("{} {} has no setting here", place, option.name));
  } else
    remarks.keep(child, fmt::format("{} has no setting here", place));
}

}  // namespace

Value<Server> read_mail_server(const XmlElement& element, ServerType type, const Reading& reading,
                               Remarks& remarks) {
  const auto host = read_field(element, "hostname", parse_hostname);
  if (!host) return tl::make_unexpected(host.error());
  const auto security = read_field(element, "socketType", parse_socket_type);
  if (!security) return tl::make_unexpected(security.error());
  const auto port = read_field(element, "port", parse_port, default_port(type, *security), remarks);
  if (!port) return tl::make_unexpected(port.error());
  const auto login = read_login(element, reading, remarks);
  if (!login) return tl::make_unexpected(login.error());
  auto auth = read_methods(element, remarks);
  if (!auth) return tl::make_unexpected(auth.error());
  remarks.check_parent(element, element.name, {"type"});
  for (const XmlElement& child : element.children) check_child(element, child, remarks);
  return Server{type, *host, *port, *security, *login, *std::move(auth)};
}

}  // namespace fingerpost::foreign
