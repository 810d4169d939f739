// SPDX-License-Identifier: MIT
#include "inspect/postfix_list.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/file.hpp"
#include "base/text.hpp"
#include "config/map_setting.hpp"
#include "model/domain.hpp"
#include "postfix/logical_line.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view separators = ", \t\r\n";
/** How deeply files and maps may be nested. */
constexpr int deepest_list = 4;
/** A file with more names becomes a map instead of a list of names. */
constexpr std::size_t most_names = 20;
/** The largest file, in bytes, that is parsed if no map can read it. */
constexpr std::size_t longest_file = 256 * 1024;

/** Removes an item from the front of a list and returns it. Separators in braces belong to the
    item. */
std::string_view take_item(std::string_view& list) {
  list.remove_prefix(std::min(list.find_first_not_of(separators), list.size()));
  int depth = 0;
  std::size_t end = 0;
  for (; end < list.size(); ++end) {
    if (depth == 0 && separators.find(list[end]) != separators.npos) break;
    if (list[end] == '{') ++depth;
    if (list[end] == '}') --depth;
  }
  const std::string_view item = list.substr(0, end);
  list.remove_prefix(end);
  return item;
}

/** Returns the text in the braces of `TYPE:{…}`, or nothing if the item is not of that type. */
std::string_view in_braces(std::string_view item, std::string_view type) {
  if (!item.starts_with(type) || !item.ends_with('}')) return {};
  item.remove_prefix(type.size());
  if (!item.starts_with(":{")) return {};
  return item.substr(2, item.size() - 3);
}

bool is_missing(const std::string& path) {
  return access(path.c_str(), F_OK) != 0 && errno == ENOENT;
}

/** Returns whether a text map would have the same keys that Postfix finds in the file. */
bool has_name_a_line(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = trim(take_line(text));
    if (!line.empty() && !line.starts_with('#') && !Domain::parse(line)) return false;
  }
  return true;
}

class ListReader {
 public:
  explicit ListReader(PostfixListKind kind) noexcept : kind_(kind) {}

  PostfixList read(std::string_view value) {
    take_list(value, 0);
    return std::move(list_);
  }

 private:
  void take_list(std::string_view value, int depth) {
    for (std::string_view item = take_item(value); !item.empty(); item = take_item(value))
      take(item, depth);
  }

  void take(std::string_view item, int depth) {
    const bool domains = kind_ == PostfixListKind::domains;
    if (depth > deepest_list) return refuse(item, "is nested too deeply; list it directly");
    if (domains && item.starts_with('!'))
      return refuse(item, "no setting excludes a domain; make sure that it is not served");
    if (domains && item.starts_with('/')) return take_file(std::string(item), depth);
    if (const auto maps = in_braces(item, "unionmap"); domains && !maps.empty())
      return take_list(maps, depth + 1);
    if (const auto entries = in_braces(item, "inline"); domains && !entries.empty())
      return take_keys(entries);
    if (!domains || item.find(':') != item.npos) return take_map(item);
    list_.names.emplace_back(item);
  }

  void take_file(const std::string& path, int depth) {
    const auto content = read_file(path);
    if (!content) return refuse(path, content.error());
    const auto lines = static_cast<std::size_t>(std::ranges::count(*content, '\n'));
    if (lines > most_names && has_name_a_line(*content)) return take_map("texthash:" + path);
    if (content->size() > longest_file)
      return refuse(path, "is too long to parse; write one domain per line");
    LogicalLines rest(*content);
    for (LogicalLine line = rest.next(); line.number > 0; line = rest.next())
      take_list(line.text, depth + 1);
  }

  /** Adds the keys of `key = value` and `{ key = value }`. */
  void take_keys(std::string_view entries) {
    for (std::string_view item = take_item(entries); !item.empty(); item = take_item(entries)) {
      if (item.starts_with('{')) item.remove_prefix(1);
      const std::string_view key = trim(item.substr(0, item.find('=')));
      if (!key.empty()) list_.names.emplace_back(key);
    }
  }

  void take_map(std::string_view item) {
    const auto map = parse_map(item);
    if (!map) return refuse(item, map.error());
    if (!is_visible_utf8(map->text))
      return refuse(item, "has invisible characters; rename the file");
    if (!map->file.empty() && !map->file.starts_with('/'))
      return refuse(item, "write the absolute path");
    if (!map->file.empty() && is_missing(map->file))
      return refuse(item, map->type->reader == MapReader::text
                              ? "the text file that postmap reads is missing; restore it, because "
                                "fingerpost cannot read the database"
                              : "the file is missing");
    if (std::ranges::find(list_.maps, map->text) == list_.maps.end())
      list_.maps.push_back(map->text);
  }

  void refuse(std::string_view item, std::string_view why) {
    const bool named = why.starts_with(in_quotes(item));
    list_.refused.push_back(named ? std::string(why) : fmt::format("{}: {}", printable(item), why));
  }

  PostfixListKind kind_;
  PostfixList list_;
};

}  // namespace

PostfixList read_postfix_list(std::string_view value, PostfixListKind kind) {
  return ListReader(kind).read(value);
}

}  // namespace fingerpost
