// SPDX-License-Identifier: MIT
#include "config/logo.hpp"

#include <fmt/format.h>

#include "base/base64.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "base/xml_reader.hpp"

namespace fingerpost {

namespace {

using namespace std::string_view_literals;

/** A media type of bitmaps, and the beginning of its files. */
struct BitmapType {
  std::string_view name;
  std::string_view begin;
  /** The bytes that follow after `begin` and four more bytes; empty for anything. */
  std::string_view after = {};
};

// From WHATWG's MIME Sniffing standard, section 6.1 (read in 2026-11).
constexpr BitmapType bitmap_types[] = {
    {"image/png", "\x89PNG\r\n\x1a\n"},
    {"image/jpeg", "\xff\xd8\xff"},
    {"image/gif", "GIF87a"},
    {"image/gif", "GIF89a"},
    {"image/webp", "RIFF", "WEBPVP"},
};

/** Returns the media type of a bitmap; empty if not all browsers can show it. */
std::string_view bitmap_type(std::string_view content) {
  for (const auto& [name, begin, after] : bitmap_types)
    if (content.starts_with(begin) &&
        (after.empty() ||
         content.substr(begin.size()).substr(0, 4 + after.size()).ends_with(after)))
      return name;
  return {};
}

/** Returns why browsers do not show an SVG document as a picture; empty if they do. */
std::string svg_complaint(std::string_view document) {
  const auto root = read_xml_tree(document);
  if (!root)
    return fmt::format("cannot be read as SVG: {} (line {}); save it as plain SVG",
                       root.error().reason, root.error().line);
  if (root->name != "svg")
    return fmt::format("begins with <{}>, so it is not an SVG picture", printable(root->name));
  if (document.find("http://www.w3.org/2000/svg") == document.npos)
    return "has no namespace, so browsers do not show it; write: <svg "
           "xmlns=\"http://www.w3.org/2000/svg\"";
  return {};
}

std::string data_url(std::string_view type, std::string_view content) {
  return fmt::format("data:{};base64,{}", type, base64(content));
}

/** Reads a picture's file and returns it as a data: URL. */
Value<std::string> read_picture(const std::string& path) {
  const auto content = read_file(path);
  return content ? parse_picture(*content) : tl::make_unexpected(content.error());
}

}  // namespace

Value<std::string> parse_picture(std::string_view content) {
  if (content.empty()) return tl::make_unexpected("is empty");
  if (content.size() > longest_logo)
    return tl::make_unexpected(
        fmt::format("has {} bytes, more than the limit of {}; make the picture smaller, or give "
                    "its https URL",
                    content.size(), longest_logo));
  if (const std::string_view type = bitmap_type(content); !type.empty())
    return data_url(type, content);
  if (content.starts_with("\x1f\x8b"))
    return tl::make_unexpected("is compressed; decompress it with gunzip");
  if (!trim(without_byte_order_mark(content)).starts_with('<'))
    return tl::make_unexpected("is not a PNG, JPEG, GIF, WebP or SVG picture");
  const std::string complaint = svg_complaint(content);
  if (!complaint.empty()) return tl::make_unexpected(complaint);
  return data_url("image/svg+xml", content);
}

void read_logo(const Node& node, std::string& logo) {
  if (starts_with_ignoring_case(node.value(), "data:"))
    return node.error("takes a file or an https URL, not a data: URL; put the picture into a file");
  if (node.value().find("://") != std::string::npos) {
    std::optional<Url> url;
    if (node.read(parse_fixed_https_url, url)) logo = url->text();
    return;
  }
  const std::string path = node.path();
  auto picture = read_picture(path);
  if (!picture) return node.error("{}: {}", path, picture.error());
  node.note_file(path);
  logo = *std::move(picture);
}

}  // namespace fingerpost
