// SPDX-License-Identifier: MIT
#include "config/config_source.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <vector>

#include "base/text.hpp"
#include "config/foreign_variables.hpp"

namespace fingerpost {

namespace {

bool is_own(std::string_view name) {
  return name.starts_with(variable_prefix);
}

bool is_foreign(std::string_view name) {
  return foreign::is_server_variable(name) ||
         std::ranges::find(foreign::variables, name, &foreign::ForeignVariable::name) !=
             std::end(foreign::variables);
}

/** Returns whether the variables of the other image are set. A few with the same names are not
    enough. */
bool has_foreign(const Variables& variables) {
  return variables.contains("DOMAIN") &&
         std::ranges::any_of(foreign::telling_variables, [&](std::string_view name) {
           return variables.contains(std::string(name));
         });
}

/** Erases the variables with which Kubernetes announces services: NAME_SERVICE_HOST,
    NAME_SERVICE_PORT, NAME_PORT and longer ones (kubernetes.io, "Discovering services",
    2026-11). */
void erase_announced_services(Variables& variables) {
  constexpr std::string_view end = "_SERVICE_HOST";
  std::vector<std::string> services;
  for (const auto& [name, value] : variables)
    if (name.ends_with(end)) services.push_back(name.substr(0, name.size() - end.size()));
  std::erase_if(variables, [&](const auto& variable) {
    const std::string& name = variable.first;
    return std::ranges::any_of(services, [&](const std::string& service) {
      return name.starts_with(service + "_SERVICE_") || name == service + "_PORT" ||
             name.starts_with(service + "_PORT_");
    });
  });
}

}  // namespace

Variables configuring_variables(const char* const* environment) {
  Variables variables;
  for (; *environment; ++environment) {
    const std::string_view text = *environment;
    const auto sign = text.find('=');
    if (sign == text.npos || trim(text.substr(sign + 1)).empty()) continue;
    const std::string_view name = text.substr(0, sign);
    // The first one counts, as in getenv(3).
    if (is_own(name) || is_foreign(name))
      variables.emplace(std::string(name), std::string(text.substr(sign + 1)));
  }
  erase_announced_services(variables);
  if (!has_foreign(variables))
    std::erase_if(variables, [](const auto& variable) { return !is_own(variable.first); });
  return variables;
}

bool is_missing(const ConfigSource& source) {
  std::error_code error;
  return !source.is_given && std::filesystem::symlink_status(source.file, error).type() ==
                                 std::filesystem::file_type::not_found;
}

bool stands_in(const ConfigSource& source) {
  return is_missing(source) && !source.variables.empty();
}

std::string name_of(const ConfigSource& source) {
  return stands_in(source) ? std::string(environment_name) : source.file;
}

}  // namespace fingerpost
