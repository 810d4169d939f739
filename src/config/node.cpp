// SPDX-License-Identifier: MIT
#include "config/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/property_tree/ptree.hpp>

#include "base/text.hpp"
#include "config/nearest.hpp"

namespace fingerpost {

namespace {

std::string unknown_setting(const Node& node, std::span<const std::string_view> known) {
  std::string text = fmt::format("{} is not a setting here", quoted(node.key()));
  const std::string guess = did_you_mean(node.key(), known);
  if (!guess.empty()) return text + guess;
  // `name Example Mail` reads as `name Example` and a setting `Mail` without a value.
  if (node.value().empty() && !node.has_block())
    text += "; a value with spaces needs quotation marks";
  return text;
}

}  // namespace

Node::Node(const Tree& tree, std::string key, const Node& parent)
    : tree_(tree),
      key_(std::move(key)),
      file_(parent.file_),
      line_(tree.data().line),
      spoilt_(tree.data().spoilt),
      place_(parent.place_.empty() ? printable(key_) : parent.place_ + ": " + printable(key_)),
      problems_(parent.problems_) {}

const std::string& Node::value() const noexcept {
  return tree_.data().value;
}

const std::vector<Comment>& Node::comments() const noexcept {
  return tree_.data().comments;
}

bool Node::has_block() const noexcept {
  return !tree_.empty();
}

bool Node::has(std::string_view word) const {
  return tree_.find(std::string(word)) != tree_.not_found();
}

std::vector<Node> Node::children() const {
  std::vector<Node> children;
  children.reserve(tree_.size());
  for (const auto& [key, tree] : tree_) children.push_back(Node(tree, key, *this));
  return children;
}

std::vector<Node> Node::children(std::string_view word) const {
  std::vector<Node> children;
  for (const auto& [key, tree] : tree_)
    if (key == word) children.push_back(Node(tree, key, *this));
  return children;
}

Node Node::named() const {
  Node node = *this;
  node.place_ += " " + printable(value());
  return node;
}

Node Node::at(std::string_view word) const {
  Node node = *this;
  if (const auto found = tree_.find(std::string(word)); found != tree_.not_found())
    node.line_ = found->second.data().line;
  return node;
}

Node Node::at(const Node& other) const {
  Node node = *this;
  node.line_ = other.line_;
  node.spoilt_ = other.spoilt_;
  return node;
}

Node Node::at_line(unsigned line) const {
  Node node = *this;
  node.line_ = line;
  return node;
}

void Node::report(Problem::Severity severity, std::string_view text) const {
  if (spoilt_) {
    if (severity == Problem::Severity::error) problems_.add_hidden_error();
    return;
  }
  report_in(severity, file_, line_, text);
}

void Node::report_in(Problem::Severity severity, const std::string& file, std::size_t line,
                     std::string_view text) const {
  problems_.add(severity, file, line,
                place_.empty() ? std::string(text) : fmt::format("{}: {}", place_, text));
}

void Node::error_listed_twice() const {
  error(fmt::format("{} is listed twice", quoted(value())));
}

bool check_shape(const Node& parent, const Node& node, std::span<const std::string_view> known,
                 const Shape& shape) {
  if (std::find(known.begin(), known.end(), node.key()) == known.end())
    parent.at(node).error(parent.problems().is_full(parent.file()) ? std::string()
                                                                   : unknown_setting(node, known));
  else if (shape.takes_value && node.value().empty())
    node.error("needs a value");
  else if (!shape.takes_value && !node.value().empty())
    node.error("takes no value, only a block");
  else if (!shape.takes_value && !node.has_block())
    node.error("needs a block");
  else if (node.has_block() && !shape.takes_block)
    node.error("takes no block");
  else
    return true;
  return false;
}

}  // namespace fingerpost
