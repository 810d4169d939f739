// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "model/provider.hpp"

namespace fingerpost {

/** How an app gets its settings after a person typed an address. */
enum class Way {
  /** It asks for autoconfig. */
  autoconfig,
  /** It asks for autodiscover, in Outlook's schema. */
  outlook,
  /** The person installs Apple's profile. */
  profile,
  /** The person types the settings. */
  hand
};

/** Which server of each kind (incoming, outgoing) an app picks from an answer. */
enum class Picks {
  /** The first that it can use. */
  usable,
  /** The first, usable or not. */
  first,
  /** The last of its type. */
  last,
  /** The first; it refuses the answer if it cannot use every server. */
  every
};

/** The servers that an app can use. */
struct Skills {
  /** The types of incoming server; empty for none. */
  std::span<const ServerType> types = {};
  /** The methods with which it signs in. OAuth2 is left out if the app supports it only for large
      providers that are built in. */
  std::span<const Auth> auth = {};
  /** Whether it connects without encryption. */
  bool plain = false;
  /** Whether it can send through a server that needs no sign-in. */
  bool open_smtp = false;
  // The remaining members matter only for settings that the app reads itself.
  Picks picks = Picks::usable;
  /** Whether it tries only the first of a server's methods. */
  bool first_method = false;
  /** Whether it accepts a login name only if that is a single placeholder or has none. */
  bool simple_logins = false;
};

/** An app with which people read mail. A row of the table is all that the code knows about an app;
    the language files hold its steps, under its word. */
struct App {
  std::string_view word;
  /** A proper name, the same in all languages; empty if the language files have the name. */
  std::string_view name;
  /** Where it runs: proper names as well. */
  std::string_view platforms;
  Way way;
  /** What it can use when it gets the settings in its own way. */
  Skills told = {};
  /** What it can use when a person types the settings. */
  Skills typed;
};

/** Returns the table, in the order of the page. */
std::span<const App> all_apps() noexcept;

/** Which formats can express a provider's mail servers. The protocols know. */
struct Told {
  bool autoconfig = false;
  bool outlook = false;
  bool profile = false;
};

/** How an app can be set up for a provider. */
enum class Fit {
  /** It needs only the address and the password. */
  address,
  /** The person installs the profile. */
  profile,
  /** The person types the settings. */
  hand,
  /** It cannot work: no type of server in common. */
  no_server,
  /** It cannot work: no encryption in common. */
  no_security,
  /** It cannot work: no method to sign in in common. */
  no_sign_in
};

/** How an app can be set up for a provider, and the servers that it uses. Both servers are null if
    it cannot work. They live as long as the provider. */
struct Fitted {
  Fit fit;
  const Server* incoming = nullptr;
  const Server* outgoing = nullptr;
};

/** Returns how an app can be set up for a provider. Total. */
Fitted fit(const App& app, const Provider& provider, const Told& told) noexcept;

}  // namespace fingerpost
