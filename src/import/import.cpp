// SPDX-License-Identifier: MIT
#include "import/import.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "import/formats.hpp"
#include "import/write.hpp"

namespace fingerpost {

using namespace foreign;

namespace {

/** The largest file in bytes, enough for 400,000 domains. */
constexpr std::size_t size_limit = 16 * 1024 * 1024;
/** The most remarks on a file; the others are comments in the configuration. */
constexpr std::size_t warning_limit = 100;
/** The longest remark in bytes. */
constexpr std::size_t longest_warning = 400;

/** A root element and its reader. */
struct Document {
  std::string_view root;
  Refusal (*read)(const XmlElement&, File&);
};

constexpr Document documents[] = {
    {"clientConfig", read_client_config},
    {"Autodiscover", read_autodiscover_answer},
    {"plist", read_apple_profile},
};

/** Counts the elements except domains, which may be many and cost little work each. */
std::size_t count_entries(const XmlElement& element) {
  std::size_t count = element.name == "domain" ? 0 : 1;
  for (const XmlElement& child : element.children) count += count_entries(child);
  return count;
}

void see_texts(const XmlElement& element, People& people) {
  people.see(element.text);
  for (const auto& [name, value] : element.attributes) people.see(value);
  for (const XmlElement& child : element.children) see_texts(child, people);
}

Warning to_refusal(const XmlError& error) {
  const std::string_view advice =
      error.reason == "unknown encoding" ? "; convert the file to UTF-8 with iconv(1)" : "";
  return {error.line, fmt::format("{}{}", error.reason, advice)};
}

Refusal read_xml(std::string_view content, File& file) {
  const auto root = read_xml_tree(content);
  if (!root) return to_refusal(root.error());
  if (count_entries(*root) > entry_limit)
    return Warning{root->line, fmt::format("has more than {} elements", entry_limit)};
  const auto document = std::find_if(std::begin(documents), std::end(documents),
                                     [&](const Document& row) { return row.root == root->name; });
  if (document == std::end(documents))
    return Warning{root->line, fmt::format("{} is not clientConfig (autoconfig), Autodiscover or "
                                           "plist (Apple), so this file cannot be imported",
                                           root->name)};
  see_texts(*root, file.people);
  return document->read(*root, file);
}

/** Returns the first characters of the text, whether it is in UTF-8 or UTF-16. */
std::string beginning(std::string_view content) {
  constexpr std::size_t enough = 4096;
  std::string start;
  for (const char c : content.substr(0, enough))
    if (c != '\0' && c != '\xfe' && c != '\xff') start += c;
  return std::string(trim(without_byte_order_mark(start)));
}

bool is_xml(std::string_view content) {
  return beginning(content).starts_with('<');
}

bool is_json(std::string_view content) {
  return content.starts_with('{');
}

/** Returns whether this is a CMS message (RFC 5652), in DER or PEM. */
bool is_signed(std::string_view content) {
  return content.starts_with("0\x80") || content.starts_with("0\x82") ||
         content.starts_with("0\x83") || content.starts_with("-----BEGIN PKCS7-----") ||
         content.starts_with("-----BEGIN CMS-----");
}

Refusal refuse_signed(std::string_view content, File&) {
  return Warning{0, fmt::format("is signed; import what this prints: openssl cms -verify -noverify "
                                "-inform {} -in FILE",
                                content.starts_with('-') ? "PEM" : "DER")};
}

bool is_binary_plist(std::string_view content) {
  return content.starts_with("bplist");
}

Refusal refuse_binary_plist(std::string_view, File&) {
  return Warning{
      0,
      "is a binary property list; convert it with `plistutil -f xml` or `plutil -convert "
      "xml1` first"};
}

bool is_utf16(std::string_view content) {
  return content.starts_with("\xff\xfe") || content.starts_with("\xfe\xff");
}

Refusal refuse_utf16(std::string_view, File&) {
  return Warning{0, "is in UTF-16, which is read for XML only; convert it to UTF-8 with iconv(1)"};
}

std::size_t find_document(std::string_view content) {
  return std::min(
      {content.find("<?xml "), content.find("<clientConfig"), content.find("<Autodiscover")});
}

bool has_text_before_xml(std::string_view content) {
  return find_document(content) != content.npos;
}

Refusal refuse_text_before_xml(std::string_view content, File&) {
  const auto line_of = [&](std::size_t position) {
    const std::string_view before = content.substr(0, position);
    return static_cast<unsigned long>(std::count(before.begin(), before.end(), '\n')) + 1;
  };
  return Warning{line_of(content.find_first_not_of(" \t\r\n")),
                 fmt::format("there is text before the XML, which begins in line {}; remove it",
                             line_of(find_document(content)))};
}

bool begins_with(std::string_view content, std::string_view word) {
  content.remove_prefix(std::min(content.find_first_not_of(" \t\r\n"), content.size()));
  return equal_ignoring_case(content.substr(0, word.size()), word);
}

bool is_php(std::string_view content) {
  return begins_with(content, "<?php");
}

Refusal refuse_php(std::string_view, File&) {
  return Warning{0, "is a PHP script; import what it answers, for example as curl(1) fetches it"};
}

bool is_web_page(std::string_view content) {
  return begins_with(content, "<!doctype html") || begins_with(content, "<html");
}

Refusal refuse_web_page(std::string_view, File&) {
  return Warning{0, "is a web page, so what was asked for was not found; check the URL"};
}

struct Format {
  bool (*is)(std::string_view content);
  Refusal (*read)(std::string_view content, File& file);
};

/** The first format that matches a content counts. */
constexpr Format formats[] = {
    {is_php, refuse_php},
    {is_web_page, refuse_web_page},
    {is_xml, read_xml},
    {is_utf16, refuse_utf16},
    {is_json, read_automx2},
    {is_signed, refuse_signed},
    {is_binary_plist, refuse_binary_plist},
    {has_text_before_xml, refuse_text_before_xml},
    {is_ini, read_automx},
    {is_environment, read_environment},
};

Refusal read(std::string_view content, File& file) {
  if (content.size() > size_limit) return Warning{0, "is larger than 16 MiB"};
  const std::string_view text = trim(without_byte_order_mark(content));
  if (text.empty()) return Warning{0, "is empty"};
  const auto format = std::find_if(std::begin(formats), std::end(formats),
                                   [&](const Format& row) { return row.is(text); });
  if (format == std::end(formats))
    return Warning{0,
                   "is not in a format that can be imported, which are config-v1.1.xml, "
                   "autodiscover.xml, Apple's profiles, automx.conf, the JSON of automx2 and the "
                   "environment of autodiscover-email-settings"};
  // Untrimmed, so that line numbers are right.
  return format->read(without_byte_order_mark(content), file);
}

std::string described(const std::string& file, const Warning& warning) {
  const std::string place = warning.line > 0 ? fmt::format("{}:{}", file, warning.line) : file;
  return fmt::format("{}: {}", printable(place, longest_warning),
                     printable(warning.text, longest_warning));
}

void report(File& file) {
  // In the order of the file, not of the settings.
  std::stable_sort(file.warnings.begin(), file.warnings.end(),
                   [](const Warning& a, const Warning& b) { return a.line < b.line; });
  std::vector<std::string>& warnings = file.draft.warnings;
  const std::size_t count = std::min(file.warnings.size(), warning_limit);
  for (std::size_t i = 0; i < count; ++i)
    warnings.push_back(described(file.name, file.warnings[i]));
  if (file.warnings.size() > count)
    warnings.push_back(
        described(file.name, {0, fmt::format("{} more remarks are comments in the configuration",
                                             file.warnings.size() - count)}));
}

/** Imports a file into the draft. If the file is refused, returns what is wrong with it. */
std::optional<std::string> import_file(const std::string& path, Draft& draft) {
  File file{path == "-" ? "standard input" : path, draft};
  for (const std::string& domain : draft.domains) file.people.see_domain(domain);
  const auto content = path == "-" ? read_standard_input() : read_file(path);
  if (!content) return described(file.name, {0, content.error()});
  if (const auto refusal = read(*content, file)) return described(file.name, *refusal);
  report(file);
  return std::nullopt;
}

}  // namespace

Imported import_files(std::span<const std::string> paths, std::span<const std::string> domains) {
  Draft draft{.domains = {domains.begin(), domains.end()}};
  Imported imported;
  for (const std::string& path : paths)
    if (auto refusal = import_file(path, draft)) imported.refusals.push_back(*std::move(refusal));
  imported.configuration = write_configuration(draft);
  for (const ProviderDraft& provider : draft.providers) {
    imported.providers += provider.awaits_domain || !provider.first_domain.empty();
    imported.without_domain += provider.awaits_domain;
  }
  imported.domains_used = draft.domains_used;
  imported.warnings = std::move(draft.warnings);
  return imported;
}

}  // namespace fingerpost
