// SPDX-License-Identifier: MIT
#include "import/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/file.hpp"
#include "base/text.hpp"
#include "import/formats.hpp"
#include "import/write.hpp"

namespace fingerpost {

using namespace foreign;

namespace {

/** The largest file in bytes, enough for 400,000 domains. */
constexpr std::size_t size_limit = 16 * 1024 * 1024;
/** The maximum number of warnings about a file. Further ones only become comments in the
    configuration. */
constexpr std::size_t warning_limit = 100;
/** The longest warning in bytes. */
constexpr std::size_t longest_warning = 400;

/** A root element and its reader. */
struct Document {
  std::string_view root;
  FileRefusal (*read)(const XmlElement&, File&);
};

constexpr Document documents[] = {
    {"clientConfig", read_client_config},
    {"Autodiscover", read_autodiscover_answer},
    {"plist", read_apple_profile},
};

/** Counts the elements except domains, of which there may be many because each is cheap to read. */
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

FileRefusal read_xml(std::string_view content, File& file) {
  const auto root = read_xml_tree(content);
  if (!root)
    return Warning{root.error().line, fmt::format("{}{}", root.error().reason,
                                                  root.error().reason == "unknown encoding"
                                                      ? "; convert the file to UTF-8 with iconv(1)"
                                                      : "")};
  if (count_entries(*root) > entry_limit)
    return Warning{root->line, fmt::format("has more than {} elements", entry_limit)};
  const auto* const document = std::ranges::find(documents, root->name, &Document::root);
  if (document == std::end(documents))
    return Warning{
        root->line,
        fmt::format("the root element {} is not clientConfig (autoconfig), Autodiscover or "
                    "plist (Apple), so this file cannot be imported",
                    root->name)};
  see_texts(*root, file.people);
  return document->read(*root, file);
}

bool is_xml(std::string_view content) {
  // Skips the byte order mark and the zero bytes of UTF-16, too.
  const auto first = content.find_first_not_of(std::string_view(" \t\r\n\f\v\0\xfe\xff", 9));
  return first != content.npos && content[first] == '<';
}

std::size_t find_document(std::string_view content) {
  return std::min(
      {content.find("<?xml "), content.find("<clientConfig"), content.find("<Autodiscover")});
}

bool has_text_before_xml(std::string_view content) {
  return find_document(content) != content.npos;
}

FileRefusal refuse_text_before_xml(std::string_view content, File&) {
  const auto line_of = [&](std::size_t position) {
    return static_cast<unsigned long>(std::ranges::count(content.substr(0, position), '\n')) + 1;
  };
  return Warning{line_of(content.find_first_not_of(" \t\r\n")),
                 fmt::format("has text before the XML, which begins in line {}; remove the text",
                             line_of(find_document(content)))};
}

/** A format that can be imported, or one that is recognized only to say what to do instead. */
struct Format {
  /** Possible beginnings of the content, ignoring case. */
  std::array<std::string_view, 3> starts;
  FileRefusal (*read)(std::string_view content, File& file);
  /** Why a format without a reader is refused, and what to do. */
  std::string_view refusal = {};
  /** Recognizes the format if `starts` does not. Both look at the content without white space at
      its ends. */
  bool (*is)(std::string_view content) = nullptr;

  bool matches(std::string_view content) const {
    return (is && is(content)) || std::ranges::any_of(starts, [&](std::string_view start) {
             return !start.empty() && starts_with_ignoring_case(content, start);
           });
  }
};

/** All formats. The first match is used. */
constexpr Format formats[] = {
    {{"<?php"}, nullptr, "is a PHP script; import its output, for example fetched with curl(1)"},
    {{"<!doctype html", "<html"}, nullptr, "is a web page, probably an error page; check the URL"},
    {{}, read_xml, {}, is_xml},
    {{"\xff\xfe", "\xfe\xff"},
     nullptr,
     "is in UTF-16, which is supported only for XML; convert it to UTF-8 with iconv(1)"},
    {{"{"}, read_automx2},
    // CMS messages (RFC 5652).
    {{"0\x80", "0\x82", "0\x83"},
     nullptr,
     "is signed; import the output of: openssl cms -verify -noverify -inform DER -in FILE"},
    {{"-----BEGIN PKCS7-----", "-----BEGIN CMS-----"},
     nullptr,
     "is signed; import the output of: openssl cms -verify -noverify -inform PEM -in FILE"},
    {{"bplist"},
     nullptr,
     "is a binary property list; convert it with `plistutil -f xml` or `plutil -convert xml1` "
     "first"},
    {{}, refuse_text_before_xml, {}, has_text_before_xml},
    {{}, read_automx, {}, is_ini},
    {{}, read_environment, {}, is_environment},
};

/** Reads a file with the reader for its format, which is recognized from the content. */
FileRefusal read(std::string_view content, File& file) {
  if (content.size() > size_limit) return Warning{0, "is larger than 16 MiB"};
  content = without_byte_order_mark(content);
  const std::string_view text = trim(content);
  if (text.empty()) return Warning{0, "is empty"};
  const auto* const format =
      std::ranges::find_if(formats, [&](const Format& each) { return each.matches(text); });
  if (format == std::end(formats))
    return Warning{
        0,
        "is not in a supported format: config-v1.1.xml, autodiscover.xml, Apple's profiles, "
        "automx.conf, the JSON of automx2, or the environment of autodiscover-email-settings"};
  if (!format->read) return Warning{0, std::string(format->refusal)};
  // Pass the untrimmed content so that line numbers are right.
  return format->read(content, file);
}

std::string described(const std::string& file, const Warning& warning) {
  const std::string place = warning.line > 0 ? fmt::format("{}:{}", file, warning.line) : file;
  return fmt::format("{}: {}", printable(place, longest_warning),
                     printable(warning.text, longest_warning));
}

void report(File& file) {
  // In the order of the file rather than of the settings.
  std::ranges::stable_sort(file.warnings, {}, &Warning::line);
  std::vector<std::string>& warnings = file.draft.warnings;
  const std::size_t count = std::min(file.warnings.size(), warning_limit);
  for (std::size_t i = 0; i < count; ++i)
    warnings.push_back(described(file.name, file.warnings[i]));
  if (file.warnings.size() > count)
    warnings.push_back(
        described(file.name, {0, fmt::format("{} more warnings are comments in the configuration",
                                             file.warnings.size() - count)}));
}

/** Imports a file into the draft. If the file is refused, returns the problem. */
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
