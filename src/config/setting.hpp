// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/hints.hpp"
#include "config/node.hpp"

namespace fingerpost {

/** How often a setting may stand in its block. */
enum class Times { once, many };
enum class Form { value, block, value_and_block };

/** Describes a setting, apart from what reads it. */
struct SettingInfo {
  std::string_view word;
  Times times;
  Form form;
  /** The kind of its value, in one word; empty if it has only a block. */
  std::string_view kind = {};
  /** The value that is read where the setting is missing; empty if there is none. */
  std::string_view default_value = {};
};

/** A row of a table of settings; Target is what the block configures. */
template <class Target>
struct Setting {
  SettingInfo info;
  void (*read)(const Node& node, Target& target);
};

/** All settings of one kind of block. */
template <class Target, std::size_t N>
struct SettingTable {
  Context context;
  /** The word that names the block in lists of settings. */
  std::string_view name;
  std::array<SettingInfo, N> infos = {};
  std::array<void (*)(const Node& node, Target& target), N> readers = {};

  constexpr SettingTable(Context place, std::string_view word,
                         const std::array<Setting<Target>, N>& rows)
      : context(place), name(word) {
    for (std::size_t i = 0; i < N; ++i) {
      infos[i] = rows[i].info;
      readers[i] = rows[i].read;
    }
  }
};

/** The reader of a row whose value goes into a member of the target, or a member of a member, as it
    is. */
template <auto parse, auto... members, class Target>
void store(const Node& node, Target& target) {
  node.read(parse, (target.*....*members));
}

/** The words met in a block so far. */
using SeenWords = std::vector<std::string_view>;

/** Reads the setting in the row with this number. */
using ReadRow = std::function<void(std::size_t row, const Node& node)>;

/** Calls `read` for each setting of the block that can be read, and reports the others with advice
    on what was most likely meant; then, unless the block goes on in another file, for the default
    of each setting that was not seen. Returns whether it understood all of the block: if not, a
    setting that seems to be missing may well be there. */
bool read_rows(const Node& block, Context context, std::span<const SettingInfo> rows,
               SeenWords& seen, bool goes_on, const ReadRow& read);

/** Reads a block, or a part of one that goes on in another file, by its table; see `read_rows`. */
template <class Target, std::size_t N>
bool read_settings(const Node& block, const SettingTable<Target, N>& table, Target& target,
                   SeenWords& seen, bool goes_on) {
  return read_rows(block, table.context, table.infos, seen, goes_on,
                   [&](std::size_t row, const Node& node) { table.readers[row](node, target); });
}

template <class Target, std::size_t N>
bool read_settings(const Node& block, const SettingTable<Target, N>& table, Target& target) {
  SeenWords seen;
  return read_settings(block, table, target, seen, false);
}

/** Appends a line for each setting: the name of its block, its word, `once` or `many`, the kind of
    its value, `block` if it may have one, and its default; `-` for what it does not have. */
void list_rows(std::string_view block, std::span<const SettingInfo> rows, std::string& text);

template <class Target, std::size_t N>
void list_settings(const SettingTable<Target, N>& table, std::string& text) {
  list_rows(table.name, table.infos, text);
}

}  // namespace fingerpost
