// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "inspect/findings.hpp"

namespace fingerpost {

/** Something that can say how a mail server is set up. */
struct Inspector {
  /** The word in texts. */
  std::string_view word;
  Standing standing;
  /** Whether it knows only the machine that it runs on. */
  bool local;
  /** Looks, and returns what it found; nothing but remarks if there is nothing. May build on what
      better sources said. Takes at most some seconds. Throws Error only where the system refuses to
      work at all. */
  Findings (*look)(const InspectSettings& settings, const Inspection& so_far);
};

/** Asks all sources that know the machine, best first. */
Inspection inspect(const InspectSettings& settings);

/** Asks only those that know what the mail server does, not what clients are told of it. */
Inspection inspect_server(const InspectSettings& settings);

/** Returns the name of the mail server by what is known so far: that of the settings, else the first
    that a source named, else what this machine calls itself in full; empty if it has no full name. */
std::string host_of(const InspectSettings& settings, const Inspection& so_far);

/** Returns the domains by what is known so far: those of the settings, else all that sources found. */
std::vector<Domain> domains_of(const InspectSettings& settings, const Inspection& so_far);

// One for each row of the table in inspector.cpp, each in a file of its own.

/** Asks postconf(1) for main.cf and master.cf. */
Findings look_at_postfix(const InspectSettings& settings, const Inspection& so_far);
/** Asks doveconf(1), of Dovecot 2.3 or 2.4. */
Findings look_at_dovecot(const InspectSettings& settings, const Inspection& so_far);
/** Connects to the ports of mail on the host, as clients do: TLS, STARTTLS, what is offered, and the
    names in certificates. */
Findings look_at_ports(const InspectSettings& settings, const Inspection& so_far);
/** Looks up MX and SRV records of the domains. */
Findings look_at_dns(const InspectSettings& settings, const Inspection& so_far);
/** Asks for the settings that autoconfig and autodiscover of the domains tell clients now. */
Findings look_at_answers(const InspectSettings& settings, const Inspection& so_far);
/** Looks for config-v1.1.xml where web servers of this machine keep their files. */
Findings look_at_files(const InspectSettings& settings, const Inspection& so_far);

}  // namespace fingerpost
