// SPDX-License-Identifier: MIT
#include "import/remarks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fingerpost::foreign {

namespace {

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : collapse(text)) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '"')
      escaped += "&quot;";
    else
      escaped += c;
  }
  return escaped;
}

/** The element as it stood in the file but for white space, a comment a line. */
void show(const XmlElement& element, std::size_t depth, std::vector<Line>& comments) {
  const std::string indent(2 * depth, ' ');
  std::string tag = fmt::format("{}<{}", indent, element.name);
  for (const auto& [name, value] : element.attributes)
    tag += fmt::format(" {}=\"{}\"", name, escape(shown(name, value)));
  const std::string text = escape(shown(element.name, element.text));
  if (element.children.empty() && text.empty()) return comments.push_back(comment(tag + "/>"));
  const std::string end = fmt::format("</{}>", element.name);
  if (element.children.empty()) return comments.push_back(comment(tag + ">" + text + end));
  comments.push_back(comment(tag + ">" + text));
  for (const XmlElement& child : element.children) show(child, depth + 1, comments);
  comments.push_back(comment(indent + end));
}

std::string at(unsigned long line, std::string_view text) {
  return line > 0 ? fmt::format("line {}: {}", line, text) : std::string(text);
}

}  // namespace

void Remarks::say(unsigned long line, std::string_view text) {
  warnings_.push_back({line, std::string(text)});
  comments_.push_back(comment(at(line, text)));
}

void Remarks::keep(unsigned long line, std::string_view text, std::string_view written) {
  warnings_.push_back({line, fmt::format("{}; kept as a comment", text)});
  comments_.push_back(comment(at(line, text) + ":"));
  comments_.push_back(comment(fmt::format("  {}", written)));
}

void Remarks::keep(const XmlElement& element, std::string_view text) {
  warnings_.push_back({element.line, fmt::format("{}; kept as a comment", text)});
  comments_.push_back(comment(at(element.line, text) + ":"));
  show(element, 1, comments_);
}

void Remarks::check_attributes(const XmlElement& element, std::string_view place,
                               std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : element.attributes)
    if (std::find(known.begin(), known.end(), name) == known.end())
      say(element, fmt::format("{}: attribute {}=\"{}\" has no setting here", place, name,
                               escape(shown(name, value))));
}

void Remarks::check_parent(const XmlElement& element, std::string_view place,
                           std::initializer_list<std::string_view> known) {
  check_attributes(element, place, known);
  if (!element.text.empty())
    say(element,
        fmt::format("{}: the text \"{}\" has no setting here", place, collapse(element.text)));
}

void Remarks::check_children(const XmlElement& element, std::string_view place) {
  for (const XmlElement& child : element.children)
    keep(child, fmt::format("{}: {} has no setting here", place, child.name));
}

void Remarks::check_leaf(const XmlElement& element, std::string_view place,
                         std::initializer_list<std::string_view> known) {
  check_attributes(element, place, known);
  check_children(element, place);
}

}  // namespace fingerpost::foreign
