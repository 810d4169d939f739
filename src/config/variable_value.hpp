// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/setting.hpp"
#include "config/value.hpp"

namespace fingerpost {

/** A value of a setting in a variable. */
struct VariableValue {
  /** The value without quotation marks around it. */
  std::string text = {};
  /** The text between the braces of its block. */
  std::string block = {};
};

/** Splits a variable into the values of its setting. A setting that is given once, without a block,
    takes the entire text. Other settings take words that are separated by spaces or commas, or by
    commas or lines if they can have blocks. A value with such a character needs quotation marks. */
Value<std::vector<VariableValue>> split_variable(std::string_view text, const SettingInfo& setting);

}  // namespace fingerpost
