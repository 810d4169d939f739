// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "model/provider.hpp"

namespace fingerpost {

/** How an app gets its settings when a person types an address. */
enum class Way {
  /** It asks for autoconfig. */
  autoconfig,
  /** It asks for Autodiscover, in Outlook's schema. */
  outlook,
  /** The person installs Apple's profile. */
  profile,
  /** The person types them. */
  hand
};

/** Which of the servers that an answer names an app takes, of each kind. */
enum class Picks {
  /** The first that it can use. */
  usable,
  /** The first, usable or not. */
  first,
  /** The last of its type. */
  last,
  /** The first, but it refuses the answer if it cannot use all of them. */
  every
};

/** The servers that an app can use. */
struct Skills {
  /** The types of incoming server; empty for none at all. */
  std::span<const ServerType> types = {};
  /** The methods with which it signs in. OAuth2 is not among them where the app has it only for the
      large providers that are built in. */
  std::span<const Auth> auth = {};
  /** Whether it connects without encryption. */
  bool plain = false;
  /** Whether it sends by a server that wants no sign-in. */
  bool open_smtp = false;
  /** The rest is for settings that the app reads itself. */
  Picks picks = Picks::usable;
  /** Whether it tries only the first of a server's methods. */
  bool first_method = false;
  /** Whether it fills in a login name only if that is a single placeholder. */
  bool simple_logins = false;
};

/** An app with which people read mail. A row of the table is all that the code knows of an app; its
    steps are in the languages' files, under its word. */
struct App {
  std::string_view word;
  /** A proper name, the same in all languages; empty if the languages' files have the name. */
  std::string_view name;
  /** Where it runs: proper names, too. */
  std::string_view platforms;
  Way way;
  /** What it can use when it gets the settings by its way. */
  Skills told = {};
  /** What it can use when a person types the settings. */
  Skills typed;
};

/** Returns the table, in the order in which people read it. */
std::span<const App> all_apps() noexcept;

/** Which formats have words for a provider: the protocols know. */
struct Told {
  bool autoconfig = false;
  bool outlook = false;
  bool profile = false;
};

/** How an app gets on with a provider. */
enum class Fit {
  /** It needs only the address and the password. */
  address,
  /** It takes the profile. */
  profile,
  /** The settings have to be typed. */
  hand,
  /** It cannot work: no type of server in common. */
  no_server,
  /** It cannot work: no encryption in common. */
  no_security,
  /** It cannot work: no method to sign in in common. */
  no_sign_in
};

/** How an app gets on with a provider, and the servers that it uses: both are null if it cannot
    work. They live as long as the provider. */
struct Fitted {
  Fit fit;
  const Server* incoming = nullptr;
  const Server* outgoing = nullptr;
};

/** Finds out how an app gets on with a provider. Total. */
Fitted fit(const App& app, const Provider& provider, const Told& told) noexcept;

}  // namespace fingerpost
