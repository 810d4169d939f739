// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/text.hpp"
#include "import/formats.hpp"

namespace fingerpost::foreign {

namespace {

void keep_without_setting(const XmlElement& element, Reading& reading) {
  reading.keep(element, "{} has no equivalent setting", element.name);
}

template <std::string ProviderDraft::*member>
void read_name(const XmlElement& element, Reading& reading) {
  if (!(reading.provider.*member).empty())
    return reading.keep(element, "{} occurs twice; using the first", element.name);
  reading.set_name(member, {element.line, element.name}, element.text);
  reading.check_leaf(element, element.name, {});
}

void read_domain(const XmlElement& element, Reading& reading) {
  reading.check_attributes(element, fmt::format("domain {}", collapse(element.text)), {});
  reading.check_children(element, "domain");
  if (const auto hindrance = reading.put_domain(element.text))
    reading.keep(element, "domain: {}", *hindrance);
}

/** Children of a mail server that may occur once. */
constexpr std::string_view fields[] = {"hostname", "port", "socketType", "username"};

template <class T>
Value<T> read_field(const XmlElement& server, std::string_view name,
                    Value<T> (*parse)(std::string_view)) {
  const std::string_view text = server.child_text(name);
  if (text.empty()) return tl::make_unexpected(fmt::format("has no {}", name));
  return parse(text);
}

Value<Pattern> read_login(const XmlElement& server, Reading& reading) {
  const XmlElement* const username = server.child("username");
  if (username && !username->text.empty())
    return reading.login({username->line, server.name + ": username"}, username->text);
  reading.say({server.line, server.name}, "has no username; using the default");
  return Pattern::email_address();
}

/** Parses a method. With the attribute `system`, the text is a SASL or HTTP method instead. */
Value<Auth> read_method(const XmlElement& element) {
  const std::string text = collapse(element.text);
  const std::string_view system = element.attribute("system");
  if (system.empty()) return parse_method(text);
  return tl::make_unexpected(
      fmt::format("authentication \"{}\" of the system {} is unknown", text, system));
}

Value<std::vector<Auth>> read_methods(const XmlElement& server, Reading& reading) {
  std::vector<Auth> methods;
  bool any = false;
  for (const XmlElement& child : server.children) {
    if (child.name != "authentication" || child.text.empty()) continue;
    any = true;
    const auto method = read_method(child);
    if (!method)
      reading.keep(child, "{}: {}", server.name, method.error());
    else if (std::ranges::find(methods, *method) == methods.end())
      methods.push_back(*method);
  }
  if (any && methods.empty()) return tl::make_unexpected("has no known authentication method");
  if (any) return methods;
  reading.say({server.line, server.name}, "has no authentication; using password-cleartext");
  return std::vector{Auth::password_cleartext};
}

void check_server_child(const XmlElement& server, const XmlElement& child, Reading& reading) {
  const std::string place = fmt::format("{}: {}", server.name, child.name);
  const bool field = std::ranges::find(fields, child.name) != std::end(fields);
  if (field && server.child(child.name) != &child)
    return reading.keep(child, "{} occurs twice; using the first", place);
  if (field) return reading.check_leaf(child, place, {});
  // read_method() has already reported an attribute `system`.
  if (child.name == "authentication") return reading.check_leaf(child, place, {"system"});
  if (child.name == "password")
    return reading.say(child.line, "{}: has a password, which is not imported", server.name);
  if (child.name != "pop3") return reading.keep(child, "{} has no equivalent setting", place);
  reading.check_parent(child, place, {});
  for (const XmlElement& option : child.children)
    reading.keep(option, "{} {} has no equivalent setting", place, option.name);
}

/** Reads a mail server, or keeps the element as a comment if the settings cannot express it
    exactly. */
void read_mail_server(const XmlElement& element, ServerType type, Reading& reading) {
  const auto mark = reading.mark();
  const std::string port(element.child_text("port"));
  if (port.empty()) reading.say({element.line, element.name}, "has no port; using the default");
  const auto server = make_server({type, read_field(element, "hostname", parse_hostname), port,
                                   read_field(element, "socketType", parse_socket_type),
                                   read_login(element, reading), read_methods(element, reading)});
  if (!server)
    return reading.keep_instead(mark, element, "{}: {}, so the server is left out", element.name,
                                server.error());
  reading.check_parent(element, element.name, {"type"});
  for (const XmlElement& child : element.children) check_server_child(element, child, reading);
  if (type == ServerType::sieve) return reading.put_once(mark, element, server_line(*server));
  reading.put(server_line(*server));
}

/** Whether a child of a service only states what clients do anyway. For HTTP services, a provider
    has one login and one list of methods. */
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

const XmlElement* find_service_url(const XmlElement& service) {
  for (const std::string_view name : {"url", "serverURL", "easURL"})
    if (const XmlElement* const url = service.child(name)) return url;
  return nullptr;
}

void read_service(const XmlElement& element, const Service& service, Reading& reading) {
  const XmlElement* const written = find_service_url(element);
  if (!written) return reading.keep(element, "{}: has no url", element.name);
  const auto mark = reading.mark();
  const auto url = reading.url({element.line, element.name}, written->text);
  if (!url) return reading.keep(element, "{}: {}", element.name, url.error());
  reading.check_parent(element, element.name, {"type"});
  for (const XmlElement& child : element.children) {
    const std::string place = fmt::format("{}: {}", element.name, child.name);
    if (&child == written)
      reading.check_leaf(child, place, {});
    else if (is_usual(child, reading.file.people))
      reading.check_leaf(child, place, {"system"});
    else
      reading.keep(child, "{} has no equivalent setting", place);
  }
  // ActiveSync clients use autodiscover, whose answers always include it.
  if (&service != &activesync)
    reading.say(element.line, "{}: autoconfig clients get it only with `extensions yes`",
                element.name);
  reading.put_once(mark, element, {std::string(service.word), url->text()});
}

/** The element and `type` of a kind of mail server. */
struct ServerRow {
  std::string_view element;
  std::string_view word;
  ServerType type;
};

constexpr ServerRow server_rows[] = {
    {"incomingServer", "imap", ServerType::imap},
    {"incomingServer", "pop3", ServerType::pop3},
    {"outgoingServer", "smtp", ServerType::smtp},
    {"setupServer", "managesieve", ServerType::sieve},
};

/** Reads an element whose `type` names the kind of server. */
void read_server(const XmlElement& element, Reading& reading) {
  const std::string_view type = element.attribute("type");
  for (const ServerRow& row : server_rows)
    if (row.element == element.name && equal_ignoring_case(row.word, type))
      return read_mail_server(element, row.type, reading);
  const Service* const service = find_service(&Service::type, type);
  if (service && equal_ignoring_case(service->element, element.name))
    return read_service(element, *service, reading);
  if (type.empty()) return reading.keep(element, "{}: has no type", element.name);
  reading.keep(element, "{}: type \"{}\" has no equivalent setting", element.name, collapse(type));
  // A server of type exchange is left out, except for its ActiveSync URL.
  const bool exchange = equal_ignoring_case(type, "exchange");
  const XmlElement* const url = exchange ? element.child("easURL") : nullptr;
  if (url && !has(reading.provider.lines, activesync.word))
    reading.put_url(activesync, {element.line, "easURL"}, url->text);
}

/** Parses an issuer: a host name, as in the draft's examples and in most files, or a full URL. */
Value<std::string> parse_issuer_or_host(std::string_view text) {
  const bool is_url = text.find("://") != text.npos;
  const auto url = parse_issuer(is_url ? std::string(text) : fmt::format("https://{}", text));
  if (!url) return tl::make_unexpected(fmt::format("issuer \"{}\" is not a host name", text));
  return url->text();
}

Value<std::string> parse_endpoint_url(std::string_view text) {
  return parse_fixed_https_url(text).map([](const Url& url) { return url.text(); });
}

/** A child of oAuth2 that has a setting. */
struct OAuth2Row {
  std::string_view element;
  std::string_view setting;
  Value<std::string> (*parse)(std::string_view);
};

constexpr OAuth2Row oauth2_rows[] = {
    {"issuer", "issuer", parse_issuer_or_host},
    {"scope", "scope", parse_text},
    {"authURL", "authorize", parse_endpoint_url},
    {"tokenURL", "token", parse_endpoint_url},
};

void read_oauth2_child(const XmlElement& child, Line& line, Reading& reading) {
  const auto* const row = std::ranges::find(oauth2_rows, child.name, &OAuth2Row::element);
  if (row == std::end(oauth2_rows))
    return reading.keep(child, "oAuth2: {} has no equivalent setting", child.name);
  const auto value = row->parse(collapse(child.text));
  if (has(line.block, row->setting))
    return reading.keep(child, "oAuth2: {} occurs twice; using the first", child.name);
  if (!value) return reading.keep(child, "oAuth2: {}: {}", child.name, value.error());
  reading.check_leaf(child, "oAuth2: " + child.name, {});
  line.block.push_back({std::string(row->setting), *value});
}

/** Reads `oAuth2`, which is kept as a comment if it has no issuer. */
void read_oauth2(const XmlElement& element, Reading& reading) {
  const auto mark = reading.mark();
  reading.check_parent(element, "oAuth2", {});
  Line line{"oauth2"};
  for (const XmlElement& child : element.children) read_oauth2_child(child, line, reading);
  if (has(line.block, "issuer")) return reading.put_once(mark, element, std::move(line));
  reading.keep_instead(mark, element, "oAuth2: has no issuer that is a host name");
}

/** Reads the URL of a page. If it is missing or invalid, keeps the element as a comment. */
std::optional<UrlPattern> read_page(const XmlElement& element, const std::string& place,
                                    Reading& reading) {
  const std::string_view written = element.attribute("url");
  const auto url = written.empty() ? Value<UrlPattern>(tl::make_unexpected("has no url"))
                                   : reading.url({element.line, place}, written, parse_url);
  if (url)
    reading.check_parent(element, place, {"url"});
  else
    reading.keep(element, "{}: {}", place, url.error());
  return url ? std::optional(*url) : std::nullopt;
}

/** Reads the text of a page. Settings have languages without regions, so `de-AT` becomes `de`. */
void read_descr(const XmlElement& descr, Line& page, Reading& reading) {
  constexpr std::string_view place = "documentation: descr";
  const std::string_view written = descr.attribute("lang");
  const std::string text = collapse(without_invisible(collapse(descr.text)));
  const auto language = parse_language(
      written.empty() ? "en" : to_lower(written.substr(0, written.find_first_of("-_"))));
  if (!language) return reading.keep(descr, "{}: {}", place, language.error());
  if (has(page.block, *language))
    return reading.keep(descr, "{} in {} exists already", place, *language);
  reading.check_leaf(descr, place, {"lang"});
  if (text != collapse(descr.text))
    reading.say(descr.line, "{}: has invisible characters, which are left out", place);
  if (text.empty()) return;
  if (!written.empty() && !equal_ignoring_case(*language, written))
    reading.say(descr.line, "{}: lang \"{}\" is treated as {}", place, written, *language);
  page.block.push_back({*language, text});
}

void read_documentation(const XmlElement& element, Reading& reading) {
  const auto url = read_page(element, "documentation", reading);
  if (!url) return;
  Line page{"documentation", url->text()};
  for (const XmlElement& child : element.children)
    if (child.name == "descr")
      read_descr(child, page, reading);
    else
      reading.keep(child, "documentation: {} has no equivalent setting", child.name);
  reading.put(std::move(page));
}

/** Reads a service that is a web page. Only its URL has a setting. */
void read_service_page(const XmlElement& element, Reading& reading) {
  const Service& service = *find_service(&Service::element, element.name);
  reading.check_parent(element, service.element, {});
  for (const XmlElement& child : element.children) {
    const std::string place = fmt::format("{}: {}", service.element, child.name);
    const auto mark = reading.mark();
    if (child.name != "loginPage")
      reading.keep(child, "{} has no equivalent setting", place);
    else if (const auto url = read_page(child, place, reading)) {
      reading.check_children(child, place);
      reading.put_once(mark, child, {std::string(service.word), url->text()});
    }
  }
}

/** Placeholders in `element_rows` for the elements of all services that are pages, and of all
    others. No element has these names. */
constexpr std::string_view any_page = "page*";
constexpr std::string_view any_service = "service*";

/** An element that has a setting. */
struct ElementRow {
  std::string_view element;
  /** Whether the element may also occur next to the providers, where it applies to all of them. */
  bool shared;
  void (*read)(const XmlElement&, Reading&);
};

/** The elements, in the order in which their settings are written. */
constexpr ElementRow element_rows[] = {
    {"displayName", false, read_name<&ProviderDraft::name>},
    {"displayShortName", false, read_name<&ProviderDraft::short_name>},
    {"domain", false, read_domain},
    {"incomingServer", false, read_server},
    {"outgoingServer", false, read_server},
    {"setupServer", true, read_server},
    {any_page, true, read_service_page},
    {"documentation", true, read_documentation},
    {any_service, true, read_server},
    {"oAuth2", true, read_oauth2},
};

/** An element of the file and its row. */
struct Known {
  const XmlElement* element;
  /** Null if the element has no setting in this place. */
  const ElementRow* row;
  /** Null if the element has a row of its own. */
  const Service* service = nullptr;
};

/** Finds the row of an element. Ignores case for services because versions of the format differ. */
Known identify(const XmlElement& element, const XmlElement& parent) {
  Known known{&element, std::ranges::find(element_rows, element.name, &ElementRow::element)};
  if (known.row == std::end(element_rows))
    if ((known.service = find_service(&Service::element, element.name)))
      known.row = std::ranges::find(element_rows, known.service->is_page ? any_page : any_service,
                                    &ElementRow::element);
  const bool allowed =
      known.row != std::end(element_rows) && (known.row->shared || parent.name == "emailProvider");
  if (!allowed) known.row = nullptr;
  return known;
}

void read_children(const XmlElement& parent, Reading& reading) {
  std::vector<Known> children;
  for (const XmlElement& child : parent.children) children.push_back(identify(child, parent));
  std::ranges::stable_sort(children, {},
                           [](const Known& each) { return std::pair(each.row, each.service); });
  for (const Known& each : children)
    if (each.row) each.row->read(*each.element, reading);
  for (const Known& each : children)
    if (!each.row && each.element->name != "emailProvider")
      keep_without_setting(*each.element, reading);
}

void read_provider(const XmlElement& element, Reading& reading) {
  reading.check_parent(element, "emailProvider", {"id"});
  const std::string wanted = printable(collapse(element.attribute("id")), 200);
  const std::string& key = reading.provider.key;
  if (!wanted.empty() && wanted != key && !reading.file.people.is_personal(wanted))
    reading.say(element.line,
                "emailProvider: a provider {} exists already, so this one is named {}", wanted,
                key);
  for (const XmlElement& child : element.children)
    if (child.name == "emailProvider")
      reading.keep(child, "a nested emailProvider has no equivalent setting");
  read_children(element, reading);
}

std::string wanted_key(const XmlElement& provider, const People& people) {
  const std::string id = collapse(provider.attribute("id"));
  return id.empty() || people.is_personal(id) ? collapse(provider.child_text("domain")) : id;
}

/** Keeps a document without a provider as comments. */
void keep_document(const XmlElement& root, File& file) {
  Reading reading(file);
  reading.say(root.line, "clientConfig: has no emailProvider, so there is no provider");
  for (const XmlElement& child : root.children) keep_without_setting(child, reading);
  file.draft.providers.push_back(std::move(reading.provider));
}

}  // namespace

FileRefusal read_client_config(const XmlElement& root, File& file) {
  std::size_t count = 0;
  for (const XmlElement& provider : root.children) {
    count += provider.name == "emailProvider";
    for (const XmlElement& child : provider.children)
      if (child.name == "domain") file.people.see_domain(child.text);
  }
  if (count * root.children.size() > shared_limit)
    return Warning{root.line,
                   fmt::format("has too many shared elements for its {} providers", count)};
  for (const XmlElement& element : root.children) {
    if (element.name != "emailProvider") continue;
    Reading reading(file, wanted_key(element, file.people));
    read_provider(element, reading);
    reading.check_parent(root, "clientConfig", {"version", "xmlns"});
    read_children(root, reading);
    reading.finish({element.line, "emailProvider"});
  }
  if (count == 0) keep_document(root, file);
  return std::nullopt;
}

}  // namespace fingerpost::foreign
