// SPDX-License-Identifier: MIT
#pragma once

#include "inspect/doveconf_tree.hpp"
#include "inspect/dovecot_login.hpp"
#include "inspect/findings.hpp"

namespace fingerpost {

/** The parsed output of doveconf(1) of Dovecot 2.3 or 2.4. */
struct DovecotSettings {
  /** `doveconf -n`: everything that differs from the defaults. */
  DoveconfSection changed;
  /** `doveconf` with the names in dovecot_questions; includes defaults. */
  DoveconfSection asked;
};

/** The settings to ask doveconf for. Dovecot ignores names that its version lacks. */
inline constexpr std::string_view dovecot_questions[] = {"protocols",
                                                         "listen",
                                                         "ssl",
                                                         "auth_allow_cleartext",
                                                         "auth_mechanisms",
                                                         "disable_plaintext_auth",
                                                         "auth_username_format",
                                                         "base_dir",
                                                         "submission_relay_host",
                                                         "service"};

/** Returns findings about Dovecot. `knows_domains` says whether a better source already found
    domains; only if not, the domains in a passwd-file are added. Throws only bad_alloc. */
Findings dovecot_findings(const DovecotSettings& settings, const DovecotFiles& files,
                          bool knows_domains);

}  // namespace fingerpost
