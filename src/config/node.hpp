// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <boost/property_tree/ptree_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "config/problem.hpp"
#include "config/scan.hpp"
#include "config/value.hpp"

namespace fingerpost {

/** The value of a setting and its place. */
struct InfoValue {
  std::string value = {};
  SettingPlace place = {};

  InfoValue& operator=(std::string text) {
    value = std::move(text);
    return *this;
  }
};

/** One setting in a file or a variable: a value, a block of settings, or both. Has a place, so that
    messages about it name FILE, LINE and the words that lead to it, or the variable. Borrows the
    tree, the names of its file and of variables, the problems that it adds to, and the node of the
    block around it. */
class Node {
 public:
  using Tree = boost::property_tree::basic_ptree<std::string, InfoValue>;

  /** Makes the node of a file, with an empty key and value. */
  Node(const Tree& tree, const std::string& file, Problems& problems);

  /** Returns the word before the value. */
  const std::string& key() const noexcept { return *key_; }
  const std::string& value() const noexcept { return data_->value; }
  /** Returns the name of the file or of the variable. */
  const std::string& file() const noexcept { return *file_; }
  std::size_t line() const noexcept { return line_; }
  /** Returns `FILE:LINE`, or the variable. */
  std::string where() const;
  /** Returns whether an error on this line has been reported that explains all others there. */
  bool is_spoilt() const noexcept { return spoilt_; }
  bool is_quoted() const noexcept { return data_->place.quoted; }
  bool has_block() const noexcept;
  bool has(std::string_view word) const;
  std::vector<Node> children() const;
  /** Returns only the settings with this word. */
  std::vector<Node> children(std::string_view word) const;
  const std::vector<TrailingComment>& comments() const noexcept { return data_->place.comments; }

  /** Returns the same node, except that its messages also have its value: `provider example`
      instead of `provider`. */
  Node named() const;
  /** Returns the same node, except that its messages have the line of the first setting `word` in
      its block, if there is one. */
  Node at(std::string_view word) const;
  /** Returns the same node, except that its messages have the file and the line of `other`. */
  Node at(const Node& other) const;
  /** Returns the same node, except that its messages have this line. */
  Node at(std::size_t line, bool spoilt) const;
  /** Returns a setting of the block that is not in its file. Borrows the word and the data. */
  Node missing(const std::string& word, const InfoValue& data) const;

  /** Returns the errors and warnings so far, in all files. */
  const Problems& problems() const noexcept { return problems_; }

  /** Reports a problem unless an error on its line explains it. */
  void report(Problem::Severity severity, std::string_view text) const;
  void error(std::string_view text) const { report(Problem::Severity::error, text); }
  void warning(std::string_view text) const { report(Problem::Severity::warning, text); }
  template <class... Args>
  void error(fmt::format_string<Args...> text, Args&&... args) const {
    error(std::string_view(fmt::format(text, std::forward<Args>(args)...)));
  }
  template <class... Args>
  void warning(fmt::format_string<Args...> text, Args&&... args) const {
    warning(std::string_view(fmt::format(text, std::forward<Args>(args)...)));
  }
  /** Returns the path in the value, resolved relative to the setting's file or, for a variable, to
      the file that it replaces. */
  std::string path() const { return path(value()); }
  /** Does the same for a path that is only part of the value. */
  std::string path(std::string_view path) const;
  void note_file(std::string_view path) const { problems_.note_file(path); }
  /** Reports a problem on a line of a file that the setting names. */
  void report_in(Problem::Severity severity, const std::string& file, std::size_t line,
                 std::string_view text) const;

  /** Reads the value into `target`. Returns whether it is valid; if not, reports the problem and
      leaves `target` unchanged. */
  template <class T, class U>
  bool read(Value<T> (*parse)(std::string_view), U& target) const {
    auto value = parse(this->value());
    if (!value) {
      error(value.error());
      return false;
    }
    target = *std::move(value);
    return true;
  }
  /** Does the same for one of several values, which must differ from each other. */
  template <class T>
  bool append(Value<T> (*parse)(std::string_view), std::vector<T>& target) const {
    T value;
    if (!read(parse, value)) return false;
    const bool again = std::find(target.begin(), target.end(), value) != target.end();
    if (again)
      error("{} is listed twice", in_quotes(this->value()));
    else
      target.push_back(std::move(value));
    return !again;
  }

 private:
  Node(const Tree& tree, const std::string& key, const Node& parent);
  /** Returns the beginning of messages, such as `provider example: imap: `; empty for a file and
      for a variable. */
  std::string place() const;

  const Tree& tree_;
  const std::string* key_;
  const InfoValue* data_;
  const std::string* file_;
  const Node* parent_ = nullptr;
  std::size_t line_ = 0;
  bool spoilt_ = false;
  bool named_ = false;
  Problems& problems_;
};

}  // namespace fingerpost
