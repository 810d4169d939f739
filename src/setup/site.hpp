// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/client_label.hpp"
#include "setup/certificate_names.hpp"

/** Parts that the generated sites for all web servers share. */
namespace fingerpost {

/** The host names of one certificate. */
struct SitePart {
  std::string certificate;
  /** Whether this is the first certificate, which is also used for names that are in no
      certificate. */
  bool first = false;
  /** Names that begin with a client's label, like autoconfig.example.com. Only fingerpost serves
      them, including the page for people. */
  std::vector<std::string> clients = {};
  /** Other names, which may have a site of their own: those of the web server itself. */
  std::vector<std::string> others = {};
};

/** The values that fill a site. */
struct Site {
  /** The program that prints it, with the option for the configuration file. */
  std::string tool;
  /** The arguments of the command that prints it, each preceded by a space. */
  std::string arguments;
  /** The parts, one per certificate, at least one. If the first certificate is for all names, its
      part is last, because some web servers use the first part that matches. */
  std::vector<SitePart> parts;
  /** The domains' own names, which are in no certificate and may have a site of their own. */
  std::vector<std::string> domains;
  /** Patterns and maps whose domains cannot be listed. If there are any, the site takes every name
      with a client's label. */
  std::vector<std::string> patterns;

  bool takes_all() const noexcept { return !patterns.empty(); }
};

/** A web server for which a site can be generated. */
struct SiteServer {
  /** Its argument of `fingerpost site`. */
  std::string_view word;
  /** Its name for people. */
  std::string_view name;
  /** Its program; if that exists, the web server is installed. */
  const char* program;
  /** The file for the site, in the folders of Debian's package. */
  std::string_view file;
  /** The command that enables the site; empty if none is needed. */
  std::string_view enable;
  /** The command that checks its configuration and activates it. */
  std::string_view reload;
  /** Certbot's options to get certificates while the web server runs; empty if it gets its own. */
  std::string_view certbot;
  /** Generates the file. Its first lines say what else must be done. */
  std::string (*write)(const Site& site, const SiteServer& server);
};

/** Fills in the site's parts from its certificates, and the names in `domains` that are in no
    certificate. */
void add_names(Site& site, const std::vector<CertificateNames>& certificates,
               const std::vector<std::string>& domains);

/** Returns the command that prints the site for a web server. */
std::string site_command(const Site& site, const SiteServer& server);
/** Returns comments that explain how to get the certificates: the command that prints certbot's
    command or, if the names cannot be listed, an example of certbot's command. */
std::string certificate_lines(const Site& site, const SiteServer& server);

/** Returns comments with the commands that install the site. */
std::string install_lines(const Site& site, const SiteServer& server);

/** Returns the names with a client's label in all parts. */
std::vector<std::string> all_clients(const Site& site);
/** Returns the other names in all parts and the domains' own names, without duplicates. */
std::vector<std::string> all_others(const Site& site);

/** The labels of names that only fingerpost serves. */
inline constexpr std::string_view client_labels[] = {
    client_label::autoconfig, client_label::autodiscover, client_label::pacc};

/** Returns a wildcard for each label: `autoconfig.*`. */
std::vector<std::string> wildcards();
/** Returns a regular expression that matches the labels, without anchors. */
std::string labels_regex();

/** Returns the regular expression for the paths that clients request, without anchors. It is the
    one in nginx/fingerpost.conf and must be matched case-insensitively. */
std::string client_paths();

/** Matches a path; its first group is the part that may be logged. That excludes the address that
    may follow autodiscover.json, however the path is written. Must be matched
    case-insensitively. */
inline constexpr std::string_view loggable_path =
    R"(^((?:/v1\.1|/\.well-known/autoconfig)?/mail/config-v1\.1\.xml|(?:/+[a-z0-9_.-]*){0,2}).*$)";

using Filling = std::pair<std::string_view, std::string>;
/** Returns the text with each `<<mark>>` replaced. Removes a line that consists only of a mark
    whose replacement is empty. Each mark in the text must have a replacement. */
std::string filled(std::string_view text, std::initializer_list<Filling> fillings);

/** Joins words with spaces into lines of up to 100 columns that begin with `indent`. */
std::string folded(const std::vector<std::string>& words, std::string_view indent);

/** Returns a regular expression that matches the host name. */
std::string as_regex(std::string_view host);
/** Returns a regular expression that matches all these hosts, without anchors. */
std::string as_regex(const std::vector<std::string>& hosts);

/** Returns the first lines of a site: its web server, the command that prints it and, if it takes
    all names, the reason. */
std::string first_lines(const Site& site, const SiteServer& server);

}  // namespace fingerpost
