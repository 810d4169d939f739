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

/** The server that gives clients their OAuth2 tokens. */
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

/** The hoster of some domains, with the settings that all of them share. */
struct Provider {
  /** The word after `provider` in the configuration, for messages. */
  std::string key;
  /** The name for people; a domain has U-labels. It is within the limits unless the administrator
      wrote a longer one. The same holds for the short name. */
  std::string name;
  std::string short_name;
  /** IMAP before POP3 unless the administrator put POP3 first; within a kind as written. Order is
      preference. */
  std::vector<Server> incoming;
  /** In the order in which they are written. */
  std::vector<Server> outgoing;
  /** The ManageSieve server, where people keep their mail filters; null if there is none. On the heap
      because few providers have it. */
  std::unique_ptr<Server> sieve;
  /** The login name and the methods of the services. */
  Pattern login = Pattern::email_address();
  std::vector<Auth> auth = {};
  std::vector<Documentation> documentation;
  /** One entry for each service that the provider offers, in any order. */
  std::vector<ServiceUrl> services;
  /** On the heap because it is large and few providers have it. */
  std::unique_ptr<OAuth2> oauth2;
  /** Null if none of its settings is given. On the heap for the same reason. */
  std::unique_ptr<Look> look;
  /** The maps that have the provider's domains as keys, and those that have addresses as keys and
      login names as values, in the order in which they are asked. The catalog owns them. */
  std::vector<const Map*> domain_maps;
  std::vector<const Map*> login_maps;
  /** Where Autodiscover clients are sent instead. At most one is set, and then there are no
      servers. */
  std::optional<Url> redirect_url;
  std::optional<Pattern> redirect_address;
  /** Whether autoconfig and Outlook's answers hold the services that are not pages, too, which some
      of their readers refuse. */
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
