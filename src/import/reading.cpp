// SPDX-License-Identifier: MIT
#include "import/reading.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"
#include "import/words.hpp"

namespace fingerpost::foreign {

namespace {

/** The most comments on a provider. Nobody would read more. */
constexpr std::size_t comment_limit = 1000;

std::string at(std::string_view place, std::string_view text) {
  return place.empty() ? std::string(text) : fmt::format("{}: {}", place, text);
}

/** Gives the provider the domains that the administrator named. */
void add_named_domains(Reading& reading, unsigned long line, std::string_view place) {
  const std::vector<Line> lines = std::exchange(reading.provider.lines, {});
  reading.file.draft.domains_used = true;
  for (const std::string& name : reading.file.draft.domains)
    if (const auto hindrance = add_domain(reading.file.draft, reading.provider, name))
      reading.say(line, at(place, fmt::format("--domain: {}", *hindrance)));
  reading.provider.lines.insert(reading.provider.lines.end(), lines.begin(), lines.end());
}

void await_domain(ProviderDraft& provider) {
  const Line lines[] = {
      comment(fmt::format("Write your domain in place of {}, a line for each if you have several:",
                          your_domain)),
      {"domain", std::string(your_domain)}};
  provider.lines.insert(provider.lines.begin(), std::begin(lines), std::end(lines));
  provider.awaits_domain = true;
}

}  // namespace

void File::warn(unsigned long line, const std::string& text) {
  if (warned.insert(fmt::format("{}:{}", line, text)).second) warnings.push_back({line, text});
}

void Reading::take(const Remarks& remarks) {
  for (const Line& line : remarks.comments())
    if (provider.comments < comment_limit) {
      provider.lines.push_back(line);
      ++provider.comments;
    } else {
      ++provider.left_out;
    }
  for (const auto& [line, text] : remarks.warnings()) file.warn(line, text);
}

void Reading::take(const Remarks& remarks, Line line) {
  take(remarks);
  provider.lines.push_back(std::move(line));
}

void Reading::take_once(const XmlElement& element, const Remarks& remarks, Line line) {
  if (!provider.has(line.key)) return take(remarks, std::move(line));
  keep(element, fmt::format("{}: the provider has its {} already", element.name, line.key));
}

void Reading::say(unsigned long line, std::string_view text) {
  Remarks remarks;
  remarks.say(line, text);
  take(remarks);
}

void Reading::keep(const XmlElement& element, std::string_view text) {
  Remarks remarks;
  remarks.keep(element, text);
  take(remarks);
}

void Reading::keep(unsigned long line, std::string_view text, std::string_view written) {
  Remarks remarks;
  remarks.keep(line, text, written);
  take(remarks);
}

void Reading::keep_without_setting(const XmlElement& element, std::string_view place) {
  keep(element, fmt::format("{} has no setting here", place));
}

void Reading::take_name(std::string ProviderDraft::*member, unsigned long line,
                        std::string_view place, std::string_view text) {
  const std::string written = collapse(text);
  if (written.empty()) return;
  if (file.people.is_personal(written))
    return say(line, fmt::format("{} is one person's, so it is left out", place));
  const std::string name = collapse(without_invisible(written));
  if (name != written)
    say(line, fmt::format("{} has invisible characters, which are left out", place));
  if (name.empty()) return;
  provider.*member = name;
  if (name.find("%EMAIL") != name.npos)
    say(line,
        at(place, "Thunderbird fills in the placeholder, Apple and PACC clients show it as it is"));
}

void Reading::take_server(unsigned long line, std::string_view place, const Value<Server>& server,
                          const Remarks& remarks, std::string_view written) {
  if (server) return take(remarks, server_line(*server));
  keep(line, at(place, fmt::format("{}, so the server is left out", server.error())), written);
}

void Reading::take_url(const Service& service, unsigned long line, std::string_view place,
                       std::string_view text) {
  Remarks remarks;
  const auto parsed = parse_https_url(url(text, line, place, remarks));
  if (!parsed) return keep(line, at(place, parsed.error()), shown({}, text));
  if (provider.has(service.word))
    return keep(line, at(place, fmt::format("the provider has its {} already", service.word)),
                text);
  take(remarks, {std::string(service.word), parsed->text()});
}

std::string Reading::url(std::string_view text, unsigned long line, std::string_view place,
                         Remarks& remarks) const {
  std::string common = file.people.url(text);
  if (common != text)
    remarks.say(line, at(place, "the URL has one person's address, which becomes %EMAILADDRESS%"));
  return common;
}

Value<Pattern> Reading::login(std::string_view text, unsigned long line, std::string_view place,
                              Remarks& remarks) const {
  auto login = file.people.login(text);
  if (!login) return tl::make_unexpected(login.error());
  if (!login->remark.empty()) remarks.say(line, fmt::format("{} {}", place, login->remark));
  return std::move(login->pattern);
}

void Reading::adopt_domain(unsigned long line, std::string_view place, const Address& address) {
  const std::string& domain = address.domain().text();
  file.people.see_domain(domain);
  if (!file.draft.domains.empty() || !provider.first_domain.empty()) return;
  const auto hindrance = add_domain(file.draft, provider, domain);
  say(line, at(place, hindrance.value_or(fmt::format("the domain {} is taken from here", domain))));
}

void Reading::finish(unsigned long line, std::string_view place) {
  if (const auto text = note_mixed_servers(provider)) file.warn(line, at(place, *text));
  const bool takes_any =
      provider.any_domain || (provider.first_domain.empty() && !provider.has_rival);
  if (takes_any && !file.draft.domains.empty())
    add_named_domains(*this, line, place);
  else if (provider.any_domain && !provider.first_domain.empty())
    say(line, at(place, "was served for any domain; here, for those that are listed"));
  if (provider.first_domain.empty() && provider.has_rival) {
    file.warn(line, at(place, "no domain is left, so the provider is kept as a comment"));
  } else if (provider.first_domain.empty()) {
    await_domain(provider);
    file.warn(line, at(place, fmt::format("has no domain: write yours in place of {}, or import "
                                          "again with --domain NAME",
                                          your_domain)));
  }
  if (provider.left_out > 0)
    provider.lines.push_back(
        comment(fmt::format("{} more lines of comments are left out", provider.left_out)));
  file.draft.providers.push_back(std::move(provider));
}

}  // namespace fingerpost::foreign
