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

/** Returns the text of a file that Dovecot's configuration names, or nothing if it cannot be read. */
using DovecotFiles = std::function<std::optional<std::string>(const std::string& path)>;

/** Which parts of a user name the variables of a text stand for. */
struct UserVariables {
  bool whole = false;
  bool local_part = false;
  bool domain = false;

  /** Whether the domain that a user types does not matter. */
  bool drops_domain() const noexcept { return local_part && !whole && !domain; }
};

/** Reads the variables of Dovecot 2.3 (`%Lu`, `%n`) and 2.4 (`%{user | username | lower}`). */
UserVariables user_variables(std::string_view text);

/** What Dovecot's databases say of login names. */
struct DovecotLogin {
  std::optional<Fact> login = {};
  /** Domains of users in a passwd-file. */
  std::vector<Fact> domains = {};
  /** Whether a userdb may give users another name than the address: the evidence, such as
      `doveconf: userdb sql`. Empty if none is known to. */
  std::string renaming = {};
  std::vector<std::string> remarks = {};
};

/** Works out which login name users type, by `auth_username_format` and the databases. `tree` is
    what `doveconf -n` prints. */
DovecotLogin dovecot_login(const DoveconfSection& tree, std::string_view username_format,
                           const DovecotFiles& files);

}  // namespace fingerpost
