// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace fingerpost {

/** The beginning of the names of variables that are settings. */
inline constexpr std::string_view variable_prefix = "FINGERPOST_";
/** The name of all variables together in messages. */
inline constexpr std::string_view environment_name = "environment";
/** The variables that a minimal configuration needs, for messages. */
inline constexpr std::string_view needed_variables =
    "FINGERPOST_DOMAINS, FINGERPOST_IMAP and FINGERPOST_SMTP";

/** Maps the names of variables to their values. */
using Variables = std::map<std::string, std::string>;

/** The source of a configuration. */
struct ConfigSource {
  std::string file;
  /** Whether the administrator named the file. If so, variables cannot replace it. */
  bool is_given = true;
  /** The result of `configuring_variables`; empty if variables do not count. */
  Variables variables = {};
};

/** Returns the variables that can configure this program: all whose names begin with FINGERPOST_,
    and those of autodiscover-email-settings if both its domain and one of its servers are set.
    Leaves out empty variables and those with which Kubernetes announces a service named fingerpost.
    `environment` is a list of `NAME=VALUE` that ends with a null pointer. */
Variables configuring_variables(const char* const* environment);

/** Returns whether the default file does not exist. False if the administrator named the file. */
bool is_missing(const ConfigSource& source);

/** Returns whether variables replace the file because it is missing. */
bool stands_in(const ConfigSource& source);

/** Returns the name of the source in messages: its file, or `environment` if variables replace
    it. */
std::string name_of(const ConfigSource& source);

}  // namespace fingerpost
