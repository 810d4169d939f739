// SPDX-License-Identifier: MIT
#include "config/info_file.hpp"

#include <fmt/format.h>

#include <boost/property_tree/info_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <sstream>
#include <utility>

#include "base/file.hpp"
#include "base/text.hpp"

namespace fingerpost {

namespace {

/** Blocks in blocks. Three are needed; a tree is destroyed by recursion. */
constexpr int depth_limit = 16;

/** Looks at the lines of one file before the parser does. */
class Lines {
 public:
  Lines(const std::string& path, Problems& problems) : path_(path), problems_(problems) {}

  /** The text as the parser shall see it. */
  std::string check(std::string_view text) {
    std::string checked;
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(line.size());
      ++number_;
      checked += check_line(line);
      if (text.empty()) break;
      checked += '\n';
      text.remove_prefix(1);
    }
    return checked;
  }

  /** The parser would see other blocks than were meant, or too many. */
  bool misleading() const noexcept { return misleading_; }

 private:
  void report(std::string_view text) {
    problems_.add_error(fmt::format("{}:{}", path_, number_), text);
  }

  /** PropertyTree takes `#` at the start of a line for a directive, of which it knows #include, and
      opens that relative to the working directory. */
  std::string_view check_line(std::string_view line) {
    const std::string_view content = trim(line);
    if (content.starts_with("#include"))
      report("#include is not known here; every *.conf in conf.d beside the main file is read");
    else if (content.starts_with('#'))
      report("\"#\" does not begin a comment, \";\" does");
    else if (content.find('\0') != content.npos)
      mislead("holds a NUL");
    else {
      check_braces(content);
      return content;
    }
    return {};
  }

  void mislead(std::string_view text) {
    report(text);
    misleading_ = true;
  }

  /** Outside quotation marks and comments, a brace stands alone. */
  void check_braces(std::string_view line) {
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const char c = line[i];
      if (quoted && c == '\\')
        ++i;
      else if (c == '"')
        quoted = !quoted;
      else if (!quoted && c == ';')
        return;
      else if (!quoted && (c == '{' || c == '}'))
        check_brace(line, i);
    }
  }

  void check_brace(std::string_view line, std::size_t at) {
    constexpr std::string_view alone = " \t{}";
    const bool glued =
        (at > 0 && alone.find(line[at - 1]) == alone.npos) ||
        (at + 1 < line.size() && alone.find(line[at + 1]) == alone.npos && line[at + 1] != ';');
    if (glued) mislead(fmt::format("a blank is missing beside \"{}\"", line[at]));
    depth_ += line[at] == '{' ? 1 : -1;
    if (depth_ > depth_limit && !std::exchange(too_deep_, true))
      mislead(fmt::format("blocks are nested more than {} deep", depth_limit));
  }

  const std::string& path_;
  Problems& problems_;
  std::size_t number_ = 0;
  int depth_ = 0;
  bool too_deep_ = false;
  bool misleading_ = false;
};

}  // namespace

std::optional<Node::Tree> read_info_file(const std::string& path, Problems& problems) {
  const auto text = read_file(path);
  if (!text) return problems.add_error(path, text.error()), std::nullopt;
  if (!is_utf8(*text)) return problems.add_error(path, "is not UTF-8"), std::nullopt;
  Lines lines(path, problems);
  const std::string checked = lines.check(without_byte_order_mark(*text));
  if (lines.misleading()) return std::nullopt;
  try {
    std::istringstream stream(checked);
    Node::Tree tree;
    read_info(stream, tree);
    return tree;
  } catch (const boost::property_tree::info_parser_error& error) {
    problems.add_error(fmt::format("{}:{}", path, error.line()), error.message());
    return std::nullopt;
  }
}

}  // namespace fingerpost
