// SPDX-License-Identifier: MIT
#include "postfix/table_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "postfix/logical_line.hpp"

namespace fingerpost {

namespace {

using Severity = TableProblem::Severity;

constexpr std::string_view white_space = " \t\r\n\f\v";

/** A limit, because a longer list helps nobody. */
constexpr std::size_t most_problems = 100;

/** Returns the parameters sorted by name, without those that a later one with the same name
    overrides. */
std::vector<TableParameter> last_ones(std::vector<TableParameter> parameters) {
  std::map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < parameters.size(); ++i) last[parameters[i].name] = i;
  std::vector<TableParameter> kept;
  for (const auto& [name, i] : last) kept.push_back(parameters[i]);
  return kept;
}

bool is_quoted(std::string_view value) {
  return value.size() > 1 && (value.front() == '"' || value.front() == '\'') &&
         value.back() == value.front();
}

bool holds_password(std::string_view name) {
  return name == "password" || name == "bind_pw";
}

}  // namespace

TableFile::TableFile(std::string_view text, std::span<const std::string_view> known) {
  if (text.size() > longest || text.find('\0') != text.npos) {
    add(Severity::error, 0, "this is not a file of Postfix parameters");
    return;
  }
  LogicalLines lines(text);
  for (LogicalLine line = lines.next(); line.number > 0; line = lines.next())
    take(line.text, line.number);
  std::vector<TableParameter> all = std::exchange(parameters_, {});
  parameters_ = last_ones(all);
  for (const TableParameter& parameter : all) {
    const TableParameter* const last = find(parameter.name);
    if (std::find(known.begin(), known.end(), parameter.name) == known.end())
      add(Severity::error, parameter.line,
          fmt::format("{} is not a parameter of this type of table{}", in_quotes(parameter.name),
                      did_you_mean(parameter.name, known)));
    else if (last->line != parameter.line)
      add(Severity::warning, parameter.line,
          fmt::format("{}: line {} overrides this; remove one of them", parameter.name,
                      last->line));
    else if (is_quoted(parameter.value) && !holds_password(parameter.name))
      warn(parameter.name, "Postfix takes the quotation marks as part of the value; remove them");
  }
}

void TableFile::take(std::string_view line, std::size_t number) {
  if (white_space.find(line.front()) != white_space.npos)
    return add(Severity::warning, number,
               "Postfix ignores this line, because it begins with white space but continues no "
               "other line; remove the white space");
  const auto end = std::min(line.find_first_of(" \t\r\f\v="), line.size());
  const std::string_view name = line.substr(0, end);
  std::string_view rest = trim(line.substr(end));
  if (name.empty()) return add(Severity::error, number, "there is no name before the \"=\"");
  if (!rest.starts_with('='))
    return add(Severity::error, number, fmt::format("there is no \"=\" after {}", in_quotes(name)));
  rest.remove_prefix(1);
  parameters_.push_back({std::string(name), std::string(trim(rest)), number});
}

const TableParameter* TableFile::find(std::string_view name) const {
  const auto found = std::lower_bound(parameters_.begin(), parameters_.end(), name,
                                      [](const TableParameter& parameter, std::string_view wanted) {
                                        return parameter.name < wanted;
                                      });
  return found != parameters_.end() && found->name == name ? &*found : nullptr;
}

std::string TableFile::text(std::string_view name, std::string_view missing) const {
  const TableParameter* const parameter = find(name);
  return parameter ? parameter->value : std::string(missing);
}

std::string TableFile::needed_text(std::string_view name) {
  std::string value = text(name);
  if (value.empty()) refuse(name, has(name) ? "is empty" : "is missing");
  return value;
}

std::vector<std::string> TableFile::list(std::string_view name, std::string_view missing) const {
  return split_list(text(name, missing));
}

unsigned TableFile::number(std::string_view name, unsigned missing, unsigned most) {
  const TableParameter* const parameter = find(name);
  if (!parameter) return missing;
  const auto number = parse_unsigned(parameter->value, most);
  if (!number) refuse(name, fmt::format("is not a number from 0 to {}", most));
  return number.value_or(missing);
}

bool TableFile::yes(std::string_view name, bool missing) {
  constexpr std::string_view words[] = {"no", "yes"};
  return one_of(name, words[missing ? 1 : 0], words) == 1;
}

std::size_t TableFile::one_of(std::string_view name, std::string_view missing,
                              std::span<const std::string_view> words) {
  const std::string value = text(name, missing);
  const auto found = std::find_if(words.begin(), words.end(), [&](std::string_view word) {
    return equal_ignoring_case(word, value);
  });
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  refuse(name, fmt::format("must be one of these: {}", fmt::join(words, ", ")));
  return 0;
}

void TableFile::refuse(std::string_view name, std::string_view reason) {
  add_of(Severity::error, name, reason);
}

void TableFile::warn(std::string_view name, std::string_view reason) {
  add_of(Severity::warning, name, reason);
}

bool TableFile::is_refused() const {
  return std::any_of(problems_.begin(), problems_.end(), [](const TableProblem& problem) {
    return problem.severity == Severity::error;
  });
}

void TableFile::add_of(Severity severity, std::string_view name, std::string_view reason) {
  const TableParameter* const parameter = find(name);
  add(severity, parameter ? parameter->line : 0, fmt::format("{}: {}", name, reason));
}

void TableFile::add(Severity severity, std::size_t line, std::string text) {
  if (problems_.size() < most_problems)
    problems_.push_back({severity, line, std::move(text)});
  else if (severity == Severity::error)
    problems_.back() = {severity, line, std::move(text)};
}

std::vector<std::string> split_list(std::string_view text) {
  constexpr std::string_view separators = ", \t\r\n";
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) items.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return items;
}

}  // namespace fingerpost
