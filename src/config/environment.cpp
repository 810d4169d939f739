// SPDX-License-Identifier: MIT
#include "config/environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "config/foreign_variables.hpp"
#include "config/info_file.hpp"
#include "config/variable_value.hpp"
#include "model/server.hpp"

namespace fingerpost {

namespace {

using enum Problem::Severity;

const std::string environment(environment_name);

/** A second name for the variable of `domain`, because it usually holds a list. */
constexpr std::string_view domains_variable = "FINGERPOST_DOMAINS";

const SettingInfo* find_setting(std::span<const SettingInfo> settings, std::string_view variable) {
  const auto found = std::ranges::find_if(settings, [&](const SettingInfo& setting) {
    return variable == variable_name(setting.word) ||
           (variable == domains_variable && setting.word == "domain");
  });
  return found == settings.end() ? nullptr : &*found;
}

/** Returns advice for an unknown variable, from what it most likely means. */
std::string meaning(std::string_view variable) {
  std::vector<std::string> names = {std::string(domains_variable)};
  std::string block;
  for (const auto& settings : {process_settings(), provider_settings()})
    for (const SettingInfo& setting : settings) {
      names.push_back(variable_name(setting.word));
      if (setting.form != Form::value && variable.starts_with(names.back() + "_"))
        block = fmt::format("; write it as in a file: {}={}", names.back(),
                            setting.form == Form::block ? "{ ... }"
                            : setting.kind == "host"    ? "HOST { port 143  security starttls }"
                                                        : "VALUE { ... }");
    }
  if (!block.empty()) return block;
  const std::vector<std::string_view> words(names.begin(), names.end());
  return did_you_mean(variable, words);
}

/** Removes line numbers, because they would not help people to find a place in a variable. */
void drop_lines(Node::Tree& tree) {
  SettingPlace& place = tree.data().place;
  place.line = 0;
  for (TrailingComment& comment : place.comments) comment.line = 0;
  for (auto& [word, child] : tree) drop_lines(child);
}

/** Reads the block of a value; an empty text gives an empty block. */
std::optional<Node::Tree> read_block(const std::string& variable, std::string_view text,
                                     Problems& problems) {
  Problems found;
  auto block = read_info_text(text, variable, found);
  for (const Problem& problem : found) problems.add(problem.severity, variable, 0, problem.text);
  if (block) drop_lines(*block);
  return block;
}

/** Converts the variables to a tree of settings. Borrows their names. */
class EnvironmentReader {
 public:
  EnvironmentReader(const ConfigSource& source, bool whole, const SeenWords& seen,
                    Problems& problems)
      : source_(source),
        whole_(whole),
        seen_(seen),
        problems_(problems),
        errors_before_(problems.errors()) {}

  Node::Tree read() && {
    for (const Variable& variable : source_.variables) read_variable(variable);
    if (whole_ && !names_domains_) put_foreign();
    if (!ignored_.empty())
      problems_.add(warning, source_.file, 0,
                    fmt::format("{}: ignored because this file is the configuration; remove the "
                                "variables or the file",
                                listed(ignored_)));
    if (!provider_.empty()) put_provider();
    return tree_;
  }

 private:
  using Variable = Variables::value_type;

  void read_variable(const Variable& variable) {
    const std::string& name = variable.first;
    if (const SettingInfo* const setting = find_setting(process_settings(), name)) {
      if (std::ranges::find(seen_, setting->word) == seen_.end()) put(tree_, variable, *setting);
    } else if (const SettingInfo* const own = find_setting(provider_settings(), name)) {
      names_domains_ = names_domains_ || own->word.starts_with("domain");
      if (whole_)
        put(provider_, variable, *own);
      else
        ignored_.push_back(name);
    } else if (whole_ && name.starts_with(variable_prefix)) {
      problems_.add_error(name, 0, "is not a known variable" + meaning(name));
    }
  }

  /** Adds all values of a variable to a block. */
  void put(Node::Tree& block, const Variable& variable, const SettingInfo& setting) {
    const auto& [name, text] = variable;
    if (!is_utf8(text)) return problems_.add_error(name, 0, "is not UTF-8");
    const auto values = split_variable(text, setting);
    if (!values) return problems_.add_error(name, 0, values.error());
    for (const VariableValue& value : *values)
      if (auto inner = read_block(name, value.block, problems_)) {
        inner->data().value = value.text;
        inner->data().place.variable = &name;
        block.push_back({std::string(setting.word), *std::move(inner)});
      }
  }

  void put_provider() {
    // This word is shown to people only if there is no better name.
    provider_.data() = InfoValue{"mail", {.variable = &environment}};
    if (!names_domains_)
      problems_.add_error(environment, 0, "has no domain; set FINGERPOST_DOMAINS");
    // A setting that seems to be missing could be in a variable with an error.
    provider_.data().place.spoilt = problems_.errors() > errors_before_;
    tree_.push_back({"provider", std::move(provider_)});
  }

  /** Adds settings that the provider lacks from the variables of the other image. */
  void put_foreign() {
    names_domains_ = find("DOMAIN");
    for (const auto& [name, setting] : foreign::variables)
      if (const auto* const variable = find(name); variable && !has(setting))
        put_value(provider_, setting, *variable, trim(variable->second));
    for (const foreign::ForeignServer& server : foreign::servers)
      if (!has(server.setting)) put_server(server);
  }

  bool has(std::string_view setting) const {
    return provider_.find(std::string(setting)) != provider_.not_found();
  }

  const Variable* find(std::string_view name) const {
    const auto found = source_.variables.find(std::string(name));
    return found == source_.variables.end() ? nullptr : &*found;
  }

  /** Adds a setting with the value `text`. Its place is the variable. */
  Node::Tree& put_value(Node::Tree& block, std::string_view setting, const Variable& variable,
                        std::string_view text) {
    Node::Tree tree;
    tree.data() = InfoValue{std::string(text), {.variable = &variable.first}};
    if (!is_utf8(text)) {
      problems_.add_error(variable.first, 0, "is not UTF-8");
      tree.data().place.spoilt = true;
    }
    return block.push_back({std::string(setting), std::move(tree)})->second;
  }

  void put_server(const foreign::ForeignServer& server) {
    const std::string name(server.name);
    const auto* const host = find(name + "_HOST");
    if (!host) return;
    Node::Tree& tree = put_value(provider_, server.setting, *host, trim(host->second));
    if (const auto* const port = find(name + "_PORT"))
      put_value(tree, "port", *port, trim(port->second));
    const auto* const socket = find(name + "_SOCKET");
    const std::string_view text = socket ? trim(socket->second) : server.default_socket;
    for (const Security security : {Security::tls, Security::starttls, Security::none})
      if (equal_ignoring_case(socket_type(security), text)) {
        put_value(tree, "security", socket ? *socket : *host, word(security));
        return;
      }
    problems_.add_error(name + "_SOCKET", 0,
                        fmt::format("{} is not SSL, STARTTLS or plain", in_quotes(text)));
  }

  const ConfigSource& source_;
  const bool whole_;
  const SeenWords& seen_;
  Problems& problems_;
  const std::size_t errors_before_;
  /** The settings of the process, and after them the provider. */
  Node::Tree tree_;
  Node::Tree provider_;
  /** Whether a variable names domains of the provider. */
  bool names_domains_ = false;
  std::vector<std::string> ignored_;
};

}  // namespace

std::string variable_name(std::string_view setting) {
  std::string name(variable_prefix);
  for (const char c : setting)
    name += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

void read_environment(const ConfigSource& source, bool whole, Configuration& draft,
                      Problems& problems) {
  const Node::Tree tree = EnvironmentReader(source, whole, draft.seen, problems).read();
  read_settings(Node(tree, source.file, problems), draft, true);
}

}  // namespace fingerpost
