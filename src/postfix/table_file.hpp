// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** A problem in a table's file that the administrator should fix. */
struct TableProblem {
  enum class Severity {
    /** The table is refused. */
    error,
    /** The table works as in Postfix, but probably not as intended. */
    warning,
  };

  Severity severity;
  /** The line, from 1; 0 for the file as a whole. */
  std::size_t line;
  /** The problem and what to do: `"quory" is not a parameter; did you mean "query"?`. It may quote
      the name of a parameter, but never a value, which may be a password. */
  std::string text;
};

/** A parameter of a table. */
struct TableParameter {
  std::string name;
  std::string value;
  /** The line where it begins. */
  std::size_t line;
};

/** Splits a list as Postfix does, at commas and white space. */
std::vector<std::string> split_list(std::string_view text);

/** The parameters in a file that describes a table, such as /etc/postfix/sql/domains.cf: `name =
    value` as in main.cf (postconf(5)), but without `$name` and quotation marks. Collects the
    problems that its users find. */
class TableFile {
 public:
  /** In bytes. Such files have a few hundred bytes; a longer one must be something else. */
  static constexpr std::size_t longest = 256 * 1024;

  /** Parses the text of a file, whatever its bytes. As in Postfix, the last of several parameters
      with one name counts. A name that is not in `known` is an error. Throws only bad_alloc. */
  TableFile(std::string_view text, std::span<const std::string_view> known);

  /** Returns a parameter, or null if the file does not have it. */
  const TableParameter* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /** Returns the value of a parameter, or `missing` if the file does not have it. */
  std::string text(std::string_view name, std::string_view missing = {}) const;
  /** Returns a value that must not be missing or empty; otherwise adds an error. */
  std::string needed_text(std::string_view name);
  /** Returns the items of a list. */
  std::vector<std::string> list(std::string_view name, std::string_view missing = {}) const;
  /** Returns a number of digits only. Adds an error for anything else, and for more than `most`. */
  unsigned number(std::string_view name, unsigned missing, unsigned most);
  /** Returns whether the value is `yes`. Adds an error for anything but `yes` and `no`. */
  bool yes(std::string_view name, bool missing);
  /** Returns the index of the word that equals the value, ignoring case. If there is none, adds an
      error and returns 0. */
  std::size_t one_of(std::string_view name, std::string_view missing,
                     std::span<const std::string_view> words);

  /** Adds an error at the line of a parameter: its name, a colon, and the reason. */
  void refuse(std::string_view name, std::string_view reason);
  /** Adds a warning at the line of a parameter: its name, a colon, and the reason. */
  void warn(std::string_view name, std::string_view reason);
  /** Whether an error was found. */
  bool is_refused() const;
  /** Returns the problems in the order they were found. */
  const std::vector<TableProblem>& problems() const noexcept { return problems_; }

 private:
  void take(std::string_view line, std::size_t number);
  void add(TableProblem::Severity severity, std::size_t line, std::string text);
  void add_of(TableProblem::Severity severity, std::string_view name, std::string_view reason);

  std::vector<TableParameter> parameters_;
  std::vector<TableProblem> problems_;
};

}  // namespace fingerpost
