// SPDX-License-Identifier: MIT
#include "import/client_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "import/mail_server.hpp"

namespace fingerpost::foreign {

namespace {

/** One file, and the provider in it that is being read. */
struct Reading {
  Draft& draft;
  ProviderDraft& provider;
  /** Of the file. */
  std::vector<Warning>& warnings;
  /** Read for an earlier provider already: there is nothing new to warn of. */
  bool again = false;

  void take(const Remarks& remarks) {
    const auto& comments = remarks.comments();
    provider.lines.insert(provider.lines.end(), comments.begin(), comments.end());
    if (!again)
      warnings.insert(warnings.end(), remarks.warnings().begin(), remarks.warnings().end());
  }
  /** What was said of it stands above the setting. */
  void take(const Remarks& remarks, Line line) {
    take(remarks);
    provider.lines.push_back(std::move(line));
  }
  void keep(const XmlElement& element, std::string_view text) {
    Remarks remarks;
    remarks.keep(element, text);
    take(remarks);
  }
  void keep_without_setting(const XmlElement& element, std::string_view place) {
    keep(element, fmt::format("{} has no setting here", place));
  }
  /** For settings that may stand once. */
  void take_once(const XmlElement& element, const Remarks& remarks, Line line) {
    if (!provider.has(line.key)) return take(remarks, std::move(line));
    // That is new, even of an element that was read before.
    const bool before = std::exchange(again, false);
    keep(element, fmt::format("{}: the provider has its {} already", element.name, line.key));
    again = before;
  }
};

template <std::string ProviderDraft::*member>
void read_name(const XmlElement& element, Reading& reading) {
  std::string& name = reading.provider.*member;
  if (!name.empty())
    return reading.keep(element,
                        fmt::format("{} is given twice, the first is taken", element.name));
  const auto text = parse_text(collapse(element.text));
  if (!text && !element.text.empty())
    return reading.keep(element, fmt::format("{}: {}", element.name, text.error()));
  name = text.value_or("");
  Remarks remarks;
  remarks.check_leaf(element, element.name, {});
  reading.take(remarks);
}

void read_domain(const XmlElement& element, Reading& reading) {
  Remarks remarks;
  remarks.check_attributes(element, fmt::format("domain {}", collapse(element.text)), {});
  remarks.check_children(element, "domain");
  // The comments stand above the domain.
  reading.take(remarks);
  if (const auto hindrance = add_domain(reading.draft, reading.provider, element.text))
    reading.keep(element, fmt::format("domain: {}", *hindrance));
}

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
  const auto url = parse_fixed_https_url(element.child_text(*url_name));
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
  const auto url = parse_fixed_https_url(element.child_text("easURL"));
  if (url && !reading.provider.has("activesync"))
    reading.provider.lines.push_back({"activesync", url->text()});
}

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

Value<Url> read_url_attribute(const XmlElement& element) {
  if (element.attribute("url").empty()) return tl::make_unexpected("has no url");
  return parse_fixed_url(element.attribute("url"));
}

/** The settings know languages, not their varieties. */
Value<std::string> parse_lang(std::string_view text) {
  if (text.empty()) return "en";
  return parse_language(to_lower(text.substr(0, text.find_first_of("-_"))));
}

bool has_line(const Line& line, std::string_view key) {
  return std::any_of(line.block.begin(), line.block.end(),
                     [&](const Line& other) { return other.key == key; });
}

void read_descr(const XmlElement& descr, Line& page, Remarks& remarks) {
  constexpr std::string_view place = "documentation: descr";
  const std::string_view written = descr.attribute("lang");
  const auto text = parse_text(collapse(descr.text));
  const auto language = parse_lang(written);
  if (!text && !descr.text.empty())
    return remarks.keep(descr, fmt::format("{} {}", place, text.error()));
  if (!language) return remarks.keep(descr, fmt::format("{}: {}", place, language.error()));
  if (has_line(page, *language))
    return remarks.keep(descr, fmt::format("{} in {} is there already", place, *language));
  remarks.check_leaf(descr, place, {"lang"});
  if (!text) return;
  if (!written.empty() && !equal_ignoring_case(*language, written))
    remarks.say(descr, fmt::format("{}: lang \"{}\" is taken as {}", place, written, *language));
  page.block.push_back({*language, *text});
}

void read_documentation_child(const XmlElement& child, Line& page, Remarks& remarks) {
  if (child.name == "descr") return read_descr(child, page, remarks);
  remarks.keep(child, fmt::format("documentation: {} has no setting here", child.name));
}

void read_documentation(const XmlElement& element, Reading& reading) {
  const auto url = read_url_attribute(element);
  if (!url) return reading.keep(element, fmt::format("documentation: {}", url.error()));
  Remarks remarks;
  remarks.check_parent(element, "documentation", {"url"});
  Line page{"documentation", url->text()};
  for (const XmlElement& child : element.children) read_documentation_child(child, page, remarks);
  reading.take(remarks, std::move(page));
}

void read_login_page(const XmlElement& element, Reading& reading) {
  const auto url = read_url_attribute(element);
  if (!url) return reading.keep(element, fmt::format("webMail: loginPage: {}", url.error()));
  Remarks remarks;
  remarks.check_parent(element, "webMail: loginPage", {"url"});
  remarks.check_children(element, "webMail: loginPage");
  reading.take_once(element, remarks, {"webmail", url->text()});
}

void read_web_mail(const XmlElement& element, Reading& reading) {
  Remarks remarks;
  remarks.check_parent(element, "webMail", {});
  reading.take(remarks);
  for (const XmlElement& child : element.children)
    if (child.name == "loginPage")
      read_login_page(child, reading);
    else
      reading.keep_without_setting(child, fmt::format("webMail: {}", child.name));
}

/** The format names only the host of the issuer. */
Value<std::string> parse_issuer_host(std::string_view text) {
  const bool is_url = text.find("://") != text.npos;
  const auto url = parse_issuer(is_url ? std::string(text) : fmt::format("https://{}", text));
  if (!url) return tl::make_unexpected(fmt::format("issuer \"{}\" is not a host name", text));
  return url->text();
}

Value<std::string> parse_endpoint_url(std::string_view text) {
  const auto url = parse_fixed_https_url(text);
  if (!url) return tl::make_unexpected(url.error());
  return url->text();
}

/** The children of oAuth2 that have a setting. */
struct OAuth2Row {
  std::string_view element;
  std::string_view setting;
  Value<std::string> (*parse)(std::string_view);
};

constexpr OAuth2Row oauth2_rows[] = {
    {"issuer", "issuer", parse_issuer_host},
    {"scope", "scope", parse_text},
    {"authURL", "authorize", parse_endpoint_url},
    {"tokenURL", "token", parse_endpoint_url},
};

void read_oauth2_child(const XmlElement& child, Line& line, Remarks& remarks) {
  const auto row =
      std::find_if(std::begin(oauth2_rows), std::end(oauth2_rows),
                   [&](const OAuth2Row& candidate) { return candidate.element == child.name; });
  const std::string place = fmt::format("oAuth2: {}", child.name);
  if (row == std::end(oauth2_rows))
    return remarks.keep(child, fmt::format("{} has no setting here", place));
  const auto value = row->parse(collapse(child.text));
  if (has_line(line, row->setting))
    return remarks.keep(child, fmt::format("{} is given twice, the first is taken", place));
  if (!value) return remarks.keep(child, fmt::format("{}: {}", place, value.error()));
  remarks.check_leaf(child, place, {});
  line.block.push_back({std::string(row->setting), *value});
}

void read_oauth2(const XmlElement& element, Reading& reading) {
  Remarks remarks;
  remarks.check_parent(element, "oAuth2", {});
  Line line{"oauth2", {}};
  for (const XmlElement& child : element.children) read_oauth2_child(child, line, remarks);
  if (has_line(line, "issuer"))
    reading.take_once(element, remarks, std::move(line));
  else
    reading.keep(element, "oAuth2: has no issuer that is a host name");
}

/** Where an element may stand: in emailProvider, or beside it too. */
enum class Place { provider, both };

struct Row {
  std::string_view element;
  Place place;
  void (*read)(const XmlElement&, Reading&);
};

/** All elements that have settings, in the order in which the settings are written. */
constexpr Row rows[] = {
    {"displayName", Place::provider, read_name<&ProviderDraft::name>},
    {"displayShortName", Place::provider, read_name<&ProviderDraft::short_name>},
    {"domain", Place::provider, read_domain},
    {"incomingServer", Place::provider, read_typed_server},
    {"outgoingServer", Place::provider, read_typed_server},
    {"webMail", Place::both, read_web_mail},
    {"documentation", Place::both, read_documentation},
    {"calendar", Place::both, read_typed_server},
    {"addressbook", Place::both, read_typed_server},
    {"addressBook", Place::both, read_typed_server},
    {"oAuth2", Place::both, read_oauth2},
};

bool applies(const Row& row, const XmlElement& child, const XmlElement& parent) {
  return row.element == child.name && (row.place == Place::both || parent.name == "emailProvider");
}

void read_children(const XmlElement& parent, Reading& reading) {
  for (const Row& row : rows)
    for (const XmlElement& child : parent.children)
      if (applies(row, child, parent)) row.read(child, reading);
  for (const XmlElement& child : parent.children) {
    const bool known = std::any_of(std::begin(rows), std::end(rows),
                                   [&](const Row& row) { return applies(row, child, parent); });
    if (!known && child.name != "emailProvider") reading.keep_without_setting(child, child.name);
  }
}

void read_provider(const XmlElement& element, Reading& reading) {
  Remarks remarks;
  remarks.check_parent(element, "emailProvider", {"id"});
  const std::string wanted = one_line(collapse(element.attribute("id")));
  if (!wanted.empty() && wanted != reading.provider.key)
    remarks.say(element, fmt::format("emailProvider: there is a provider {} already, so this is {}",
                                     wanted, reading.provider.key));
  reading.take(remarks);
  for (const XmlElement& child : element.children)
    if (child.name == "emailProvider") reading.keep_without_setting(child, "emailProvider in it");
  read_children(element, reading);
  if (const auto text = note_mixed_servers(reading.provider))
    reading.warnings.push_back({element.line, fmt::format("emailProvider: {}", *text)});
  if (reading.provider.first_domain.empty())
    reading.warnings.push_back(
        {element.line, "emailProvider: no domain is left, so the provider is kept as a comment"});
}

/** Reads what stands beside the providers, which is meant for each of them. */
void read_root(const XmlElement& root, Reading& reading) {
  Remarks remarks;
  remarks.check_parent(root, "clientConfig", {"version", "xmlns"});
  reading.take(remarks);
  read_children(root, reading);
}

std::string wanted_key(const XmlElement& provider) {
  const std::string id = collapse(provider.attribute("id"));
  return id.empty() ? collapse(provider.child_text("domain")) : id;
}

/** A document without a provider is worth a comment. */
void keep_document(const XmlElement& root, const std::string& file, Draft& draft,
                   std::vector<Warning>& warnings) {
  ProviderDraft nothing{file, {}};
  Reading reading{draft, nothing, warnings};
  Remarks remarks;
  remarks.say(root, "clientConfig: has no emailProvider, so there is no provider");
  reading.take(remarks);
  for (const XmlElement& child : root.children) reading.keep_without_setting(child, child.name);
  draft.providers.push_back(std::move(nothing));
}

void read_document(const XmlElement& root, const std::string& file, Draft& draft,
                   std::vector<Warning>& warnings) {
  bool again = false;
  for (const XmlElement& element : root.children) {
    if (element.name != "emailProvider") continue;
    ProviderDraft provider{file, claim_key(draft, wanted_key(element))};
    Reading reading{draft, provider, warnings};
    read_provider(element, reading);
    reading.again = again;
    read_root(root, reading);
    draft.providers.push_back(std::move(provider));
    again = true;
  }
  if (!again) keep_document(root, file, draft, warnings);
}

}  // namespace

std::optional<std::string> read_client_config(const std::string& file, std::string_view content,
                                              Draft& draft) {
  const auto root = read_xml_tree(content);
  if (!root) return fmt::format("{}:{}", file, root.error());
  if (root->name != "clientConfig")
    return fmt::format("{}:{}: is not autoconfig: {} stands in the place of clientConfig", file,
                       root->line, root->name);
  std::vector<Warning> warnings;
  read_document(*root, file, draft, warnings);
  // In the order of the file, not in that of the settings.
  std::stable_sort(warnings.begin(), warnings.end(),
                   [](const Warning& a, const Warning& b) { return a.line < b.line; });
  for (const auto& [line, text] : warnings)
    draft.warnings.push_back(one_line(fmt::format("{}:{}: {}", file, line, text)));
  return std::nullopt;
}

}  // namespace fingerpost::foreign
