// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inspect/doveconf_tree.hpp"
#include "inspect/findings.hpp"

namespace fingerpost {

/** Returns the content of a file named in Dovecot's configuration, or nothing if it cannot be
    read. */
using DovecotFiles = std::function<std::optional<std::string>(const std::string& path)>;

/** The parts of a user name that the variables in a text stand for. */
struct UserVariables {
  bool whole = false;
  bool local_part = false;
  bool domain = false;

  /** Returns whether the domain in the name that a user types is ignored. */
  bool drops_domain() const noexcept { return local_part && !whole && !domain; }
};

/** Finds the variables in a text, in the syntax of Dovecot 2.3 (`%Lu`, `%n`) or 2.4 (`%{user |
    username | lower}`). */
UserVariables user_variables(std::string_view text);

/** Login names according to Dovecot's databases. */
struct DovecotLogin {
  std::optional<Fact> login = {};
  /** Domains of the users in a passwd-file. */
  std::vector<Fact> domains = {};
  /** Evidence that a userdb may give users a name other than their address, such as `doveconf:
      userdb sql`. Empty if no userdb seems to. */
  std::string renaming = {};
  std::vector<std::string> remarks = {};
};

/** Determines the login name that users type from `auth_username_format` and the databases. `tree`
    is the output of `doveconf -n`. */
DovecotLogin dovecot_login(const DoveconfSection& tree, std::string_view username_format,
                           const DovecotFiles& files);

}  // namespace fingerpost
