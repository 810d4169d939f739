// SPDX-License-Identifier: MIT
#include "config/node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <filesystem>

#include "base/text.hpp"
#include "config/hints.hpp"
#include "config/nearest.hpp"
#include "config/value.hpp"

namespace fingerpost {

namespace {

Context context_of(const Node& block) {
  const std::string& word = block.key();
  if (word.empty()) return Context::file;
  if (word == "oauth2") return Context::oauth2;
  if (word == "sign") return Context::sign;
  if (word == "domains-file") return Context::domains_file;
  return word == "provider" ? Context::provider : Context::server;
}

bool is_server(const Node& node) {
  return node.key() == "imap" || node.key() == "pop3" || node.key() == "smtp";
}

/** Whether the setting's value is text, which may have spaces. */
bool takes_text(const Node& node) {
  constexpr std::string_view words[] = {"name", "short-name", "scope", "login", "provider"};
  return std::find(std::begin(words), std::end(words), node.key()) != std::end(words);
}

bool is_known(const Node& node, std::span<const std::string_view> known) {
  return std::find(known.begin(), known.end(), node.key()) != known.end();
}

/** Whether `behind` is one more method, as `oauth2` in `auth password-cleartext oauth2`, although
    it is also the word of a setting. */
bool is_another_method(const Node& node, const Node& behind) {
  return node.key() == "auth" && behind.value().empty() && !behind.has_block() &&
         parse_auth(behind.key());
}

/** Whether a comment after a server reads as a setting of the server's block: `; port 143`. */
bool is_server_setting(std::string_view comment) {
  const auto end = comment.find_first_of(" \t");
  if (end == comment.npos) return false;
  const std::string_view value = trim(comment.substr(end));
  return comment.substr(0, end) == "port"       ? parse_port(value).has_value()
         : comment.substr(0, end) == "security" ? parse_security(value).has_value()
                                                : false;
}

/** Returns advice on what an unknown setting of this block most likely means; empty if unclear. */
std::string meaning(Context block, const Node& node, std::span<const std::string_view> known) {
  const std::string advice = hint(block, node.key());
  if (block == Context::server && parse_port(node.key()))
    return fmt::format("; write: port {}", node.key());
  if (advice.empty()) return did_you_mean(node.key(), known);
  return fmt::format("; {}", advice);
}

/** Returns advice on what to do with extra words after a setting. */
std::string too_many_words(const Node& node, Times times, std::string_view words) {
  const std::string value = printable(node.value());
  if (is_server(node) && parse_port(words))
    return fmt::format("takes one value; the port goes into a block: {} {} {{ port {} }}",
                       node.key(), value, words);
  if (is_server(node))
    return fmt::format("takes one value; more goes into a block: {} {} {{ security {} }}",
                       node.key(), value,
                       equal_ignoring_case(words, "starttls") ? "starttls" : "tls");
  if (takes_text(node))
    return fmt::format("takes one value; one with spaces needs quotation marks: {} {}", node.key(),
                       in_quotes(node.value() + " " + std::string(words)));
  if (node.key() == "documentation")
    return fmt::format("takes one value; the title goes into a block: documentation {} {{ en {} }}",
                       value, in_quotes(words));
  if (node.key() == "domains-file" && words.starts_with("bad-lines "))
    return fmt::format("takes one value; more goes into a block: domains-file {} {{ {} }}", value,
                       printable(words));
  if (node.key() == "request-memory")
    return fmt::format("takes one value, without a space; write: request-memory {}{}", value,
                       words.substr(0, 1));
  if (node.key() == "listen" && !parse_endpoint(words))
    return parse_port(words) ? fmt::format("takes one value; write: listen {}:{}", value, words)
                             : fmt::format("takes one value; remove {}", in_quotes(words));
  if (times == Times::many)
    return fmt::format("takes one value; write a line with {} for each", in_quotes(node.key()));
  return fmt::format("takes one value; remove {}", in_quotes(words));
}

}  // namespace

Node::Node(const Tree& tree, const std::string& key, const Node& parent)
    : tree_(tree),
      key_(&key),
      file_(parent.file_),
      parent_(&parent),
      line_(tree.data().line),
      spoilt_(tree.data().spoilt),
      problems_(parent.problems_) {}

std::string Node::place() const {
  if (!parent_) return {};
  return parent_->place() + printable(key()) + (named_ ? " " + printable(value()) : "") + ": ";
}

const std::string& Node::value() const noexcept {
  return tree_.data().value;
}

std::string Node::path() const {
  return (std::filesystem::path(file_).parent_path() / value()).string();
}

const std::vector<Comment>& Node::comments() const noexcept {
  return tree_.data().comments;
}

bool Node::has_block() const noexcept {
  return !tree_.empty();
}

bool Node::is_quoted() const noexcept {
  return tree_.data().quoted;
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
  problems_.add(severity, file, line, place() + std::string(text));
}

void Node::error_listed_twice() const {
  error(fmt::format("{} is listed twice", in_quotes(value())));
}

namespace {

std::string needs_value(const Node& node, bool takes_block) {
  if (!node.has_block()) return "needs a value";
  if (takes_block)
    return fmt::format("needs a value before its block: {} VALUE {{ ... }}", node.key());
  return fmt::format("needs a value, not a block: {} VALUE", node.key());
}

}  // namespace

bool check_shape(const Node& node, const Shape& shape) {
  if (shape.takes_value && node.value().empty())
    node.error(needs_value(node, shape.takes_block));
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

void report_unknown(const Node& block, const Node& node, std::span<const std::string_view> known) {
  const Node at = block.at(node);
  if (block.problems().is_full(block.file())) return at.error({});
  at.error(fmt::format("{} is not a setting here{}", in_quotes(node.key()),
                       meaning(context_of(block), node, known)));
}

std::size_t skip_words_behind_unknown(const Node& block, std::span<const Node> nodes, std::size_t i,
                                      std::span<const std::string_view> known) {
  // A line may be as long as the file, so only this many words are checked.
  constexpr std::size_t looked_at = 16;
  if (nodes[i].has_block()) return 0;
  std::size_t end = i + 1;
  while (end < nodes.size() && nodes[end].line() == nodes[i].line() &&
         !is_known(nodes[end], known) && !nodes[end].has_block() &&
         (end - i > looked_at || meaning(context_of(block), nodes[end], known).empty()))
    ++end;
  return end - i - 1;
}

void check_comments(const Node& block, std::span<const std::string_view> known) {
  for (const Comment& comment : block.comments()) {
    const std::string_view text = comment.text;
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    const bool is_inner = context_of(block) == Context::provider && is_server_setting(text);
    if (is_inner || std::find(known.begin(), known.end(), word) != known.end())
      block.at_line(comment.line)
          .error(
              fmt::format("the \";\" hides {}; write each setting on a line of its own, or begin "
                          "the comment with another word",
                          in_quotes(text)));
  }
}

std::size_t check_words_behind(const Node& block, std::span<const Node> nodes, std::size_t i,
                               Times times, std::span<const std::string_view> known) {
  const Node& node = nodes[i];
  if (node.has_block() || node.value().empty()) return 0;
  std::string words;
  std::size_t end = i + 1;
  for (; end < nodes.size() && nodes[end].line() == node.line(); ++end) {
    if (is_known(nodes[end], known) && !is_another_method(node, nodes[end])) break;
    const Node& next = nodes[end];
    // A word with a value or a block may be a misspelt setting.
    const bool bare = next.value().empty() && !next.has_block();
    if (words.empty() && !bare && !meaning(context_of(block), next, known).empty()) break;
    words += (words.empty() ? "" : " ") + next.key();
    if (!next.value().empty()) words += " " + next.value();
  }
  if (end > i + 1) node.error(too_many_words(node, times, words));
  return end - i - 1;
}

}  // namespace fingerpost
