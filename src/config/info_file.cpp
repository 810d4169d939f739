// SPDX-License-Identifier: MIT
#include "config/info_file.hpp"

#include <boost/optional.hpp>
#include <boost/property_tree/info_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <sstream>
#include <utility>

#include "base/file.hpp"
#include "base/text.hpp"
#include "config/scan.hpp"

/** Makes PropertyTree treat the value of a setting as its text. */
template <>
struct boost::property_tree::translator_between<fingerpost::InfoValue, std::string> {
  struct type {
    using internal_type = fingerpost::InfoValue;
    using external_type = std::string;
    boost::optional<std::string> get_value(const fingerpost::InfoValue& text) const {
      return text.value;
    }
    boost::optional<fingerpost::InfoValue> put_value(const std::string& value) const {
      return fingerpost::InfoValue{value};
    }
  };
};

namespace fingerpost {

namespace {

/** Moves the place of each setting into the tree. Both have the settings in the same order. */
void place(Node::Tree& tree, Scan& scan, std::size_t& next) {
  if (next == scan.settings.size()) return;
  tree.data().place = std::move(scan.settings[next++]);
  for (auto& [word, child] : tree) place(child, scan, next);
}

std::size_t line_that_is_not_utf8(std::string_view text) {
  std::size_t number = 1;
  while (!text.empty() && is_utf8(take_line(text))) ++number;
  return number;
}

}  // namespace

std::optional<Node::Tree> read_info_file(const std::string& path, Problems& problems) {
  const auto text = read_file(path);
  if (text) problems.note_file(path);
  if (!text) {
    problems.add_error(path, 0, text.error());
    return std::nullopt;
  }
  if (!is_utf8(*text)) {
    const bool utf16 = text->starts_with("\xff\xfe") || text->starts_with("\xfe\xff");
    problems.add_error(
        path, line_that_is_not_utf8(*text),
        utf16 ? "is UTF-16; save the file as UTF-8" : "is not UTF-8; save the file as UTF-8");
    return std::nullopt;
  }
  return read_info_text(without_byte_order_mark(*text), path, problems);
}

std::optional<Node::Tree> read_info_text(std::string_view text, const std::string& name,
                                         Problems& problems) {
  Scan scan = scan_info(text, name, problems);
  if (!scan.parsable) return std::nullopt;
  try {
    std::istringstream stream(std::move(scan.text));
    Node::Tree tree;
    read_info(stream, tree);
    std::size_t next = 0;
    place(tree, scan, next);
    return tree;
  } catch (const boost::property_tree::info_parser_error& error) {
    problems.add_error(name, error.line(), error.message());
    return std::nullopt;
  }
}

}  // namespace fingerpost
