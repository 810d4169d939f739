// SPDX-License-Identifier: MIT
#include "inspect/doveconf_tree.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr int deepest_block = 16;

/** Removes a word or a quoted string from the front of a line, with the spaces after it, and
    returns it. */
std::string take_token(std::string_view& line) {
  std::string token;
  std::size_t i = 0;
  if (line.starts_with('"')) {
    for (i = 1; i < line.size() && line[i] != '"'; ++i) {
      if (line[i] == '\\' && i + 1 < line.size()) ++i;
      token += line[i];
    }
    ++i;
  } else {
    i = std::min(line.find_first_of(" \t"), line.size());
    token = line.substr(0, i);
  }
  line = trim(line.substr(std::min(i, line.size())));
  return token;
}

class TreeReader {
 public:
  explicit TreeReader(std::string_view text) : text_(text) {}

  /** Reads until the section ends. Leaves a section that is nested too deeply empty. */
  void read_section(DoveconfSection& section, int depth);

 private:
  void read_line(std::string_view line, DoveconfSection& section, int depth);
  void skip_inline_file(std::string_view marker);

  std::string_view text_;
  /** Whether every value such as `<<END` had its end marker so far. doveconf always prints the
      marker, so a value without one is not of this kind; searching for it each time would take too
      long. */
  bool has_inline_files_ = true;
};

void TreeReader::skip_inline_file(std::string_view marker) {
  std::string_view rest = text_;
  while (has_inline_files_ && !rest.empty())
    if (take_line(rest) == marker) {
      text_ = rest;
      return;
    }
  has_inline_files_ = false;
}

void TreeReader::read_line(std::string_view line, DoveconfSection& section, int depth) {
  std::string key = take_token(line);
  if (line.starts_with('=')) {
    line = trim(line.substr(1));
    if (line.starts_with("<<")) skip_inline_file(line.substr(2));
    section.settings.push_back(
        {std::move(key), line.starts_with('"') ? take_token(line) : std::string(line)});
    return;
  }
  if (!line.ends_with('{')) return;
  DoveconfSection inner;
  inner.type = std::move(key);
  line = trim(line.substr(0, line.size() - 1));
  // A name may be several words: `group @mailboxes english`.
  inner.name = line.starts_with('"') ? take_token(line) : std::string(line);
  read_section(inner, depth + 1);
  section.sections.push_back(std::move(inner));
}

void TreeReader::read_section(DoveconfSection& section, int depth) {
  // Beyond the limit only braces count, without recursion.
  int beyond = 0;
  while (!text_.empty()) {
    const std::string_view line = trim(take_line(text_));
    if (line.empty() || line.starts_with('#')) continue;
    if (line == "}") {
      if (beyond == 0 && depth > 0) return;
      if (beyond > 0) --beyond;
    } else if (depth < deepest_block) {
      read_line(line, section, depth);
    } else if (line.ends_with('{')) {
      ++beyond;
    }
  }
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (text = trim(text); !text.empty();) words.push_back(take_token(text));
  return words;
}

}  // namespace

std::optional<std::string_view> DoveconfSection::find(std::string_view key) const noexcept {
  for (auto setting = settings.rbegin(); setting != settings.rend(); ++setting)
    if (setting->key == key) return setting->value;
  return std::nullopt;
}

std::string_view DoveconfSection::value(std::string_view key) const noexcept {
  return find(key).value_or(std::string_view());
}

bool DoveconfSection::is_on(std::string_view key, bool otherwise) const noexcept {
  const std::string_view text = value(key);
  return text.empty() ? otherwise : text == "yes";
}

std::optional<std::vector<std::string>> DoveconfSection::list(std::string_view key) const {
  const auto line = find(key);
  const DoveconfSection* const block = last(key);
  if (!line && !block) return std::nullopt;
  std::vector<std::string> words = words_of(line.value_or(std::string_view()));
  if (!block) return words;
  for (const auto& [word, on] : block->settings) {
    std::erase(words, word);
    if (on == "yes") words.push_back(word);
  }
  return words;
}

std::vector<const DoveconfSection*> DoveconfSection::all(std::string_view type_wanted) const {
  std::vector<const DoveconfSection*> found;
  for (const DoveconfSection& section : sections)
    if (section.type == type_wanted) found.push_back(&section);
  return found;
}

const DoveconfSection* DoveconfSection::last(std::string_view type_wanted) const noexcept {
  for (auto section = sections.rbegin(); section != sections.rend(); ++section)
    if (section->type == type_wanted) return &*section;
  return nullptr;
}

DoveconfSection read_doveconf(std::string_view text) {
  DoveconfSection whole;
  TreeReader(text).read_section(whole, 0);
  return whole;
}

}  // namespace fingerpost
