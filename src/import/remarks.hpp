// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/xml_reader.hpp"
#include "import/draft.hpp"

namespace fingerpost::foreign {

/** A remark on a place in a file. */
struct Warning {
  /** Counts from 1; 0 for the whole file, or if the format has no lines. */
  unsigned long line;
  std::string text;
};

/** What is to be said of an element of a file, as comments and as warnings. Held back until it is
    clear whether the element is taken over. */
class Remarks {
 public:
  /** `text` says all. */
  void say(unsigned long line, std::string_view text);
  void say(const XmlElement& at, std::string_view text) { say(at.line, text); }
  /** Remarks why something is not a setting. The comment also shows it, as `written`. */
  void keep(unsigned long line, std::string_view text, std::string_view written);
  void keep(const XmlElement& element, std::string_view text);
  /** Speaks of every attribute that is none of `known`. `place` leads to the element. */
  void check_attributes(const XmlElement& element, std::string_view place,
                        std::initializer_list<std::string_view> known);
  /** The same, and of text, which means nothing in an element that holds others. */
  void check_parent(const XmlElement& element, std::string_view place,
                    std::initializer_list<std::string_view> known);
  /** Speaks of every element in one that should hold none. */
  void check_children(const XmlElement& element, std::string_view place);
  /** Both, for an element that holds text. */
  void check_leaf(const XmlElement& element, std::string_view place,
                  std::initializer_list<std::string_view> known);

  const std::vector<Line>& comments() const noexcept { return comments_; }
  const std::vector<Warning>& warnings() const noexcept { return warnings_; }

 private:
  std::vector<Line> comments_ = {};
  std::vector<Warning> warnings_ = {};
};

}  // namespace fingerpost::foreign
