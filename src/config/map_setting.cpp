// SPDX-License-Identifier: MIT
#include "config/map_setting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "config/hints.hpp"
#include "config/wrong.hpp"
#include "postfix/socketmap.hpp"

namespace fingerpost {

namespace {

std::string_view without_proxy(std::string_view text) {
  constexpr std::string_view proxy = "proxy:";
  while (text.starts_with(proxy)) text.remove_prefix(proxy.size());
  return text;
}

/** Returns advice for a text without a type before it. */
std::string meant_map(std::string_view text) {
  if (!text.starts_with('/')) return {};
  return text.ends_with(".cf") ? fmt::format("; write the type before the path: pgsql:{}", text)
                               : fmt::format("; write texthash:{}", text);
}

Value<const MapType*> parse_type(std::string_view word) {
  std::vector<std::string_view> words;
  for (const MapType& type : map_types) {
    if (equal_ignoring_case(type.word, word)) return &type;
    words.push_back(type.word);
  }
  const std::string advice = hint(Context::map, word);
  return wrong("{} is not a supported type of map{}", in_quotes(word),
               advice.empty() ? did_you_mean(word, words) : "; " + advice);
}

/** Returns whether the text names more than one map, which main.cf allows. */
bool is_list(std::string_view text) {
  const std::string_view rest = text.substr(std::min(text.find_first_of(", \t"), text.size()));
  const std::string_view next =
      without_proxy(rest.substr(std::min(rest.find_first_not_of(", \t"), rest.size())));
  const auto colon = next.find(':');
  return colon != next.npos && parse_type(next.substr(0, colon));
}

/** Sets the socket of a map. */
Value<Map> with_socket(Map map, std::string_view path) {
  auto socket = parse_socket(path);
  if (!socket) return tl::make_unexpected(std::move(socket.error()));
  map.socket = *std::move(socket);
  return map;
}

/** Parses `unix:PATH:TABLE`. As in Postfix, the last colon begins the table. */
Value<Map> parse_socketmap(Map map, std::string_view name) {
  constexpr std::string_view scheme = "unix:";
  if (name.starts_with("inet:"))
    return wrong(
        "{}: fingerpostd does not use the network; let the server listen on a Unix socket, and "
        "write socketmap:unix:PATH:NAME",
        in_quotes(map.text));
  const auto colon = name.rfind(':');
  if (!name.starts_with(scheme) || colon < scheme.size() || colon + 1 == name.size())
    return wrong("{} is not socketmap:unix:PATH:NAME", in_quotes(map.text));
  map.table = name.substr(colon + 1);
  return with_socket(std::move(map), name.substr(scheme.size(), colon - scheme.size()));
}

/** Parses a map whose name is the path of a file. */
Value<Map> parse_file_map(Map map, std::string_view name) {
  if (name.find('$') != name.npos)
    return wrong("{}: parameters of main.cf are not filled in; write the path",
                 in_quotes(map.text));
  if (map.type->reader == MapReader::mapd && name.find_first_of("/.") == name.npos)
    return wrong(
        "{}: the parameters of this map are in main.cf, which is not read; put them into a file, "
        "and write its path",
        in_quotes(map.text));
  map.file = name;
  return map;
}

/** Makes the path of the map's file absolute. Returns whether it succeeded. */
bool resolve_path(const Node& node, Map& map) {
  std::error_code error;
  map.file = std::filesystem::absolute(node.path(map.file), error).string();
  if (error) {
    node.error("{}: {}", in_quotes(map.text), error.message());
    return false;
  }
  map.text = fmt::format("{}:{}", map.type->word, map.file);
  if (map.type->reader == MapReader::mapd) map.table = map.text;
  return true;
}

/** Reads the text of a map. Returns whether it could be read. */
bool read_content(const Node& node, Map& map) {
  // The same file as map.file, in the words of the other messages.
  const std::string_view text = without_proxy(node.value());
  const std::string path = node.path(text.substr(text.find(':') + 1));
  const auto content = read_file(path);
  if (!content) {
    node.error("{}: {}{}", path, content.error(),
               map.type->word == "texthash"
                   ? ""
                   : "; fingerpost reads the text from which postmap makes the database, so keep "
                     "that file");
    return false;
  }
  node.note_file(path);
  map.content = std::make_shared<const TextTable>(*content);
  if (map.content->size() == 0)
    node.report_in(Problem::Severity::warning, path, 0, "contains no entry");
  return true;
}

}  // namespace

Value<Map> parse_map(std::string_view whole) {
  const std::string_view text = without_proxy(whole);
  const auto colon = text.find(':');
  if (colon == text.npos || colon + 1 == text.size())
    return wrong("{} is not a map (TYPE:NAME, such as pgsql:/etc/postfix/domains.cf){}",
                 in_quotes(whole), meant_map(printable(text)));
  const auto type = parse_type(text.substr(0, colon));
  if (!type) return tl::make_unexpected(type.error());
  const std::string_view name = text.substr(colon + 1);
  Map map = {*type, fmt::format("{}:{}", (*type)->word, name)};
  if ((*type)->reader == MapReader::socketmap) return parse_socketmap(std::move(map), name);
  if ((*type)->reader == MapReader::dovecot) return with_socket(std::move(map), name);
  return parse_file_map(std::move(map), name);
}

const Map* read_map(const Node& node, Catalog& catalog) {
  auto map = parse_map(node.value());
  if (!map) {
    node.error(map.error());
    return nullptr;
  }
  if (!map->file.empty() && !resolve_path(node, *map)) return nullptr;
  if (is_list(node.value())) {
    node.error("{} names several maps; write a line for each", in_quotes(node.value()));
    return nullptr;
  }
  // Half of a socketmap request, which also holds the key.
  constexpr std::size_t longest = longest_request / 2;
  if (map->text.size() > longest) {
    node.error("{} is too long (at most {} bytes)", in_quotes(map->text), longest);
    return nullptr;
  }
  // A request of fingerpost-mapd ends the name of the map at the first space.
  if (!is_visible_utf8(map->text)) {
    node.error("{} contains a space or an invisible character; rename the file",
               in_quotes(map->text));
    return nullptr;
  }
  if (const Map* const known = catalog.find_map(map->text)) return known;
  if (map->type->reader == MapReader::text && !read_content(node, *map)) return nullptr;
  return &catalog.add_map(*std::move(map));
}

}  // namespace fingerpost
