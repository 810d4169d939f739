// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/server.hpp"
#include "model/service.hpp"
#include "model/url.hpp"
#include "model/url_pattern.hpp"

namespace fingerpost {

/** A page that explains the set-up to people. */
struct Documentation {
  struct Text {
    /** ISO 639, lower case. */
    std::string language;
    std::string text;
  };

  UrlPattern url;
  std::vector<Text> texts = {};
};

/** Where clients get their OAuth2 tokens. */
struct OAuth2 {
  /** RFC 8414 section 2. */
  std::optional<Url> issuer;
  std::string scope;
  std::optional<Url> authorize;
  std::optional<Url> token;
};

/** Where a provider offers a service. */
struct ServiceUrl {
  const Service* service;
  UrlPattern url;
};

/** The limits of a name and a short name in characters: draft-ietf-mailmaint-autoconfig-06,
    "displayName and displayShortName", and PACC. */
inline constexpr std::size_t longest_name = 60;
inline constexpr std::size_t longest_short_name = 20;

/** Who hosts the mail of some domains, and the settings that all of them share. */
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
  /** As written. */
  std::vector<Server> outgoing;
  /** For the services. */
  Pattern login = Pattern::email_address();
  std::vector<Auth> auth = {};
  std::vector<Documentation> documentation;
  /** One entry for each service that the provider offers, in any order. */
  std::vector<ServiceUrl> services;
  /** Rare, and large. */
  std::unique_ptr<OAuth2> oauth2;
  /** Autodiscover clients are sent elsewhere: at most one is set, and then there are no servers. */
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

/** Incoming, then outgoing; they live as long as the provider. */
std::vector<const Server*> all_servers(const Provider& provider);

}  // namespace fingerpost
