// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <boost/property_tree/ptree_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "config/value.hpp"

namespace fingerpost {

/** A comment after a setting on the same line. */
struct Comment {
  unsigned line;
  std::string text;
};

/** The value of a setting, its block's comments, and the place where the setting begins. */
struct InfoValue {
  std::string value = {};
  /** The line where the setting begins; 0 for a file. */
  unsigned line = 0;
  /** Whether an error on this line has been reported already. */
  bool spoilt = false;
  /** Whether the value is in quotation marks. */
  bool quoted = false;
  /** The comments in the setting's block. */
  std::vector<Comment> comments = {};

  InfoValue& operator=(std::string text) {
    value = std::move(text);
    return *this;
  }
};

/** One setting in a file: a value, a block of settings, or both. It knows its place, so that
    messages about it have FILE and LINE and the path of words that leads to it. It borrows the
    tree, the file's name, the problems it adds to, and the node of the block around it. */
class Node {
 public:
  using Tree = boost::property_tree::basic_ptree<std::string, InfoValue>;

  /** A whole file. */
  Node(const Tree& tree, const std::string& file, Problems& problems)
      : tree_(tree), key_(&no_key), file_(file), problems_(problems) {}

  /** The word before the value. */
  const std::string& key() const noexcept { return *key_; }
  const std::string& value() const noexcept;
  const std::string& file() const noexcept { return file_; }
  std::size_t line() const noexcept { return line_; }
  /** Whether an error on this line has been reported that explains all others there. */
  bool is_spoilt() const noexcept { return spoilt_; }
  bool is_quoted() const noexcept;
  bool has_block() const noexcept;
  bool has(std::string_view word) const;
  std::vector<Node> children() const;
  /** Returns only the settings with this word. */
  std::vector<Node> children(std::string_view word) const;
  const std::vector<Comment>& comments() const noexcept;

  /** The same place, named with its value: `provider example` instead of `provider`. */
  Node named() const;
  /** Returns the same node, except that its messages have the line of the first setting `word` in
      its block, if there is one. */
  Node at(std::string_view word) const;
  /** Returns the same node, except that its messages have the line of `other`. */
  Node at(const Node& other) const;
  Node at_line(unsigned line) const;

  /** Errors and warnings so far, in all files. */
  const Problems& problems() const noexcept { return problems_; }

  void error(std::string_view text) const { report(Problem::Severity::error, text); }
  void warning(std::string_view text) const { report(Problem::Severity::warning, text); }
  /** Returns the path in the value, relative to the file that the setting is in. */
  std::string path() const;
  void note_file(std::string_view path) const { problems_.note_file(path); }
  /** Reports a problem on a line of another file, which the setting names. */
  void report_in(Problem::Severity severity, const std::string& file, std::size_t line,
                 std::string_view text) const;

  /** Reads the value; what is wrong with it is reported, and `target` then left as it was.
      Returns whether it was good. */
  template <class T, class U>
  bool read(Value<T> (*parse)(std::string_view), U& target) const {
    auto value = parse(this->value());
    if (value)
      target = *std::move(value);
    else
      error(value.error());
    return value.has_value();
  }
  /** The same for one of several values, which must differ. */
  template <class T>
  bool append(Value<T> (*parse)(std::string_view), std::vector<T>& target) const {
    T value;
    if (!read(parse, value)) return false;
    const bool again = std::find(target.begin(), target.end(), value) != target.end();
    if (again)
      error_listed_twice();
    else
      target.push_back(std::move(value));
    return !again;
  }

 private:
  inline static const std::string no_key;

  Node(const Tree& tree, const std::string& key, const Node& parent);
  /** Returns the beginning of messages, such as `provider example: imap: `; empty for a file. */
  std::string place() const;
  void report(Problem::Severity severity, std::string_view text) const;
  void error_listed_twice() const;

  const Tree& tree_;
  const std::string* key_;
  const std::string& file_;
  const Node* parent_ = nullptr;
  std::size_t line_ = 0;
  bool spoilt_ = false;
  bool named_ = false;
  Problems& problems_;
};

/** How often a setting may stand in its block. */
enum class Times { once, many };
enum class Form { value, block, value_and_block };

/** A row of a table of settings; Target is what the block configures. */
template <class Target>
struct Setting {
  std::string_view name;
  Times times;
  Form form;
  void (*read)(const Node& node, Target& target);
};

/** The reader of a row whose value goes into a member of the target as it is. */
template <auto member, auto parse, class Target>
void store(const Node& node, Target& target) {
  node.read(parse, target.*member);
}

/** What `check_shape` holds a node to. */
struct Shape {
  bool takes_value;
  bool takes_block;
};

/** Whether a setting has the value and the block that it should have; reports what is wrong. */
bool check_shape(const Node& node, const Shape& shape);

/** Reports a word that is not a setting of `block`, with advice on what it most likely means. */
void report_unknown(const Node& block, const Node& node, std::span<const std::string_view> known);

/** Returns the number of nodes after the unknown `nodes[i]` that are most likely more words of its
    value. They are not reported, because the error about the unknown word explains them. */
std::size_t skip_words_behind_unknown(const Node& block, std::span<const Node> nodes, std::size_t i,
                                      std::span<const std::string_view> known);

/** Reports each comment after a setting of the block that begins with a word in `known`: it was
    most likely meant as a setting. */
void check_comments(const Node& block, std::span<const std::string_view> known);

/** Returns the number of nodes after `nodes[i]` that are not settings but extra words on its line.
    Reports them as one error. */
std::size_t check_words_behind(const Node& block, std::span<const Node> nodes, std::size_t i,
                               Times times, std::span<const std::string_view> known);

/** Reads every child of `block` by its row. `seen` holds the words met so far, for blocks that go
    on in another file. Returns whether it understood all of it: if not, a setting that seems to be
    missing may well be there. */
template <class Target>
bool read_settings(const Node& block, std::span<const Setting<Target>> table, Target& target,
                   std::vector<std::string_view>& seen) {
  std::vector<std::string_view> known;
  for (const auto& setting : table) known.push_back(setting.name);
  check_comments(block, known);
  bool understood = true;
  const std::vector<Node> nodes = block.children();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node& node = nodes[i];
    const auto setting = std::find_if(table.begin(), table.end(),
                                      [&](const auto& row) { return row.name == node.key(); });
    if (setting == table.end()) {
      report_unknown(block, node, known);
      i += skip_words_behind_unknown(block, nodes, i, known);
      understood = false;
      continue;
    }
    const bool once = setting->times == Times::once;
    const bool again = once && std::find(seen.begin(), seen.end(), node.key()) != seen.end();
    if (const std::size_t more = check_words_behind(block, nodes, i, setting->times, known)) {
      understood = false;
      i += more;
      continue;
    }
    if (!check_shape(node, {setting->form != Form::block, setting->form != Form::value})) continue;
    if (again) node.error("is given twice");
    if (once) seen.push_back(setting->name);
    // Read even if it is one too many: its own errors are to be seen too.
    setting->read(node, target);
  }
  return understood && !block.is_spoilt();
}

template <class Target>
bool read_settings(const Node& block, std::span<const Setting<Target>> table, Target& target) {
  std::vector<std::string_view> seen;
  return read_settings(block, table, target, seen);
}

}  // namespace fingerpost
