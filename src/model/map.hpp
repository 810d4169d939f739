// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "postfix/text_table.hpp"

namespace fingerpost {

/** Who reads a map. */
enum class MapReader {
  /** fingerpost-mapd, which fingerpostd asks by socketmap, by the map's whole text. NAME is the path
      of Postfix's file of parameters. */
  mapd,
  /** fingerpostd, by the protocol of socketmap_table(5). NAME is `unix:PATH:TABLE`. */
  socketmap,
  /** fingerpostd, by the protocol of Dovecot's auth-userdb socket, whose path is NAME. */
  dovecot,
  /** Whoever loads the configuration reads the whole file NAME. */
  text,
};

/** A type of map, by the name that Postfix has for it (DATABASE_README). */
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

/** A table of a mail server that answers a key with a value: `TYPE:NAME` in the configuration. It
    never changes once the configuration is loaded. */
struct Map {
  const MapType* type;
  /** The whole name, `pgsql:/etc/postfix/domains.cf`, without `proxy:`. Maps with the same text are
      the same map, before and after a reload. */
  std::string text;
  /** The path of Postfix's file of parameters or of the text; empty for other types. */
  std::string file = {};
  /** The path of the Unix socket where the map is asked; empty if MapReader is `text`. */
  std::string socket = {};
  /** The name that the map has there; empty for `dovecot`. */
  std::string table = {};
  /** The content, if MapReader is `text`; otherwise null. */
  std::shared_ptr<const TextTable> content = {};

  /** Whether it is asked over its socket. */
  bool is_asked() const noexcept { return type->reader != MapReader::text; }
};

}  // namespace fingerpost
