// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "postfix/text_table.hpp"

namespace fingerpost {

/** Who reads a map. */
enum class MapReader {
  /** fingerpost-mapd, which fingerpostd queries over socketmap, using the map's full text as its
      name. NAME is the path of Postfix's parameter file. */
  mapd,
  /** fingerpostd, with the protocol of socketmap_table(5). NAME is `unix:PATH:TABLE`. */
  socketmap,
  /** fingerpostd, with the protocol of Dovecot's auth-userdb socket. NAME is the path of that
      socket. */
  dovecot,
  /** The program that loads the configuration: it reads the entire file NAME. */
  text,
};

/** A type of map, with the name that Postfix uses for it (DATABASE_README). */
struct MapType {
  std::string_view word;
  MapReader reader;
};

inline constexpr MapType map_types[] = {
    {"pgsql", MapReader::mapd},          {"mysql", MapReader::mapd},
    {"sqlite", MapReader::mapd},         {"ldap", MapReader::mapd},
    {"socketmap", MapReader::socketmap}, {"dovecot", MapReader::dovecot},
    {"texthash", MapReader::text},       {"hash", MapReader::text},
    {"lmdb", MapReader::text},           {"cdb", MapReader::text},
    {"btree", MapReader::text},
};

/** A table of a mail server that maps a key to a value: `TYPE:NAME` in the configuration. It never
    changes once the configuration is loaded. */
struct Map {
  const MapType* type;
  /** The full name without `proxy:`, as in `pgsql:/etc/postfix/domains.cf`. Maps with the same text
      are the same map, also across reloads. */
  std::string text;
  /** The path of Postfix's parameter file or of the text file; empty for other types. */
  std::string file = {};
  /** The path of the Unix socket over which the map is queried; empty if MapReader is `text`. */
  std::string socket = {};
  /** The name of the map at that socket; empty for `dovecot`. */
  std::string table = {};
  /** The content if MapReader is `text`, otherwise null. */
  std::shared_ptr<const TextTable> content = {};

  /** Whether it is queried over its socket. */
  bool is_asked() const noexcept { return type->reader != MapReader::text; }
};

}  // namespace fingerpost
