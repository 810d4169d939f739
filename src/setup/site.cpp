// SPDX-License-Identifier: MIT
#include "setup/site.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cassert>
#include <unordered_set>

#include "base/text.hpp"
#include "model/service.hpp"

namespace fingerpost {

namespace {

bool is_client_name(std::string_view host) {
  return std::any_of(std::begin(client_labels), std::end(client_labels),
                     [&](std::string_view label) { return host.starts_with(label); });
}

/** Replaces the mark at the beginning of the text. If the mark has its own line and its replacement
    is empty, removes the newline after it as well. */
void fill_mark(std::string& result, std::string_view& text,
               std::initializer_list<Filling> fillings) {
  for (const auto& [mark, value] : fillings) {
    if (!text.starts_with(mark) || !text.substr(mark.size()).starts_with(">>")) continue;
    text.remove_prefix(mark.size() + 2);
    result += value;
    const bool own_line = result.empty() || result.back() == '\n';
    if (value.empty() && own_line && text.starts_with('\n')) text.remove_prefix(1);
    return;
  }
  assert(false);
}

}  // namespace

void add_names(Site& site, const std::vector<CertificateNames>& certificates,
               const std::vector<std::string>& domains) {
  std::unordered_set<std::string_view> in_certificates;
  for (const CertificateNames& certificate : certificates) {
    SitePart part{certificate.name, site.parts.empty()};
    for (const std::string& host : certificate.hosts)
      (is_client_name(host) ? part.clients : part.others).push_back(host);
    in_certificates.insert(certificate.hosts.begin(), certificate.hosts.end());
    site.parts.push_back(std::move(part));
  }
  if (site.takes_all()) std::rotate(site.parts.begin(), site.parts.begin() + 1, site.parts.end());
  for (const std::string& domain : domains)
    if (!in_certificates.contains(domain)) site.domains.push_back(domain);
}

std::string site_command(const Site& site, const SiteServer& server) {
  return fmt::format("{} site {}{}", site.tool, server.word, site.arguments);
}

std::string certificate_lines(const Site& site, const SiteServer& server) {
  const bool listed = std::any_of(site.parts.begin(), site.parts.end(), [](const SitePart& part) {
    return !part.clients.empty() || !part.others.empty();
  });
  if (listed)
    return fmt::format("# This prints the command:\n#   {} names --certbot --for {}{}\n", site.tool,
                       server.word, site.arguments);
  return fmt::format(
      "# Its names, three for each domain, cannot be listed here; replace the examples:\n"
      "#   certbot certonly --cert-name {} \\\n#       {} \\\n"
      "#       -d autoconfig.example.com -d autodiscover.example.com -d "
      "ua-auto-config.example.com\n",
      site.parts.front().certificate, server.certbot);
}

std::string install_lines(const Site& site, const SiteServer& server) {
  std::string text = fmt::format("#   {} > {}\n", site_command(site, server), server.file);
  if (!server.enable.empty()) text += fmt::format("#   {}\n", server.enable);
  return text + fmt::format("#   {}\n", server.reload);
}

std::vector<std::string> all_clients(const Site& site) {
  std::vector<std::string> all;
  for (const SitePart& part : site.parts)
    all.insert(all.end(), part.clients.begin(), part.clients.end());
  return all;
}

std::vector<std::string> all_others(const Site& site) {
  std::vector<std::string> all;
  for (const SitePart& part : site.parts)
    all.insert(all.end(), part.others.begin(), part.others.end());
  all.insert(all.end(), site.domains.begin(), site.domains.end());
  return all;
}

std::vector<std::string> wildcards() {
  std::vector<std::string> names;
  for (const std::string_view label : client_labels) names.push_back(fmt::format("{}*", label));
  return names;
}

std::string labels_regex() {
  return as_regex({std::begin(client_labels), std::end(client_labels)});
}

std::string client_paths() {
  std::vector<std::string_view> words;
  for (const Service& service : services)
    if (const auto path = service.well_known_path(); !path.empty())
      words.push_back(path.substr(path.rfind('/') + 1));
  return fmt::format(
      R"(/(?:(?:v1\.1/|\.well-known/autoconfig/)?mail/config-v1\.1\.xml|\.well-known/)"
      R"((?:mail-v1\.xml|user-agent-configuration\.json|(?:{})/?)|autodiscover/.*|)"
      R"((?:email\.|profile\.|apple\.)?mobileconfig|mobileconfig/))",
      fmt::join(words, "|"));
}

std::string filled(std::string_view text, std::initializer_list<Filling> fillings) {
  std::string result;
  for (auto at = text.find("<<"); at != text.npos; at = text.find("<<")) {
    result.append(text.substr(0, at));
    text.remove_prefix(at + 2);
    fill_mark(result, text, fillings);
  }
  return result.append(text);
}

std::string folded(const std::vector<std::string>& words, std::string_view indent) {
  constexpr std::size_t width = 100;
  std::string result;
  std::size_t column = width;
  for (const std::string& word : words) {
    if (column + 1 + word.size() > width) {
      if (!result.empty()) result += '\n';
      result += indent;
      column = indent.size();
    } else {
      result += ' ';
      ++column;
    }
    result += word;
    column += word.size();
  }
  return result;
}

std::string as_regex(std::string_view host) {
  std::string result;
  for (const char c : host) result.append(c == '.' ? "\\" : "").append(1, c);
  return result;
}

std::string as_regex(const std::vector<std::string>& hosts) {
  std::string result = "(?:";
  for (const std::string& host : hosts)
    result.append(&host == &hosts.front() ? "" : "|").append(as_regex(host));
  return result + ")";
}

std::string first_lines(const Site& site, const SiteServer& server) {
  std::string text = fmt::format(
      "# fingerpost's site for {}: the names that mail clients ask, printed by\n"
      "# `{}`. When you add domains, print it again.\n",
      server.name, site_command(site, server));
  if (site.takes_all())
    text += fmt::format(
        "# The names of {} cannot be listed, so this site answers\n"
        "# for every name that begins with autoconfig., autodiscover. or ua-auto-config. Over "
        "https, "
        "clients\n"
        "# accept an answer only if the certificate has the name.\n",
        printable(listed(site.patterns), 200));
  return text;
}

}  // namespace fingerpost
