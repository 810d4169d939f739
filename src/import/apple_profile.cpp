// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "import/formats.hpp"
#include "import/words.hpp"

// The keys: apple/device-management, mdm/profiles (2026-05).

namespace fingerpost::foreign {

namespace {

struct Entry {
  std::string key;
  const XmlElement* value;
};

/** A `dict` of a property list. */
struct Dictionary {
  const XmlElement& element;
  std::vector<Entry> entries = {};

  explicit Dictionary(const XmlElement& dict) : element(dict) {
    std::string key;
    for (const XmlElement& child : dict.children)
      if (child.name == "key")
        key = child.text;
      else
        entries.push_back({std::exchange(key, {}), &child});
  }
  const XmlElement* find(std::string_view key) const {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    return found == entries.end() ? nullptr : found->value;
  }
  std::string text(std::string_view key) const {
    const XmlElement* const value = find(key);
    return value ? value->text : std::string();
  }
  bool flag(std::string_view key, bool otherwise) const {
    const XmlElement* const value = find(key);
    return value ? value->name == "true" : otherwise;
  }
  unsigned long line(std::string_view key) const {
    const XmlElement* const value = find(key);
    return value ? value->line : element.line;
  }
};

std::string written(const Entry& entry) {
  const XmlElement& value = *entry.value;
  if (!value.children.empty() || value.name == "data")
    return fmt::format("{} (not shown)", entry.key);
  const std::string text = value.text.empty() ? value.name : value.text;
  return fmt::format("{} {}", entry.key, shown(entry.key, collapse(text)));
}

/** Whether the key belongs to any payload and says nothing about mail. */
bool is_bookkeeping(std::string_view key) {
  for (const std::string_view known : {"PayloadType", "PayloadVersion", "PayloadUUID",
                                       "PayloadIdentifier", "PayloadEnabled", "PayloadScope"})
    if (key == known) return true;
  return false;
}

/** Whether the key is a label of a payload, which people hardly ever see. */
bool is_label(std::string_view key) {
  return key == "PayloadDisplayName" || key == "PayloadDescription" || key == "PayloadOrganization";
}

/** Keeps the entries whose keys end in none of `known`. */
void keep_others(const Dictionary& payload, std::string_view place,
                 std::initializer_list<std::string_view> known, Reading& reading) {
  for (const Entry& entry : payload.entries) {
    const bool is_known = std::any_of(
        known.begin(), known.end(), [&](std::string_view end) { return entry.key.ends_with(end); });
    const bool is_name = !entry.value->text.empty() && entry.value->text == reading.provider.name;
    if (is_known || is_name || is_bookkeeping(entry.key)) continue;
    if (reading.file.people.is_personal(entry.value->text))
      reading.say(entry.value->line,
                  fmt::format("{}: {} is one person's, so it is left out", place, entry.key));
    else
      reading.keep(entry.value->line, fmt::format("{}: {} has no setting here", place, entry.key),
                   written(entry));
  }
}

Value<Security> read_security(const Dictionary& mail, std::string_view side,
                              std::string_view port) {
  const bool encrypted = mail.flag(fmt::format("{}MailServerUseSSL", side), false);
  return encrypted ? security_of_port(port) : Security::none;
}

struct Method {
  std::string_view word;
  Auth auth;
};

constexpr Method methods[] = {
    {"EmailAuthPassword", Auth::password_cleartext},
    {"EmailAuthCRAMMD5", Auth::password_encrypted},
    {"EmailAuthNTLM", Auth::ntlm},
    {"EmailAuthNone", Auth::none},
};

Value<std::vector<Auth>> read_auth(const Dictionary& mail, std::string_view side) {
  const std::string word = mail.text(fmt::format("{}MailServerAuthentication", side));
  if (word.empty()) return std::vector{Auth::password_cleartext};
  for (const Method& method : methods)
    if (method.word == word) return std::vector{method.auth};
  return tl::make_unexpected(
      fmt::format("{}MailServerAuthentication \"{}\" is not known here", side, word));
}

void read_server(const Dictionary& mail, std::string_view side, ServerType type, Reading& reading) {
  const std::string host_key = fmt::format("{}MailServerHostName", side);
  const std::string login_key = fmt::format("{}MailServerUsername", side);
  if (!mail.find(host_key)) return;
  std::string login = mail.text(login_key);
  if (login.empty()) login = Pattern::email_address().text();
  const std::string port = mail.text(fmt::format("{}MailServerPortNumber", side));
  Remarks remarks;
  const auto server = make_server({type, mail.text(host_key), port, read_security(mail, side, port),
                                   reading.login(login, mail.line(login_key), login_key, remarks),
                                   read_auth(mail, side)});
  reading.take_server(mail.line(host_key), host_key, server, remarks,
                      fmt::format("{} {}", host_key, mail.text(host_key)));
}

void read_mail(const Dictionary& mail, Reading& reading) {
  const std::string type = mail.text("EmailAccountType");
  reading.take_name(&ProviderDraft::name, mail.line("EmailAccountDescription"),
                    "EmailAccountDescription", mail.text("EmailAccountDescription"));
  if (const XmlElement* const person = mail.find("EmailAccountName"))
    reading.say(person->line, "mail: EmailAccountName is one person's, so it is left out");
  read_server(mail, "Incoming", type == "EmailTypePOP" ? ServerType::pop3 : ServerType::imap,
              reading);
  read_server(mail, "Outgoing", ServerType::smtp, reading);
  keep_others(
      mail, "mail",
      {"EmailAccountType", "EmailAccountDescription", "EmailAccountName", "EmailAddress",
       "MailServerHostName", "MailServerPortNumber", "MailServerUseSSL", "MailServerAuthentication",
       "MailServerUsername", "OutgoingPasswordSameAsIncomingPassword"},
      reading);
}

void read_exchange(const Dictionary& payload, Reading& reading) {
  const std::string_view word = activesync.word;
  if (!payload.flag("SSL", true))
    reading.keep(payload.line("SSL"), fmt::format("{}: SSL is off", word), payload.text("Host"));
  else
    reading.take_url(activesync, payload.line("Host"), fmt::format("{}: Host", word),
                     fmt::format("https://{}/Microsoft-Server-ActiveSync", payload.text("Host")));
  keep_others(payload, word, {"Host", "EmailAddress", "UserName", "SSL"}, reading);
}

/** Returns the path of a principal. It may hold an address, but not just a local part. */
std::string principal_path(std::string_view principal, const People& people) {
  std::string_view rest = principal;
  while (!rest.empty()) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (!parse_written_address(segment) && people.is_personal(percent_decode(segment))) return {};
    rest.remove_prefix(std::min(segment.size() + 1, rest.size()));
  }
  return principal.starts_with('/') ? std::string(principal) : fmt::format("/{}", principal);
}

std::string dav_url(const Dictionary& payload, std::string_view prefix, std::string_view principal,
                    const People& people) {
  const std::string path = principal_path(principal, people);
  if (path.find("://") != path.npos) return std::string(principal);
  const std::string port = payload.text(fmt::format("{}Port", prefix));
  return fmt::format("https://{}{}{}{}", payload.text(fmt::format("{}HostName", prefix)),
                     port.empty() ? "" : ":", port, path.empty() ? "/" : path);
}

void read_dav(const Dictionary& payload, const Service& service, Reading& reading) {
  const std::string_view prefix = service.name;
  const std::string principal_key = fmt::format("{}PrincipalURL", prefix);
  const std::string principal = payload.text(principal_key);
  const std::string host_key = fmt::format("{}HostName", prefix);
  if (!principal.empty() && principal_path(principal, reading.file.people).empty())
    reading.say(payload.line(principal_key),
                fmt::format("{} is one person's, so it is left out", principal_key));
  if (!payload.flag(fmt::format("{}UseSSL", prefix), true))
    reading.keep(payload.line(host_key), fmt::format("{}UseSSL is off", prefix),
                 payload.text(host_key));
  else
    reading.take_url(service, payload.line(host_key), host_key,
                     dav_url(payload, prefix, principal, reading.file.people));
  keep_others(payload, service.word, {"HostName", "Port", "UseSSL", "PrincipalURL", "Username"},
              reading);
}

void read_payload(const XmlElement& element, Reading& reading) {
  Dictionary payload(element);
  const std::string type = payload.text("PayloadType");
  std::erase_if(payload.entries, [](const Entry& entry) { return is_label(entry.key); });
  const Service* const service = find_service(&Service::apple, type);
  if (type == "com.apple.mail.managed") return read_mail(payload, reading);
  if (service == &activesync) return read_exchange(payload, reading);
  if (service && service->is_dav) return read_dav(payload, *service, reading);
  reading.say(element.line, fmt::format("payload \"{}\" has no setting here", type));
}

/** Returns the entry that holds the address of the person whom the profile is for. */
std::optional<Entry> find_address(const XmlElement& payloads) {
  for (const XmlElement& element : payloads.children)
    for (const Entry& entry : Dictionary(element).entries)
      if ((entry.key == "EmailAddress" || entry.key.ends_with("sername") ||
           entry.key == "UserName") &&
          parse_written_address(entry.value->text))
        return entry;
  return std::nullopt;
}

/** Takes the profile's name if the account has none. Returns the name's key. */
std::string_view read_name(const Dictionary& profile, Reading& reading) {
  for (const std::string_view key : {"PayloadOrganization", "PayloadDisplayName"}) {
    if (!profile.find(key) || !reading.provider.name.empty()) continue;
    reading.take_name(&ProviderDraft::name, profile.line(key), key, profile.text(key));
    return key;
  }
  return "PayloadContent";
}

std::string key_for(const File& file, const std::optional<Address>& address) {
  if (!file.draft.domains.empty()) return file.draft.domains.front();
  return address ? address->domain().text() : std::string();
}

}  // namespace

Refusal read_apple_profile(const XmlElement& root, File& file) {
  const XmlElement* const dict = root.child("dict");
  const Dictionary profile(dict ? *dict : root);
  const XmlElement* const payloads = profile.find("PayloadContent");
  if (!payloads || payloads->name != "array")
    return Warning{root.line, "is not a configuration profile: there is no array PayloadContent"};
  const auto place = find_address(*payloads);
  const auto address = place ? parse_written_address(place->value->text) : std::nullopt;
  ProviderDraft provider{file.name, claim_key(file.draft, key_for(file, address))};
  Reading reading{file, provider};
  if (address) reading.adopt_domain(place->value->line, place->key, *address);
  for (const XmlElement& payload : payloads->children) read_payload(payload, reading);
  const std::string_view name = read_name(profile, reading);
  keep_others(profile, "profile", {"PayloadContent", name}, reading);
  reading.say(
      profile.line("PayloadIdentifier"),
      "profile: fingerpost's profiles have identifiers of their own, so devices keep the old "
      "account beside a new one until it is removed");
  reading.finish(root.line, {});
  return std::nullopt;
}

}  // namespace fingerpost::foreign
