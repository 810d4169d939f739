// SPDX-License-Identifier: MIT
#include "inspect/postfix_settings.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "postfix/table_file.hpp"

namespace fingerpost {

namespace {

/** Splits `name = value`. The name is empty if the line has a different form. */
std::pair<std::string_view, std::string_view> split_line(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == line.npos) return {};
  return {trim(line.substr(0, equals)), trim(line.substr(equals + 1))};
}

/** Removes a word from the front of a line and returns it. */
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(" \t"));
  line.remove_prefix(word.size());
  return word;
}

std::string_view find(const PostfixSettings::Values& values, std::string_view name) {
  const auto found = values.find(name);
  return found == values.end() ? std::string_view() : found->second;
}

}  // namespace

PostfixSettings::PostfixSettings(std::string_view main, std::string_view services,
                                 std::string_view options) {
  while (!main.empty()) {
    const auto [name, value] = split_line(take_line(main));
    if (!name.empty()) main_.insert_or_assign(std::string(name), std::string(value));
  }
  while (!services.empty()) take_service(take_line(services));
  while (!options.empty()) take_option(take_line(options));
}

void PostfixSettings::take_service(std::string_view line) {
  const std::string_view name = take_word(line);
  if (take_word(line) != "inet") return;
  // Skip private, unprivileged, chroot, wakeup and maxproc (master(5)).
  for (int column = 0; column < 5; ++column) take_word(line);
  if (take_word(line) == "smtpd" && !is_disabled(name)) services_.push_back({std::string(name)});
}

void PostfixSettings::take_option(std::string_view line) {
  constexpr std::string_view type = "/inet/";
  const auto [name, value] = split_line(line);
  const auto end = name.find(type);
  if (end == name.npos) return;
  const auto service = std::ranges::find(services_, name.substr(0, end), &Service::name);
  if (service == services_.end()) return;
  service->options.insert_or_assign(std::string(name.substr(end + type.size())),
                                    std::string(value));
}

/** Returns whether the first matching item disables the service. As in all Postfix lists, `!`
    negates an item. */
bool PostfixSettings::is_disabled(std::string_view service) const {
  for (const std::string& item : split_list(value("master_service_disable"))) {
    std::string_view pattern = item;
    const bool disables = !pattern.starts_with('!');
    if (!disables) pattern.remove_prefix(1);
    const bool named = pattern.ends_with("/inet") && pattern.size() == service.size() + 5 &&
                       pattern.starts_with(service);
    if (named || pattern == "inet") return disables;
  }
  return false;
}

std::string_view PostfixSettings::value(std::string_view parameter) const {
  return find(main_, parameter);
}

std::string_view PostfixSettings::value(const Service& service, std::string_view parameter) const {
  return service.options.contains(parameter) ? find(service.options, parameter) : value(parameter);
}

bool PostfixSettings::yes(const Service& service, std::string_view parameter) const {
  return equal_ignoring_case(value(service, parameter), "yes");
}

}  // namespace fingerpost
