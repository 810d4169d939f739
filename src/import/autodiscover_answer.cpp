// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "import/formats.hpp"
#include "import/words.hpp"
#include "model/host.hpp"

namespace fingerpost::foreign {

namespace {

/** Whether the element is `on`. A missing element means `otherwise`. */
bool is_on(const XmlElement& protocol, std::string_view name, bool otherwise) {
  const std::string_view text = protocol.child_text(name);
  return text.empty() ? otherwise : equal_ignoring_case(text, "on");
}

/** Reads Encryption, or SSL if it is missing (MS-OXDSCLI sections 2.2.4.1.1.2.6.14 and .39).
    With TLS, Outlook means STARTTLS. */
Value<Security> read_security(const XmlElement& protocol, std::string_view port) {
  const std::string_view encryption = protocol.child_text("Encryption");
  if (equal_ignoring_case(encryption, "SSL")) return Security::tls;
  if (equal_ignoring_case(encryption, "TLS")) return Security::starttls;
  if (equal_ignoring_case(encryption, "None")) return Security::none;
  if (!encryption.empty() && !equal_ignoring_case(encryption, "Auto"))
    return tl::make_unexpected(fmt::format("Encryption \"{}\" is not known here", encryption));
  return is_on(protocol, "SSL", true) ? security_of_port(port) : Security::none;
}

std::vector<Auth> read_auth(const XmlElement& protocol) {
  if (!is_on(protocol, "AuthRequired", true)) return {Auth::none};
  return {is_on(protocol, "SPA", false) ? Auth::password_encrypted : Auth::password_cleartext};
}

/** Whether the element is read elsewhere or changes nothing about the server. */
bool is_usual(const XmlElement& child) {
  constexpr std::string_view read[] = {"Type", "Server",     "Port", "LoginName",
                                       "SSL",  "Encryption", "SPA",  "AuthRequired"};
  // TTL is how long to keep the answer. The others are about login, which LoginName decides.
  constexpr std::string_view same[] = {"TTL", "DomainName", "UsePOPAuth"};
  const auto is_child = [&](std::string_view name) { return child.name == name; };
  return std::any_of(std::begin(read), std::end(read), is_child) ||
         std::any_of(std::begin(same), std::end(same), is_child) ||
         (child.name == "DomainRequired" || child.name == "SMTPLast"
              ? equal_ignoring_case(child.text, "off")
              : false);
}

std::string_view port_of(const XmlElement& protocol, std::string_view usual) {
  const std::string_view port = protocol.child_text("Port");
  return port.empty() ? usual : port;
}

Value<Pattern> read_login(const XmlElement& protocol, const Reading& reading, Remarks& remarks) {
  const XmlElement* const name = protocol.child("LoginName");
  if (name && !name->text.empty())
    return reading.login(name->text, name->line, "Protocol: LoginName", remarks);
  remarks.say(protocol,
              "Protocol: has no LoginName; Outlook takes the local part then, others the address, "
              "which is taken here");
  return Pattern::email_address();
}

template <ServerType type>
void read_mail_server(const XmlElement& protocol, Reading& reading) {
  const std::string usual = std::to_string(default_port(type, Security::tls));
  const std::string port(port_of(protocol, usual));
  Remarks remarks;
  if (protocol.child_text("SPA").empty())
    remarks.say(protocol,
                "Protocol: has no SPA; Outlook takes NTLM then, others a password, which "
                "is taken here");
  if (protocol.child_text("Port").empty())
    remarks.say(protocol, fmt::format("Protocol: has no Port; {} is taken", port));
  const auto server = make_server({type, std::string(protocol.child_text("Server")), port,
                                   read_security(protocol, port),
                                   read_login(protocol, reading, remarks), read_auth(protocol)});
  if (!server)
    return reading.keep(protocol,
                        fmt::format("Protocol: {}, so the server is left out", server.error()));
  remarks.check_parent(protocol, "Protocol", {});
  for (const XmlElement& child : protocol.children)
    if (!is_usual(child))
      remarks.keep(child, fmt::format("Protocol: {} has no setting here", child.name));
  reading.take(remarks, server_line(*server));
}

struct Row {
  std::string_view type;
  void (*read)(const XmlElement&, Reading&);
};

constexpr Row rows[] = {
    {"IMAP", read_mail_server<ServerType::imap>},
    {"POP3", read_mail_server<ServerType::pop3>},
    {"SMTP", read_mail_server<ServerType::smtp>},
};

void read_protocol(const XmlElement& protocol, Reading& reading) {
  std::string_view type = protocol.child_text("Type");
  if (type.empty()) type = protocol.attribute("Type");
  const auto row = std::find_if(std::begin(rows), std::end(rows), [&](const Row& each) {
    return equal_ignoring_case(each.type, type);
  });
  if (row != std::end(rows)) return row->read(protocol, reading);
  const Service* const service = find_service(&Service::name, type);
  // eM Client has URLs there.
  if (service && service->is_dav)
    return reading.take_url(*service, protocol.line, "Protocol", protocol.child_text("Server"));
  reading.keep_without_setting(protocol, fmt::format("Protocol: Type \"{}\"", type));
}

bool has_servers(const ProviderDraft& provider) {
  return provider.has("imap") || provider.has("pop3") || provider.has("smtp");
}

bool is_own(const Reading& reading, const std::optional<Domain>& domain) {
  return domain && reading.file.draft.owners.count(domain->text()) > 0;
}

/** Takes a redirect, which replaces the servers. */
void read_redirect(const XmlElement& element, Reading& reading) {
  ProviderDraft& provider = reading.provider;
  if (has_servers(provider) || provider.has("redirect-url") || provider.has("redirect-address"))
    return reading.keep(element,
                        fmt::format("{}: the provider has its settings already", element.name));
  const bool by_address = equal_ignoring_case(element.name, "RedirectAddr");
  const auto address = parse_address_pattern(element.text);
  const auto target = Address::parse(element.text);
  const auto url = parse_fixed_https_url(element.text);
  if (by_address && !address)
    return reading.keep(element, fmt::format("{}: {}", element.name, address.error()));
  if (!by_address && !url)
    return reading.keep(element, fmt::format("{}: {}", element.name, url.error()));
  const bool back = by_address
                        ? !target || is_own(reading, target->domain())
                        : is_own(reading, Domain::parse(url->host())) ||
                              is_own(reading, Domain::parse(behind_client_label(url->host())));
  if (back)
    return reading.keep(
        element,
        fmt::format("{}: does not surely lead to another domain, so it is left out", element.name));
  provider.lines.push_back(by_address ? Line{"redirect-address", address->text()}
                                      : Line{"redirect-url", url->text()});
}

/** Remarks once on the element that is about one person. */
void note_user(const XmlElement& user, Reading& reading) {
  reading.say(user.line, "User: is about one person, so it is left out");
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
      reading.keep_without_setting(child, fmt::format("Account: {}", child.name));
  for (const XmlElement& child : account.children)
    if (is_redirect(child)) read_redirect(child, reading);
}

/** Reads an Action of the mobilesync schema (MS-ASCMD section 2.2.3.6). */
void read_action(const XmlElement& action, Reading& reading) {
  for (const XmlElement& settings : action.children) {
    if (settings.name != "Settings") {
      reading.keep_without_setting(settings, fmt::format("Action: {}", settings.name));
      continue;
    }
    for (const XmlElement& server : settings.children)
      if (equal_ignoring_case(server.child_text("Type"), "MobileSync"))
        reading.take_url(activesync, server.line, "Server: Url", server.child_text("Url"));
      else
        reading.keep_without_setting(server, fmt::format("Settings: {}", server.name));
  }
}

void ignore(const XmlElement&, Reading&) {}

constexpr Row response_rows[] = {
    {"User", note_user},
    {"Account", read_account},
    {"Action", read_action},
    {"Culture", ignore},
};

void read_response(const XmlElement& response, Reading& reading) {
  for (const XmlElement& child : response.children) {
    const auto row = std::find_if(std::begin(response_rows), std::end(response_rows),
                                  [&](const Row& each) { return each.type == child.name; });
    if (row != std::end(response_rows))
      row->read(child, reading);
    else
      reading.keep_without_setting(child, fmt::format("Response: {}", child.name));
  }
}

/** Returns the first element that holds the address of the person who was answered. */
const XmlElement* find_address(const XmlElement& element) {
  for (const std::string_view name :
       {"LoginName", "DisplayName", "EMailAddress", "AutoDiscoverSMTPAddress"})
    if (element.name == name && parse_written_address(element.text)) return &element;
  for (const XmlElement& child : element.children)
    if (const XmlElement* const found = find_address(child)) return found;
  return nullptr;
}

const XmlElement* find_error(const XmlElement& root) {
  for (const XmlElement& response : root.children)
    if (const XmlElement* const error = response.child("Error")) return error;
  return nullptr;
}

}  // namespace

Refusal read_autodiscover_answer(const XmlElement& root, File& file) {
  if (root.child("Request"))
    return Warning{root.line, "is a question of Autodiscover, not an answer"};
  if (!root.child("Response")) return Warning{root.line, "Autodiscover: has no Response"};
  if (const XmlElement* const error = find_error(root))
    return Warning{error->line, "is an answer that says Error, without settings"};
  const XmlElement* const place = find_address(root);
  const auto address = place ? parse_written_address(place->text) : std::nullopt;
  const std::string key = !file.draft.domains.empty() ? file.draft.domains.front()
                          : address                   ? address->domain().text()
                                                      : std::string();
  ProviderDraft provider{file.name, claim_key(file.draft, key)};
  Reading reading{file, provider};
  if (address) reading.adopt_domain(place->line, place->name, *address);
  for (const XmlElement& child : root.children)
    if (child.name == "Response")
      read_response(child, reading);
    else
      reading.keep_without_setting(child, child.name);
  reading.finish(root.line, {});
  return std::nullopt;
}

}  // namespace fingerpost::foreign
