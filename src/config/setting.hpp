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

/** How often a setting can appear in its block. */
enum class Times { once, many };
enum class Form { value, block, value_and_block };

/** The description of a setting, without its reader. */
struct SettingInfo {
  std::string_view word;
  Times times;
  Form form;
  /** The kind of its value, in one word; empty if it has only a block. */
  std::string_view kind = {};
  /** The value that is used if the setting is missing; empty for none. */
  std::string_view default_value = {};
};

/** A row of a table of settings. The block configures a Target. */
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

/** Reads a value into a member of the target, or into a member of a member. For rows without
    further rules. */
template <auto parse, auto... members, class Target>
void store(const Node& node, Target& target) {
  node.read(parse, (target.*....*members));
}

/** The words seen in a block so far. */
using SeenWords = std::vector<std::string_view>;

/** Reads a setting by the row with this number. */
using ReadRow = std::function<void(std::size_t row, const Node& node)>;

/** Calls `read` for each valid setting of the block, and reports the others with advice on what was
    most likely meant. Then calls `read` for the default of each setting that was not seen, unless
    the block continues in another file. Returns whether it understood the entire block; if not, a
    setting that seems to be missing could be there. */
bool read_rows(const Node& block, Context context, std::span<const SettingInfo> rows,
               SeenWords& seen, bool goes_on, const ReadRow& read);

/** Reads a block by its table, or a part of a block that continues in another file; see
    `read_rows`. */
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
    its value, `block` if it can have one, and its default; `-` for anything that does not exist. */
void list_rows(std::string_view block, std::span<const SettingInfo> rows, std::string& text);

template <class Target, std::size_t N>
void list_settings(const SettingTable<Target, N>& table, std::string& text) {
  list_rows(table.name, table.infos, text);
}

}  // namespace fingerpost
