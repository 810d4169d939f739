// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/text.hpp"
#include "import/formats.hpp"
#include "model/host.hpp"

namespace fingerpost::foreign {

namespace {

/** Whether the element is `on`. A missing element means `otherwise`. */
bool is_on(const XmlElement& protocol, std::string_view name, bool otherwise) {
  const std::string_view text = protocol.child_text(name);
  return text.empty() ? otherwise : equal_ignoring_case(text, "on");
}

/** Reads Encryption, or SSL if Encryption is missing (MS-OXDSCLI sections 2.2.4.1.1.2.6.14 and
    .39). Outlook's `TLS` means STARTTLS. */
Value<Security> read_security(const XmlElement& protocol, std::string_view port) {
  const std::string_view encryption = protocol.child_text("Encryption");
  if (equal_ignoring_case(encryption, "SSL")) return Security::tls;
  if (equal_ignoring_case(encryption, "TLS")) return Security::starttls;
  if (equal_ignoring_case(encryption, "None")) return Security::none;
  if (!encryption.empty() && !equal_ignoring_case(encryption, "Auto"))
    return tl::make_unexpected(fmt::format("Encryption \"{}\" is unknown", encryption));
  return is_on(protocol, "SSL", true) ? security_of_port(parse_port(port).value_or(0))
                                      : Security::none;
}

std::vector<Auth> read_auth(const XmlElement& protocol) {
  if (!is_on(protocol, "AuthRequired", true)) return {Auth::none};
  return {is_on(protocol, "SPA", false) ? Auth::password_encrypted : Auth::password_cleartext};
}

/** Whether the element is read elsewhere or changes nothing about the server. */
bool is_usual(const XmlElement& child) {
  // TTL is the lifetime of the answer. DomainName and UsePOPAuth affect the login, which is read
  // from LoginName.
  for (const std::string_view name : {"Type", "Server", "Port", "LoginName", "SSL", "Encryption",
                                      "SPA", "AuthRequired", "TTL", "DomainName", "UsePOPAuth"})
    if (child.name == name) return true;
  return (child.name == "DomainRequired" || child.name == "SMTPLast") &&
         equal_ignoring_case(child.text, "off");
}

Value<Pattern> read_login_name(const XmlElement& protocol, Reading& reading) {
  const XmlElement* const name = protocol.child("LoginName");
  if (name && !name->text.empty())
    return reading.login({name->line, "Protocol: LoginName"}, name->text);
  reading.say(protocol.line,
              "Protocol: has no LoginName, so Outlook uses the local part and others the address; "
              "using the address");
  return Pattern::email_address();
}

void read_mail_protocol(const XmlElement& protocol, ServerType type, Reading& reading) {
  const auto mark = reading.mark();
  if (protocol.child_text("SPA").empty())
    reading.say(
        protocol.line,
        "Protocol: has no SPA, so Outlook uses NTLM and others a password; using a password");
  std::string port(protocol.child_text("Port"));
  if (port.empty()) {
    port = std::to_string(default_port(type, Security::tls));
    reading.say(protocol.line, "Protocol: has no Port; using {}", port);
  }
  const auto server = make_server({type, parse_hostname(protocol.child_text("Server")), port,
                                   read_security(protocol, port),
                                   read_login_name(protocol, reading), read_auth(protocol)});
  if (!server)
    return reading.keep_instead(mark, protocol, "Protocol: {}, so the server is left out",
                                server.error());
  reading.check_parent(protocol, "Protocol", {});
  for (const XmlElement& child : protocol.children)
    if (!is_usual(child)) reading.keep(child, "Protocol: {} has no equivalent setting", child.name);
  reading.put(server_line(*server));
}

void read_protocol(const XmlElement& protocol, Reading& reading) {
  std::string_view type = protocol.child_text("Type");
  if (type.empty()) type = protocol.attribute("Type");
  for (const ServerType server : server_types)
    if (equal_ignoring_case(type, word(server)))
      return read_mail_protocol(protocol, server, reading);
  const Service* const service = find_service(&Service::name, type);
  // eM Client expects a URL in Server.
  if (service && service->is_dav)
    return reading.put_url(*service, {protocol.line, "Protocol"}, protocol.child_text("Server"));
  reading.keep(protocol, "Protocol: Type \"{}\" has no equivalent setting", type);
}

bool has_settings(const ProviderDraft& provider) {
  for (const std::string_view key : {"imap", "pop3", "smtp", "redirect-url", "redirect-address"})
    if (has(provider.lines, key)) return true;
  return false;
}

/** Returns whether the target of a redirect is a domain of the draft. */
bool leads_back(const Draft& draft, const std::optional<Domain>& target) {
  return target && draft.owners.count(target->text()) > 0;
}

/** Reads a redirect, which replaces the servers. */
Value<Line> parse_redirect(const XmlElement& element, const Draft& draft) {
  const bool by_address = equal_ignoring_case(element.name, "RedirectAddr");
  Line line;
  bool back = false;
  if (by_address) {
    const auto pattern = parse_address_pattern(element.text);
    if (!pattern) return tl::make_unexpected(pattern.error());
    const auto target = Address::parse(element.text);
    back = !target || leads_back(draft, target->domain());
    line = {"redirect-address", pattern->text()};
  } else {
    const auto url = parse_fixed_https_url(element.text);
    if (!url) return tl::make_unexpected(url.error());
    back = leads_back(draft, Domain::parse(url->host())) ||
           leads_back(draft, Domain::parse(behind_client_label(url->host())));
    line = {"redirect-url", url->text()};
  }
  if (back) return tl::make_unexpected("may lead back to the same domain, so it is left out");
  return line;
}

void read_redirect(const XmlElement& element, Reading& reading) {
  if (has_settings(reading.provider))
    return reading.keep(element, "{}: the provider already has its settings", element.name);
  auto line = parse_redirect(element, reading.file.draft);
  if (!line) return reading.keep(element, "{}: {}", element.name, line.error());
  reading.put(*std::move(line));
}

bool is_settled(const XmlElement& child) {
  return (child.name == "AccountType" && equal_ignoring_case(child.text, "email")) ||
         (child.name == "Action" && child.children.empty());
}

bool is_redirect(const XmlElement& child) {
  return child.name == "RedirectUrl" || child.name == "RedirectURL" || child.name == "RedirectAddr";
}

void read_account(const XmlElement& account, Reading& reading) {
  for (const XmlElement& child : account.children)
    if (child.name == "Protocol")
      read_protocol(child, reading);
    else if (!is_settled(child) && !is_redirect(child))
      reading.keep(child, "Account: {} has no equivalent setting", child.name);
  for (const XmlElement& child : account.children)
    if (is_redirect(child)) read_redirect(child, reading);
}

/** Reads an Action of the mobilesync schema (MS-ASCMD section 2.2.3.6). */
void read_action(const XmlElement& action, Reading& reading) {
  for (const XmlElement& settings : action.children) {
    if (settings.name != "Settings") {
      reading.keep(settings, "Action: {} has no equivalent setting", settings.name);
      continue;
    }
    for (const XmlElement& server : settings.children)
      if (equal_ignoring_case(server.child_text("Type"), "MobileSync"))
        reading.put_url(activesync, {server.line, "Server: Url"}, server.child_text("Url"));
      else
        reading.keep(server, "Settings: {} has no equivalent setting", server.name);
  }
}

void read_response(const XmlElement& response, Reading& reading) {
  for (const XmlElement& child : response.children)
    if (child.name == "Account")
      read_account(child, reading);
    else if (child.name == "Action")
      read_action(child, reading);
    else if (child.name == "User")
      reading.say(child.line, "User: belongs to one person, so it is left out");
    else if (child.name != "Culture")
      reading.keep(child, "Response: {} has no equivalent setting", child.name);
}

/** Returns the first address of the person the answer was for. */
std::optional<Recipient> find_answered(const XmlElement& element) {
  for (const std::string_view name :
       {"LoginName", "DisplayName", "EMailAddress", "AutoDiscoverSMTPAddress"})
    if (element.name == name)
      if (auto address = parse_written_address(element.text))
        return Recipient{{element.line, element.name}, *std::move(address)};
  for (const XmlElement& child : element.children)
    if (auto found = find_answered(child)) return found;
  return std::nullopt;
}

}  // namespace

FileRefusal read_autodiscover_answer(const XmlElement& root, File& file) {
  if (root.child("Request")) return Warning{root.line, "is an autodiscover request, not an answer"};
  if (!root.child("Response")) return Warning{root.line, "Autodiscover: has no Response"};
  for (const XmlElement& response : root.children)
    if (const XmlElement* const error = response.child("Error"))
      return Warning{error->line, "is an error answer without settings"};
  Reading reading(file, find_answered(root));
  for (const XmlElement& child : root.children)
    if (child.name == "Response")
      read_response(child, reading);
    else
      reading.keep(child, "{} has no equivalent setting", child.name);
  reading.finish({root.line});
  return std::nullopt;
}

}  // namespace fingerpost::foreign
