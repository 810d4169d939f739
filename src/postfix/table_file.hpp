// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** Something in the file of a table that the administrator should change. */
struct TableProblem {
  enum class Severity {
    /** The table is refused. */
    error,
    /** The table works as it does in Postfix, but probably not as was meant. */
    warning,
  };

  Severity severity;
  /** The line, from 1; 0 for the file as a whole. */
  std::size_t line;
  /** What is wrong, and what to do: `"quory" is not a parameter; did you mean "query"?`. It may
      quote names of parameters, but never a value, which may be a password. */
  std::string text;
};

/** A parameter of a table. */
struct TableParameter {
  std::string name;
  std::string value;
  /** Where it begins. */
  std::size_t line;
};

/** Returns the items of a list, as Postfix has them: what is between commas and white space. */
std::vector<std::string> split_list(std::string_view text);

/** The parameters in a file that describes a table, such as /etc/postfix/sql/domains.cf: `name =
    value` as in main.cf (postconf(5)), without `$name` and without quotation marks. Collects the
    problems that its readers find. */
class TableFile {
 public:
  /** Files are a few hundred bytes; a longer one is something else. */
  static constexpr std::size_t longest = 256 * 1024;

  /** Reads all of a file's text, whatever its bytes. As in Postfix, the last of several parameters
      with one name counts. A name that is not one of `known` is an error. Throws only bad_alloc. */
  TableFile(std::string_view text, std::span<const std::string_view> known);

  /** Returns a parameter that the file has, or null. */
  const TableParameter* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /** Returns the value of a parameter, or what it is if the file does not have it. */
  std::string text(std::string_view name, std::string_view missing = {}) const;
  /** Returns a text; it is an error if it is missing or empty. */
  std::string needed_text(std::string_view name);
  /** Returns the items of a list. */
  std::vector<std::string> list(std::string_view name, std::string_view missing = {}) const;
  /** Returns a number, of digits only. Anything else, or more than `most`, is an error. */
  unsigned number(std::string_view name, unsigned missing, unsigned most);
  /** Returns whether the value is `yes`. Anything but `yes` and `no` is an error. */
  bool yes(std::string_view name, bool missing);
  /** Returns the index of the word that the value is, ignoring case. None of them is an error, and
      then the index is 0. */
  std::size_t one_of(std::string_view name, std::string_view missing,
                     std::span<const std::string_view> words);

  /** Adds an error at the line of a parameter: its name, a colon, and the reason. */
  void refuse(std::string_view name, std::string_view reason);
  /** Adds a warning at the line of a parameter: its name, a colon, and the reason. */
  void warn(std::string_view name, std::string_view reason);
  /** Returns whether an error was found. */
  bool is_refused() const;
  /** Returns the problems in the order in which they were found. */
  const std::vector<TableProblem>& problems() const noexcept { return problems_; }

 private:
  void take(std::string_view line, std::size_t number);
  void add(TableProblem::Severity severity, std::size_t line, std::string text);
  void add_of(TableProblem::Severity severity, std::string_view name, std::string_view reason);

  std::vector<TableParameter> parameters_;
  std::vector<TableProblem> problems_;
};

}  // namespace fingerpost
