// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace fingerpost {

/** Begins the names of variables that are settings. */
inline constexpr std::string_view variable_prefix = "FINGERPOST_";
/** What messages call the variables as a whole. */
inline constexpr std::string_view environment_name = "environment";
/** The variables that are enough, for messages. */
inline constexpr std::string_view needed_variables =
    "FINGERPOST_DOMAINS, FINGERPOST_IMAP and FINGERPOST_SMTP";

/** Maps the names of variables to their values. */
using Variables = std::map<std::string, std::string>;

/** Where a configuration comes from. */
struct ConfigSource {
  std::string file;
  /** Whether the administrator named the file: then no variables stand in for it. */
  bool is_given = true;
  /** What `configuring_variables` returns; empty if variables do not count. */
  Variables variables = {};
};

/** Returns the variables that can configure this program: those whose names begin with FINGERPOST_,
    and those of autodiscover-email-settings if both its domain and one of its servers are set.
    Leaves out empty ones, and those by which Kubernetes announces a service that is called
    fingerpost. `environment` is a list of `NAME=VALUE` that ends with a null pointer. */
Variables configuring_variables(const char* const* environment);

/** Whether the file does not exist, and nobody named it. */
bool is_missing(const ConfigSource& source);

/** Whether variables stand in for the file, because it is missing. */
bool stands_in(const ConfigSource& source);

/** Returns what messages call the source: its file, or `environment` if variables stand in. */
std::string name_of(const ConfigSource& source);

}  // namespace fingerpost
