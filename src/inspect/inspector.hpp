// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "inspect/findings.hpp"

namespace fingerpost {

/** A source of information about how a mail server is set up. */
struct Inspector {
  /** Its name in texts. */
  std::string_view word;
  Standing standing;
  /** Whether it can inspect only the machine it runs on. */
  bool local;
  /** Returns what it found, or only remarks if it found nothing. May use the findings of better
      sources. Takes a few seconds at most. Throws Error only if the system itself fails. */
  Findings (*look)(const InspectSettings& settings, const Inspection& so_far);
};

/** Asks all sources that apply to the machine, best first. */
Inspection inspect(const InspectSettings& settings);

/** Asks only the sources that know the mail server itself, not those that read what is published
    for clients. */
Inspection inspect_server(const InspectSettings& settings);

/** Returns the name of the mail server as known so far: the name in the settings, else the first
    name that a source found, else this machine's full name. Empty if the machine has no full
    name. */
std::string host_of(const InspectSettings& settings, const Inspection& so_far);

/** Returns the domains as known so far: those in the settings, else all domains that sources
    found. */
std::vector<Domain> domains_of(const InspectSettings& settings, const Inspection& so_far);

// One function for each row of the table in inspector.cpp, each in its own file.

/** Asks postconf(1) for the settings in main.cf and master.cf. */
Findings look_at_postfix(const InspectSettings& settings, const Inspection& so_far);
/** Asks doveconf(1), of Dovecot 2.3 or 2.4. */
Findings look_at_dovecot(const InspectSettings& settings, const Inspection& so_far);
/** Connects to the mail ports of the host the way clients do, and looks at TLS, STARTTLS, the login
    mechanisms offered and the names in certificates. */
Findings look_at_ports(const InspectSettings& settings, const Inspection& so_far);
/** Looks up MX and SRV records of the domains. */
Findings look_at_dns(const InspectSettings& settings, const Inspection& so_far);
/** Fetches the settings that the domains currently publish by autoconfig and autodiscover. */
Findings look_at_answers(const InspectSettings& settings, const Inspection& so_far);
/** Looks for config-v1.1.xml in the folders that this machine's web servers use. */
Findings look_at_files(const InspectSettings& settings, const Inspection& so_far);

}  // namespace fingerpost
