// SPDX-License-Identifier: MIT
#include "config/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/property_tree/ptree.hpp>

#include "config/nearest.hpp"

namespace fingerpost {

namespace {

std::string unknown_setting(const Node& node, std::span<const std::string_view> known) {
  if (node.key().starts_with('#')) return "\"#\" does not begin a comment, \";\" does";
  std::string text = fmt::format("\"{}\" is not a setting here", node.key());
  const std::string guess = did_you_mean(node.key(), known);
  if (!guess.empty()) return text + guess;
  // `name Example Mail` reads as `name Example` and a setting `Mail` without a value.
  if (node.value().empty() && !node.has_block())
    text += "; a value with blanks needs quotation marks";
  return text;
}

}  // namespace

Node::Node(const Tree& tree, std::string key, const Node& parent)
    : tree_(tree),
      key_(std::move(key)),
      file_(parent.file_),
      place_(parent.place_.empty() ? key_ : parent.place_ + ": " + key_),
      problems_(parent.problems_) {}

const std::string& Node::value() const noexcept {
  return tree_.data();
}

bool Node::has_block() const noexcept {
  return !tree_.empty();
}

std::vector<Node> Node::children() const {
  std::vector<Node> children;
  children.reserve(tree_.size());
  for (const auto& [key, tree] : tree_) children.push_back(Node(tree, key, *this));
  return children;
}

Node Node::named() const {
  Node node = *this;
  node.place_ += " " + value();
  return node;
}

void Node::report(Problem::Severity severity, std::string_view text) const {
  problems_.add(severity, file_,
                place_.empty() ? std::string(text) : fmt::format("{}: {}", place_, text));
}

void Node::error_listed_twice() const {
  error(fmt::format("\"{}\" is listed twice", value()));
}

bool check_shape(const Node& parent, const Node& node, std::span<const std::string_view> known,
                 const Shape& shape) {
  if (std::find(known.begin(), known.end(), node.key()) == known.end())
    parent.error(unknown_setting(node, known));
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
