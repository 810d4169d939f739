// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/look.hpp"
#include "model/map.hpp"
#include "model/server.hpp"
#include "model/service.hpp"
#include "model/url.hpp"
#include "model/url_pattern.hpp"

namespace fingerpost {

/** A page that explains to people how to set up their mail. */
struct Documentation {
  struct Text {
    /** A code of ISO 639 in lower case. */
    std::string language;
    std::string text;
  };

  UrlPattern url;
  std::vector<Text> texts = {};
};

/** The server that issues OAuth2 tokens to clients. */
struct OAuth2 {
  /** Its identifier (RFC 8414 section 2); always set. */
  std::optional<Url> issuer;
  std::string scope;
  std::optional<Url> authorize;
  std::optional<Url> token;
};

/** A service that a provider offers. */
struct ServiceUrl {
  const Service* service;
  UrlPattern url;
};

/** The limits of a name and a short name in characters: draft-ietf-mailmaint-autoconfig-06,
    "displayName and displayShortName", and PACC. */
inline constexpr std::size_t longest_name = 60;
inline constexpr std::size_t longest_short_name = 20;

/** A mail provider: the settings that all its domains share. */
struct Provider {
  /** The name after `provider` in the configuration, for messages. */
  std::string key;
  /** The name for people; if it is a domain, it has U-labels. It is within the limit unless the
      administrator wrote a longer one. The same holds for the short name. */
  std::string name;
  std::string short_name;
  /** In order of preference: IMAP before POP3 unless the administrator put POP3 first; within a
      type as written. */
  std::vector<Server> incoming;
  /** In the order they are written. */
  std::vector<Server> outgoing;
  /** The ManageSieve server, which stores people's mail filters; null if there is none. On the heap
      because few providers have it. */
  std::unique_ptr<Server> sieve;
  /** The login name and the methods of the services. */
  Pattern login = Pattern::email_address();
  std::vector<Auth> auth = {};
  std::vector<Documentation> documentation;
  /** The services that the provider offers, in any order. */
  std::vector<ServiceUrl> services;
  /** Null if there is none. On the heap because it is large and few providers have it. */
  std::unique_ptr<OAuth2> oauth2;
  /** Null if none of its settings is given. On the heap for the same reason. */
  std::unique_ptr<Look> look;
  /** The maps whose keys are the provider's domains, and those whose keys are addresses and whose
      values are login names, in the order they are queried. The catalog owns them. */
  std::vector<const Map*> domain_maps;
  std::vector<const Map*> login_maps;
  /** Where Autodiscover clients are redirected. At most one of the two is set, and then there are
      no servers. */
  std::optional<Url> redirect_url;
  std::optional<Pattern> redirect_address;
  /** Whether answers for autoconfig and Outlook include services that are not pages, which some
      clients refuse. */
  bool extensions = false;

  /** Returns the URL of a service, or null if the provider does not offer it. */
  const UrlPattern* url(const Service& service) const noexcept;
  /** Whether a server lists the method. */
  bool lists(Auth method) const noexcept;
  bool redirects() const noexcept { return redirect_url || redirect_address; }
};

/** Returns the incoming servers, then the outgoing ones. They live as long as the provider. */
std::vector<const Server*> mail_servers(const Provider& provider);

/** Returns the mail servers, then the ManageSieve server, if there is one. */
std::vector<const Server*> all_servers(const Provider& provider);

}  // namespace fingerpost
