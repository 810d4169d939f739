// SPDX-License-Identifier: MIT
#include "config/node.hpp"

#include <fmt/format.h>

#include <boost/property_tree/ptree.hpp>
#include <filesystem>

#include "base/text.hpp"

namespace fingerpost {

Node::Node(const Tree& tree, const std::string& file, Problems& problems)
    : tree_(tree),
      key_(&tree.data().value),
      data_(&tree.data()),
      file_(&file),
      problems_(problems) {}

Node::Node(const Tree& tree, const std::string& key, const Node& parent)
    : tree_(tree),
      key_(&key),
      data_(&tree.data()),
      file_(tree.data().place.variable ? tree.data().place.variable : parent.file_),
      parent_(&parent),
      line_(tree.data().place.line),
      spoilt_(tree.data().place.spoilt),
      problems_(parent.problems_) {}

std::string Node::place() const {
  if (!parent_ || data_->place.variable) return {};
  return parent_->place() + printable(key()) + (named_ ? " " + printable(value()) : "") + ": ";
}

std::string Node::where() const {
  return line_ > 0 ? fmt::format("{}:{}", *file_, line_) : *file_;
}

std::string Node::path(std::string_view path) const {
  const Node* whole = this;
  while (whole->parent_) whole = whole->parent_;
  return (std::filesystem::path(*whole->file_).parent_path() / path).string();
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
  node.named_ = true;
  return node;
}

Node Node::at(std::string_view word) const {
  const auto found = tree_.find(std::string(word));
  return found == tree_.not_found() ? *this : at(Node(found->second, found->first, *this));
}

Node Node::at(const Node& other) const {
  Node node = at(other.line_, other.spoilt_);
  node.file_ = other.file_;
  return node;
}

Node Node::at(std::size_t line, bool spoilt) const {
  Node node = *this;
  node.line_ = line;
  node.spoilt_ = spoilt;
  return node;
}

Node Node::missing(const std::string& word, const InfoValue& data) const {
  static const Tree nothing;
  Node node(nothing, word, *this);
  node.data_ = &data;
  return node;
}

void Node::report(Problem::Severity severity, std::string_view text) const {
  if (!spoilt_)
    report_in(severity, *file_, line_, text);
  else if (severity == Problem::Severity::error)
    problems_.add_hidden_error();
}

void Node::report_in(Problem::Severity severity, const std::string& file, std::size_t line,
                     std::string_view text) const {
  problems_.add(severity, file, line, place() + std::string(text));
}

}  // namespace fingerpost
