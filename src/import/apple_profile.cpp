// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/text.hpp"
#include "import/formats.hpp"

// Source of the keys: apple/device-management, mdm/profiles (2026-05).

namespace fingerpost::foreign {

namespace {

struct Entry {
  std::string key;
  const XmlElement* value;
};

/** A `dict` in a property list. */
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
    const auto found = std::ranges::find(entries, key, &Entry::key);
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
  Place place(std::string_view key) const {
    const XmlElement* const value = find(key);
    return {value ? value->line : element.line, std::string(key)};
  }
};

std::string written(const Entry& entry) {
  const XmlElement& value = *entry.value;
  if (!value.children.empty() || value.name == "data")
    return fmt::format("{} (not shown)", entry.key);
  const std::string text = value.text.empty() ? value.name : value.text;
  return fmt::format("{} {}", entry.key, shown(entry.key, collapse(text)));
}

/** Whether the key occurs in every kind of payload and is not about mail. */
bool is_bookkeeping(std::string_view key) {
  for (const std::string_view known : {"PayloadType", "PayloadVersion", "PayloadUUID",
                                       "PayloadIdentifier", "PayloadEnabled", "PayloadScope"})
    if (key == known) return true;
  return false;
}

/** Whether the key is a label of a payload, which users rarely see. */
bool is_label(std::string_view key) {
  return key == "PayloadDisplayName" || key == "PayloadDescription" || key == "PayloadOrganization";
}

/** Keeps as comments the entries whose keys end in none of `known`. */
void keep_others(const Dictionary& payload, std::string_view place,
                 std::initializer_list<std::string_view> known, Reading& reading) {
  for (const Entry& entry : payload.entries) {
    const bool is_known =
        std::ranges::any_of(known, [&](std::string_view end) { return entry.key.ends_with(end); });
    const std::string& text = entry.value->text;
    const bool is_name = !text.empty() && text == reading.provider.name;
    if (is_known || is_name || is_bookkeeping(entry.key)) continue;
    const unsigned long line = entry.value->line;
    if (reading.file.people.is_personal(text))
      reading.say(line, "{}: {} belongs to one person, so it is left out", place, entry.key);
    else
      reading.keep(line, written(entry), "{}: {} has no equivalent setting", place, entry.key);
  }
}

struct Method {
  std::string_view word;
  Auth auth;
};

constexpr Method methods[] = {
    {"", Auth::password_cleartext},
    {"EmailAuthPassword", Auth::password_cleartext},
    {"EmailAuthCRAMMD5", Auth::password_encrypted},
    {"EmailAuthNTLM", Auth::ntlm},
    {"EmailAuthNone", Auth::none},
};

Value<std::vector<Auth>> read_auth(const Dictionary& mail, const std::string& key) {
  const std::string word = mail.text(key);
  for (const Method& method : methods)
    if (method.word == word) return std::vector{method.auth};
  return tl::make_unexpected(fmt::format("{} \"{}\" is unknown", key, word));
}

void read_server(const Dictionary& mail, std::string_view side, ServerType type, Reading& reading) {
  const std::string prefix = fmt::format("{}MailServer", side);
  const std::string host_key = prefix + "HostName";
  if (!mail.find(host_key)) return;
  std::string login = mail.text(prefix + "Username");
  if (login.empty()) login = Pattern::email_address().text();
  const std::string port = mail.text(prefix + "PortNumber");
  const auto mark = reading.mark();
  const auto server = make_server({type, parse_hostname(mail.text(host_key)), port,
                                   mail.flag(prefix + "UseSSL", false)
                                       ? security_of_port(parse_port(port).value_or(0))
                                       : Security::none,
                                   reading.login(mail.place(prefix + "Username"), login),
                                   read_auth(mail, prefix + "Authentication")});
  reading.put_server(mark, mail.place(host_key), server,
                     fmt::format("{} {}", host_key, mail.text(host_key)));
}

void read_mail(const Dictionary& mail, Reading& reading) {
  const bool pop3 = mail.text("EmailAccountType") == "EmailTypePOP";
  reading.set_name(&ProviderDraft::name, mail.place("EmailAccountDescription"),
                   mail.text("EmailAccountDescription"));
  if (const XmlElement* const person = mail.find("EmailAccountName"))
    reading.say(person->line, "mail: EmailAccountName belongs to one person, so it is left out");
  read_server(mail, "Incoming", pop3 ? ServerType::pop3 : ServerType::imap, reading);
  read_server(mail, "Outgoing", ServerType::smtp, reading);
  keep_others(
      mail, "mail",
      {"EmailAccountType", "EmailAccountDescription", "EmailAccountName", "EmailAddress",
       "MailServerHostName", "MailServerPortNumber", "MailServerUseSSL", "MailServerAuthentication",
       "MailServerUsername", "OutgoingPasswordSameAsIncomingPassword"},
      reading);
}

void read_exchange(const Dictionary& payload, Reading& reading) {
  const std::string word(activesync.word);
  const std::string host = payload.text("Host");
  if (!payload.flag("SSL", true))
    reading.keep(payload.place("SSL").line, host, "{}: SSL is off", word);
  else
    reading.put_url(activesync, {payload.place("Host").line, word + ": Host"},
                    fmt::format("https://{}{}", host, activesync_path));
  keep_others(payload, word, {"Host", "EmailAddress", "UserName", "SSL"}, reading);
}

/** Returns the path of a principal. It may contain an address; empty if it contains a bare local
    part. */
std::string principal_path(std::string_view principal, const People& people) {
  std::string_view rest = principal;
  while (!rest.empty()) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (!parse_written_address(segment) && people.is_personal(percent_decode(segment))) return {};
    rest.remove_prefix(std::min(segment.size() + 1, rest.size()));
  }
  return principal.starts_with('/') ? std::string(principal) : fmt::format("/{}", principal);
}

/** Reads the payload of a WebDAV service. Its keys begin with the name of the service. */
void read_dav(const Dictionary& payload, const Service& service, Reading& reading) {
  const std::string prefix(service.name);
  const std::string host = payload.text(prefix + "HostName");
  const std::string port = payload.text(prefix + "Port");
  const Place place = payload.place(prefix + "HostName");
  const Place principal = payload.place(prefix + "PrincipalURL");
  const std::string written_path = payload.text(principal.name);
  const std::string path = principal_path(written_path, reading.file.people);
  if (!written_path.empty() && path.empty())
    reading.say(principal.line, "{} belongs to one person, so it is left out", principal.name);
  if (!payload.flag(prefix + "UseSSL", true))
    reading.keep(place.line, host, "{}UseSSL is off", prefix);
  else if (path.find("://") != path.npos)
    reading.put_url(service, place, written_path);
  else
    reading.put_url(service, place,
                    fmt::format("https://{}{}{}{}", host, port.empty() ? "" : ":", port,
                                path.empty() ? "/" : path));
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
  reading.say(element.line, "payload \"{}\" has no equivalent setting", type);
}

/** Returns the first address of the person the profile was made for. */
std::optional<Recipient> find_recipient(const XmlElement& payloads) {
  for (const XmlElement& element : payloads.children)
    for (const auto& [key, value] : Dictionary(element).entries)
      if (key == "EmailAddress" || key.ends_with("sername") || key == "UserName")
        if (auto address = parse_written_address(value->text))
          return Recipient{{value->line, key}, *std::move(address)};
  return std::nullopt;
}

/** Uses the profile's name if the account has none. Returns the key of the name. */
std::string_view read_name(const Dictionary& profile, Reading& reading) {
  for (const std::string_view key : {"PayloadOrganization", "PayloadDisplayName"}) {
    if (!profile.find(key) || !reading.provider.name.empty()) continue;
    reading.set_name(&ProviderDraft::name, profile.place(key), profile.text(key));
    return key;
  }
  return "PayloadContent";
}

}  // namespace

FileRefusal read_apple_profile(const XmlElement& root, File& file) {
  const XmlElement* const dict = root.child("dict");
  const Dictionary profile(dict ? *dict : root);
  const XmlElement* const payloads = profile.find("PayloadContent");
  if (!payloads || payloads->name != "array")
    return Warning{root.line,
                   "is not a configuration profile: the array PayloadContent is missing"};
  Reading reading(file, find_recipient(*payloads));
  for (const XmlElement& payload : payloads->children) read_payload(payload, reading);
  const std::string_view name = read_name(profile, reading);
  keep_others(profile, "profile", {"PayloadContent", name}, reading);
  reading.say(profile.place("PayloadIdentifier").line,
              "profile: fingerpost's profiles have their own identifiers, so devices keep the old "
              "account next to the new one until it is removed");
  reading.finish({root.line});
  return std::nullopt;
}

}  // namespace fingerpost::foreign
