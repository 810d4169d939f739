// SPDX-License-Identifier: MIT
#include "import/formats.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace fingerpost::foreign {

namespace {

/** The largest file in bytes, enough for 400,000 domains. */
constexpr std::size_t size_limit = 16 * 1024 * 1024;

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

Refusal read_xml(std::string_view content, File& file) {
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
    return Warning{root->line, fmt::format("{} is not clientConfig (autoconfig), Autodiscover or "
                                           "plist (Apple), so this file cannot be imported",
                                           root->name)};
  see_texts(*root, file.people);
  return document->read(*root, file);
}

bool is_xml(std::string_view content) {
  // Also in UTF-16.
  const auto first = content.find_first_not_of(std::string_view(" \t\r\n\f\v\0\xfe\xff", 9));
  return first != content.npos && content[first] == '<';
}

bool is_utf16(std::string_view content) {
  return content.starts_with("\xff\xfe") || content.starts_with("\xfe\xff");
}

bool is_json(std::string_view content) {
  return content.starts_with('{');
}

/** A CMS message (RFC 5652). */
bool is_signed_in_der(std::string_view content) {
  return content.starts_with("0\x80") || content.starts_with("0\x82") ||
         content.starts_with("0\x83");
}

bool is_signed_in_pem(std::string_view content) {
  return content.starts_with("-----BEGIN PKCS7-----") || content.starts_with("-----BEGIN CMS-----");
}

bool is_binary_plist(std::string_view content) {
  return content.starts_with("bplist");
}

bool is_php(std::string_view content) {
  return starts_with_ignoring_case(content, "<?php");
}

bool is_web_page(std::string_view content) {
  return starts_with_ignoring_case(content, "<!doctype html") ||
         starts_with_ignoring_case(content, "<html");
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
    return static_cast<unsigned long>(std::ranges::count(content.substr(0, position), '\n')) + 1;
  };
  return Warning{line_of(content.find_first_not_of(" \t\r\n")),
                 fmt::format("there is text before the XML, which begins in line {}; remove it",
                             line_of(find_document(content)))};
}

/** A format that is read, or that is only known, to say what to do instead. */
struct Format {
  /** Gets the content without white space at its ends. */
  bool (*is)(std::string_view content);
  Refusal (*read)(std::string_view content, File& file);
  /** The reason to refuse a format that has no reader. */
  std::string_view refusal = {};
};

/** The first format that matches a content counts. */
constexpr Format formats[] = {
    {is_php, nullptr, "is a PHP script; import what it answers, for example as curl(1) fetches it"},
    {is_web_page, nullptr, "is a web page, so what was asked for was not found; check the URL"},
    {is_xml, read_xml},
    {is_utf16, nullptr,
     "is in UTF-16, which is read for XML only; convert it to UTF-8 with iconv(1)"},
    {is_json, read_automx2},
    {is_signed_in_der, nullptr,
     "is signed; import what this prints: openssl cms -verify -noverify -inform DER -in FILE"},
    {is_signed_in_pem, nullptr,
     "is signed; import what this prints: openssl cms -verify -noverify -inform PEM -in FILE"},
    {is_binary_plist, nullptr,
     "is a binary property list; convert it with `plistutil -f xml` or `plutil -convert xml1` "
     "first"},
    {has_text_before_xml, refuse_text_before_xml},
    {is_ini, read_automx},
    {is_environment, read_environment},
    {[](std::string_view) { return true; }, nullptr,
     "is not in a format that can be imported, which are config-v1.1.xml, autodiscover.xml, "
     "Apple's "
     "profiles, automx.conf, the JSON of automx2 and the environment of "
     "autodiscover-email-settings"},
};

}  // namespace

Refusal read_file_content(std::string_view content, File& file) {
  if (content.size() > size_limit) return Warning{0, "is larger than 16 MiB"};
  content = without_byte_order_mark(content);
  const std::string_view text = trim(content);
  if (text.empty()) return Warning{0, "is empty"};
  const auto* const format =
      std::ranges::find_if(formats, [&](const Format& row) { return row.is(text); });
  if (!format->read) return Warning{0, std::string(format->refusal)};
  // Untrimmed, so that line numbers are right.
  return format->read(content, file);
}

}  // namespace fingerpost::foreign
