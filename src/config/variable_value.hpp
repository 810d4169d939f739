// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/setting.hpp"
#include "config/value.hpp"

namespace fingerpost {

/** A value of a setting as a variable holds it. */
struct VariableValue {
  /** Without the quotation marks around it. */
  std::string text = {};
  /** The text between the braces of its block. */
  std::string block = {};
};

/** Splits a variable into values of its setting. A setting that may stand once, without a block,
    takes the whole text. Others take words, separated by spaces or commas, or by commas or lines if
    a block may follow each; a value with such a character must be in quotation marks. */
Value<std::vector<VariableValue>> split_variable(std::string_view text, const SettingInfo& setting);

}  // namespace fingerpost
