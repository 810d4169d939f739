// SPDX-License-Identifier: MIT
#include "import/reading.hpp"

#include "base/text.hpp"

namespace fingerpost::foreign {

namespace {

/** The maximum number of comments on a provider. Nobody would read more. */
constexpr std::size_t comment_limit = 1000;

constexpr std::string_view hidden = "(not shown)";

std::string at(const Place& place, std::string_view text) {
  return place.name.empty() ? std::string(text) : fmt::format("{}: {}", place.name, text);
}

std::string at_line(const Place& place, std::string_view text) {
  return place.line > 0 ? fmt::format("line {}: {}", place.line, at(place, text)) : at(place, text);
}

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : collapse(text)) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '"')
      escaped += "&quot;";
    else
      escaped += c;
  }
  return escaped;
}

std::string wanted_key(const File& file, const std::optional<Recipient>& recipient) {
  if (!file.draft.domains.empty()) return file.draft.domains.front();
  return recipient ? recipient->address.domain().text() : std::string();
}

std::string identity(const Warning& warning) {
  return fmt::format("{}:{}", warning.line, warning.text);
}

/** Checks the order of the IMAP and POP3 servers, because all servers of one kind are served before
    those of the other. If the file mixes them, adds a comment before the first and returns its
    text. */
std::optional<std::string> note_mixed_servers(ProviderDraft& provider) {
  std::vector<std::string_view> kinds;
  for (const Line& line : provider.lines)
    if ((line.key == "imap" || line.key == "pop3") && (kinds.empty() || kinds.back() != line.key))
      kinds.push_back(line.key);
  if (kinds.size() < 3) return std::nullopt;
  std::string text = fmt::format(
      "{0} and {1} servers are mixed: clients get all {0} servers before the {1} servers", kinds[0],
      kinds[1]);
  const auto first = std::ranges::find(provider.lines, kinds[0], &Line::key);
  provider.lines.insert(first, {.value = text});
  return text;
}

}  // namespace

void File::warn(const Place& place, std::string_view text) {
  Warning warning{place.line, at(place, text)};
  if (warned.insert(identity(warning)).second) warnings.push_back(std::move(warning));
}

Reading::Reading(File& its_file, std::string_view wanted_key)
    : file(its_file), provider{file.name, claim_key(file.draft, wanted_key)} {}

Reading::Reading(File& its_file, const std::optional<Recipient>& recipient)
    : Reading(its_file, wanted_key(its_file, recipient)) {
  if (!recipient) return;
  const std::string& domain = recipient->address.domain().text();
  file.people.see_domain(domain);
  if (!file.draft.domains.empty()) return;
  const auto hindrance = add_domain(file.draft, provider, domain);
  remark(recipient->place,
         hindrance.value_or(fmt::format("using the domain {} from here", domain)));
}

void Reading::add_comment(std::string text) {
  if (comments_ == comment_limit) {
    ++left_out_;
  } else {
    put({.value = std::move(text)});
    ++comments_;
  }
}

void Reading::remark(const Place& place, std::string_view text) {
  file.warn(place, text);
  add_comment(at_line(place, text));
}

void Reading::keep_text(const Place& place, std::string_view written, std::string_view text) {
  file.warn(place, fmt::format("{}; kept as a comment", text));
  add_comment(at_line(place, text) + ":");
  add_comment(fmt::format("  {}", written));
}

void Reading::keep_element(const XmlElement& element, std::string_view text) {
  file.warn(element.line, fmt::format("{}; kept as a comment", text));
  add_comment(at_line(element.line, text) + ":");
  show(element, 1);
}

/** Adds an element as comments, one a line. Only its white space differs from the file. */
void Reading::show(const XmlElement& element, std::size_t depth) {
  const std::string indent(2 * depth, ' ');
  std::string tag = fmt::format("{}<{}", indent, element.name);
  for (const auto& [name, value] : element.attributes)
    tag += fmt::format(" {}=\"{}\"", name, escape(shown(name, value)));
  const std::string text = escape(shown(element.name, element.text));
  if (element.children.empty() && text.empty()) return add_comment(tag + "/>");
  const std::string end = fmt::format("</{}>", element.name);
  if (element.children.empty()) return add_comment(tag + ">" + text + end);
  add_comment(tag + ">" + text);
  for (const XmlElement& child : element.children) show(child, depth + 1);
  add_comment(indent + end);
}

void Reading::check_attributes(const XmlElement& element, std::string_view place,
                               std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : element.attributes)
    if (std::ranges::find(known, name) == known.end())
      say(element.line, "{}: attribute {}=\"{}\" has no equivalent setting", place, name,
          escape(shown(name, value)));
}

void Reading::check_children(const XmlElement& element, std::string_view place) {
  for (const XmlElement& child : element.children)
    keep(child, "{}: {} has no equivalent setting", place, child.name);
}

void Reading::check_parent(const XmlElement& element, std::string_view place,
                           std::initializer_list<std::string_view> known) {
  check_attributes(element, place, known);
  if (!element.text.empty())
    say(element.line, "{}: the text \"{}\" has no equivalent setting", place,
        collapse(element.text));
}

void Reading::check_leaf(const XmlElement& element, std::string_view place,
                         std::initializer_list<std::string_view> known) {
  check_attributes(element, place, known);
  check_children(element, place);
}

Reading::Mark Reading::mark() const noexcept {
  return {provider.lines.size(), file.warnings.size(), comments_, left_out_};
}

void Reading::forget(const Mark& mark) {
  provider.lines.resize(mark.lines);
  comments_ = mark.comments;
  left_out_ = mark.left_out;
  for (; file.warnings.size() > mark.warnings; file.warnings.pop_back())
    file.warned.erase(identity(file.warnings.back()));
}

void Reading::put_once(const Mark& mark, const XmlElement& element, Line line) {
  if (!has(provider.lines, line.key)) return put(std::move(line));
  keep_instead(mark, element, "{}: the provider already has {}", element.name, line.key);
}

void Reading::put_server(const Mark& mark, const Place& place, const Value<Server>& server,
                         std::string_view written) {
  if (server) return put(server_line(*server));
  forget(mark);
  keep(place, written, "{}, so the server is left out", server.error());
}

void Reading::put_url(const Service& service, const Place& place, std::string_view text) {
  const Mark start = mark();
  const auto parsed = url(place, text);
  if (!parsed) return keep_text(place, shown({}, text), parsed.error());
  if (!has(provider.lines, service.word)) return put({std::string(service.word), parsed->text()});
  forget(start);
  keep(place, text, "the provider already has {}", service.word);
}

void Reading::set_name(std::string ProviderDraft::*member, const Place& place,
                       std::string_view text) {
  const std::string written = collapse(text);
  if (written.empty()) return;
  if (file.people.is_personal(written))
    return say(place.line, "{} belongs to one person, so it is left out", place.name);
  const std::string name = collapse(without_invisible(written));
  if (name != written)
    say(place.line, "{} has invisible characters, which are left out", place.name);
  if (name.empty()) return;
  provider.*member = name;
  if (name.find("%EMAIL") != name.npos)
    say(place,
        "Thunderbird fills in the placeholder, but Apple and PACC clients show it unchanged");
}

std::optional<std::string> Reading::put_domain(std::string_view text) {
  if (!equal_ignoring_case(text, "%EMAILDOMAIN%")) return add_domain(file.draft, provider, text);
  any_domain = true;
  return std::nullopt;
}

Value<UrlPattern> Reading::url(const Place& place, std::string_view text,
                               Value<UrlPattern> (*parse)(std::string_view)) {
  const std::string common = file.people.url(text);
  auto url = parse(common);
  if (url && common != text)
    say(place, "the URL contains one person's address, which becomes %EMAILADDRESS%");
  return url;
}

Value<Pattern> Reading::login(const Place& place, std::string_view text) {
  auto login = file.people.login(text);
  if (!login) return tl::make_unexpected(login.error());
  if (!login->remark.empty()) say(place.line, "{} {}", place.name, login->remark);
  return std::move(login->pattern);
}

/** Adds the domains that the administrator named before the provider's other lines. */
void Reading::put_named_domains(const Place& place) {
  const std::vector<Line> lines = std::exchange(provider.lines, {});
  file.draft.domains_used = true;
  for (const std::string& name : file.draft.domains)
    if (const auto hindrance = add_domain(file.draft, provider, name))
      say(place, "--domain: {}", *hindrance);
  provider.lines.insert(provider.lines.end(), lines.begin(), lines.end());
}

void Reading::finish(const Place& place) {
  if (const auto text = note_mixed_servers(provider)) file.warn(place, *text);
  const bool takes_any = any_domain || (provider.first_domain.empty() && !provider.has_rival);
  if (takes_any && !file.draft.domains.empty())
    put_named_domains(place);
  else if (any_domain && !provider.first_domain.empty())
    say(place, "was served for every domain; now served only for those listed");
  if (provider.first_domain.empty() && provider.has_rival) {
    file.warn(place, "all its domains belong to other providers, so it is kept as a comment");
  } else if (provider.first_domain.empty()) {
    provider.awaits_domain = true;
    const Line lines[] = {
        {.value =
             fmt::format("Replace {} with your domain; for several domains, add a line for each:",
                         your_domain)},
        {"domain", std::string(your_domain)}};
    provider.lines.insert(provider.lines.begin(), std::begin(lines), std::end(lines));
    file.warn(place, fmt::format("has no domain: replace {} with yours, or import again with "
                                 "--domain NAME",
                                 your_domain));
  }
  if (left_out_ > 0) put({.value = fmt::format("{} more comment lines are left out", left_out_)});
  file.draft.providers.push_back(std::move(provider));
}

bool is_secret(std::string_view name) {
  const std::string lower = to_lower(name);
  for (const char* const word : {"password", "passwd", "passphrase", "bindpw", "sharedsecret"})
    if (lower.find(word) != lower.npos) return true;
  return false;
}

std::string shown(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  if (is_secret(name)) return std::string(hidden);
  std::string text(value);
  // Hide USER:PASSWORD in URLs.
  for (auto start = text.find("://"); start != text.npos; start = text.find("://", start + 3)) {
    const auto end = text.find_first_of("/ ,\"", start + 3);
    const auto at = text.rfind('@', end);
    if (at != text.npos && at > start) text.replace(start + 3, at - start - 3, hidden);
  }
  return text;
}

}  // namespace fingerpost::foreign
