// SPDX-License-Identifier: MIT
#include "config/setting.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "config/value.hpp"

namespace fingerpost {

namespace {

/** Returns whether a comment after a server looks like a setting of the server's block:
    `; port 143`. */
bool is_server_setting(std::string_view comment) {
  const auto end = comment.find_first_of(" \t");
  if (end == comment.npos) return false;
  const std::string_view value = trim(comment.substr(end));
  return comment.substr(0, end) == "port"       ? parse_port(value).has_value()
         : comment.substr(0, end) == "security" ? parse_security(value).has_value()
                                                : false;
}

/** Returns advice for extra words after a setting. */
std::string too_many_words(const Node& node, const SettingInfo& row, std::string_view words) {
  const std::string value = printable(node.value());
  const bool port = parse_port(words).has_value();
  if (row.kind == "host")
    return fmt::format("; write the {} in a block: {} {} {{ {} }}", port ? "port" : "rest",
                       row.word, value,
                       port                                     ? fmt::format("port {}", words)
                       : equal_ignoring_case(words, "starttls") ? "security starttls"
                                                                : "security tls");
  if (row.kind == "text" || row.kind == "login")
    return fmt::format("; put a value with spaces in quotation marks: {} {}", row.word,
                       in_quotes(node.value() + " " + std::string(words)));
  if (row.word == "documentation")
    return fmt::format("; write the title in a block: documentation {} {{ en {} }}", value,
                       in_quotes(words));
  if (row.word == "domains-file" && words.starts_with("bad-lines "))
    return fmt::format("; write the rest in a block: domains-file {} {{ {} }}", value,
                       printable(words));
  if (row.kind == "size")
    return fmt::format(", without a space; write: {} {}{}", row.word, value, words.substr(0, 1));
  if (row.word == "listen" && port) return fmt::format("; write: listen {}:{}", value, words);
  if (row.times == Times::once || (row.word == "listen" && !parse_endpoint(words)))
    return fmt::format("; remove {}", in_quotes(words));
  return fmt::format("; write a line with {} for each", in_quotes(row.word));
}

/** Returns the problem with a setting's value or block being there or missing; empty for none. */
std::string wrong_shape(const Node& node, Form form) {
  if (form == Form::block)
    return !node.value().empty() ? "takes no value, only a block"
           : node.has_block()    ? ""
                                 : "needs a block";
  if (node.has_block() && !node.value().empty()) return form == Form::value ? "takes no block" : "";
  if (!node.value().empty()) return {};
  if (!node.has_block()) return "needs a value";
  if (form == Form::value)
    return fmt::format("needs a value, not a block; write: {} VALUE", node.key());
  return fmt::format("needs a value before its block; write: {} VALUE {{ ... }}", node.key());
}

/** Reads the settings of one block. */
class BlockReader {
 public:
  BlockReader(const Node& block, Context context, std::span<const SettingInfo> rows,
              SeenWords& seen, const ReadRow& read)
      : block_(block),
        context_(context),
        rows_(rows),
        nodes_(block.children()),
        seen_(seen),
        read_(read) {}

  bool read_block() {
    check_comments();
    seen_.reserve(rows_.size());
    bool understood = true;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const SettingInfo* const row = find(nodes_[i].key());
      const std::size_t more = row ? check_words_behind(i, *row) : skip_unknown(i);
      understood = understood && row && more == 0;
      i += more;
      if (row && more == 0) read_row(nodes_[i], *row);
    }
    return understood && !block_.is_spoilt();
  }

  void read_defaults() {
    for (const SettingInfo& row : rows_)
      if (!row.default_value.empty() && !is_seen(row)) {
        const std::string word(row.word);
        const InfoValue data = {std::string(row.default_value)};
        read_(index(row), block_.missing(word, data));
      }
  }

 private:
  const SettingInfo* find(std::string_view word) const {
    const auto row = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const SettingInfo& info) { return info.word == word; });
    return row == rows_.end() ? nullptr : &*row;
  }

  std::size_t index(const SettingInfo& row) const {
    return static_cast<std::size_t>(&row - rows_.data());
  }

  bool is_seen(const SettingInfo& row) const {
    return std::find(seen_.begin(), seen_.end(), row.word) != seen_.end();
  }

  void read_row(const Node& node, const SettingInfo& row) {
    const std::string wrong = wrong_shape(node, row.form);
    if (!wrong.empty()) return node.error(wrong);
    if (!is_seen(row))
      seen_.push_back(row.word);
    else if (row.times == Times::once)
      node.error("is given twice");
    // Reads it even if it is given twice, to report the errors in it too.
    read_(index(row), node);
  }

  /** Reports each comment after a setting of the block that begins with the word of a setting,
      because it was most likely meant as a setting. */
  void check_comments() const {
    for (const auto& [line, text] : block_.comments()) {
      const std::string_view word = std::string_view(text).substr(0, text.find_first_of(" \t"));
      const bool is_inner = context_ == Context::provider && is_server_setting(text);
      if (is_inner || find(word))
        block_.at(line, block_.is_spoilt())
            .error(
                "the \";\" hides {}; write each setting on its own line, or begin the comment with "
                "another word",
                in_quotes(text));
    }
  }

  /** Returns advice for an unknown setting, from what it most likely means; empty if that is
      unclear. */
  std::string meaning(const Node& node) const {
    const std::string advice = hint(context_, node.key());
    const bool is_server = context_ == Context::server || context_ == Context::sieve;
    if (is_server && parse_port(node.key())) return fmt::format("; write: port {}", node.key());
    if (!advice.empty()) return fmt::format("; {}", advice);
    std::vector<std::string_view> words;
    for (const SettingInfo& row : rows_) words.push_back(row.word);
    return did_you_mean(node.key(), words);
  }

  /** Reports an unknown word. Returns the number of nodes after it that are most likely words of
      its value, so that the error explains them. */
  std::size_t skip_unknown(std::size_t i) const {
    // Only so many words are checked, because a line can be as long as the file.
    constexpr std::size_t looked_at = 16;
    const Node at = block_.at(nodes_[i]);
    at.error(block_.problems().is_full(block_.file())
                 ? ""
                 : fmt::format("{} is not a setting here{}", in_quotes(nodes_[i].key()),
                               meaning(nodes_[i])));
    if (nodes_[i].has_block()) return 0;
    std::size_t end = i + 1;
    while (is_on_line_of(i, end) && !find(nodes_[end].key()) && !nodes_[end].has_block() &&
           (end - i > looked_at || meaning(nodes_[end]).empty()))
      ++end;
    return end - i - 1;
  }

  /** Returns the number of nodes after a known setting that are extra words, not settings. Reports
      them as one error. */
  std::size_t check_words_behind(std::size_t i, const SettingInfo& row) const {
    const Node& node = nodes_[i];
    if (node.has_block() || node.value().empty()) return 0;
    std::string words;
    std::size_t end = i + 1;
    for (; is_on_line_of(i, end); ++end) {
      const Node& next = nodes_[end];
      const bool bare = next.value().empty() && !next.has_block();
      // In `auth password-cleartext oauth2`, the last word is a method, although it is a setting
      // too.
      const bool is_method = row.kind == "auth" && bare && parse_auth(next.key());
      if (find(next.key()) && !is_method) break;
      // A word with a value or a block could be a misspelt setting.
      if (words.empty() && !bare && !meaning(next).empty()) break;
      words += (words.empty() ? "" : " ") + next.key();
      if (!next.value().empty()) words += " " + next.value();
    }
    if (end > i + 1) node.error("takes one value" + too_many_words(node, row, words));
    return end - i - 1;
  }

  bool is_on_line_of(std::size_t i, std::size_t other) const {
    return other < nodes_.size() && nodes_[other].line() == nodes_[i].line();
  }

  const Node& block_;
  Context context_;
  std::span<const SettingInfo> rows_;
  std::vector<Node> nodes_;
  SeenWords& seen_;
  const ReadRow& read_;
};

}  // namespace

bool read_rows(const Node& block, Context context, std::span<const SettingInfo> rows,
               SeenWords& seen, bool goes_on, const ReadRow& read) {
  BlockReader reader(block, context, rows, seen, read);
  const bool understood = reader.read_block();
  if (!goes_on) reader.read_defaults();
  return understood;
}

void list_rows(std::string_view block, std::span<const SettingInfo> rows, std::string& text) {
  const auto or_dash = [](std::string_view word) { return word.empty() ? "-" : word; };
  for (const SettingInfo& row : rows)
    text += fmt::format("{} {} {} {} {} {}\n", block, row.word,
                        row.times == Times::once ? "once" : "many", or_dash(row.kind),
                        row.form == Form::value ? "-" : "block", or_dash(row.default_value));
}

}  // namespace fingerpost
