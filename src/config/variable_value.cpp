// SPDX-License-Identifier: MIT
#include "config/variable_value.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view spaces = " \t\n\v\f\r";
constexpr std::string_view separators = " \t\n\v\f\r,";

/** Reads the values from the beginning of a text. */
class ValueSplitter {
 public:
  ValueSplitter(std::string_view text, Form form) : rest_(text), form_(form) {}

  Value<std::vector<VariableValue>> split() && {
    std::vector<VariableValue> values;
    for (skip(separators); !rest_.empty(); skip(separators)) {
      auto value = take_value();
      if (!value) return tl::make_unexpected(std::move(value.error()));
      values.push_back(*std::move(value));
    }
    return values;
  }

  /** Returns the text within quotation marks if there is nothing outside them. */
  std::optional<std::string> whole_quoted() && {
    auto text = rest_.starts_with('"') ? take_quoted() : std::nullopt;
    return text && rest_.empty() ? text : std::nullopt;
  }

 private:
  bool may_have_block() const noexcept { return form_ != Form::value; }

  std::string_view skip(std::string_view characters) {
    const auto skipped = rest_.substr(0, rest_.find_first_not_of(characters));
    rest_.remove_prefix(skipped.size());
    return skipped;
  }

  Value<VariableValue> take_value() {
    VariableValue value;
    if (rest_.front() == '"') {
      auto text = take_quoted();
      if (!text) return tl::make_unexpected("a quotation mark is not closed");
      value.text = *std::move(text);
    } else {
      const auto end = rest_.find_first_of(std::string(separators) + (may_have_block() ? "{" : ""));
      value.text = rest_.substr(0, end);
      rest_.remove_prefix(value.text.size());
    }
    if (!may_have_block()) return value;
    bool ends = skip(spaces).find('\n') != std::string_view::npos;
    if (rest_.starts_with('{')) {
      auto block = take_block();
      if (!block) return tl::make_unexpected("the block is not closed: a \"}\" is missing");
      value.block = *std::move(block);
      ends = skip(spaces).find('\n') != std::string_view::npos;
    }
    if (ends || rest_.empty() || rest_.front() == ',') return value;
    return tl::make_unexpected(
        fmt::format("{} does not belong after {}; separate values by commas, and write the "
                    "settings of a value in a block: VALUE {{ ... }}",
                    in_quotes(rest_.substr(0, rest_.find_first_of(spaces))),
                    value.block.empty() ? in_quotes(value.text) : "the block"));
  }

  /** Returns the place of the quotation mark that closes the one at `begin`. */
  std::size_t closing_mark(std::size_t begin) const {
    for (std::size_t i = begin + 1; i < rest_.size(); ++i)
      if (rest_[i] == '\\')
        ++i;
      else if (rest_[i] == '"')
        return i;
    return rest_.npos;
  }

  std::optional<std::string> take_quoted() {
    const auto end = closing_mark(0);
    if (end == rest_.npos) return std::nullopt;
    std::string text;
    for (std::size_t i = 1; i < end; ++i) {
      if (rest_[i] == '\\' && (rest_[i + 1] == '"' || rest_[i + 1] == '\\')) ++i;
      text += rest_[i];
    }
    rest_.remove_prefix(end + 1);
    return text;
  }

  std::optional<std::string> take_block() {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      if (rest_[i] == '"')
        i = std::min(closing_mark(i), rest_.size());
      else if (rest_[i] == '{')
        ++depth;
      else if (rest_[i] == '}' && --depth == 0) {
        std::string block(rest_.substr(1, i - 1));
        rest_.remove_prefix(i + 1);
        return block;
      }
    }
    return std::nullopt;
  }

  std::string_view rest_;
  Form form_;
};

}  // namespace

Value<std::vector<VariableValue>> split_variable(std::string_view text,
                                                 const SettingInfo& setting) {
  text = trim(text);
  if (setting.form != Form::value || setting.times == Times::many)
    return ValueSplitter(text, setting.form).split();
  auto quoted = ValueSplitter(text, setting.form).whole_quoted();
  return std::vector{VariableValue{quoted ? *std::move(quoted) : std::string(text)}};
}

}  // namespace fingerpost
