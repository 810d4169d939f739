// SPDX-License-Identifier: MIT
#pragma once

#include "inspect/doveconf_tree.hpp"
#include "inspect/dovecot_login.hpp"
#include "inspect/findings.hpp"

namespace fingerpost {

/** What doveconf(1) of Dovecot 2.3 or 2.4 printed. */
struct DovecotSettings {
  /** `doveconf -n`: all that differs from the defaults. */
  DoveconfSection changed;
  /** `doveconf` with the names of dovecot_questions, which prints defaults as well. */
  DoveconfSection asked;
};

/** What doveconf must be asked for. A version passes over a name that it does not have. */
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

/** Returns what Dovecot does, as findings. `knows_domains` says whether a better source found
    domains; otherwise those of a passwd-file count. Throws only bad_alloc. */
Findings dovecot_findings(const DovecotSettings& settings, const DovecotFiles& files,
                          bool knows_domains);

}  // namespace fingerpost
