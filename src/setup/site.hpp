// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/client_label.hpp"
#include "setup/certificate_names.hpp"

/** The site of fingerpost for a web server: what all web servers' texts are made of. */
namespace fingerpost {

/** The host names of one certificate. */
struct SitePart {
  std::string certificate;
  /** Whether the certificate is the first. It is also used for names that are in none. */
  bool first = false;
  /** Names that begin with a client's label, like autoconfig.example.com. They are fingerpost's
      alone, and have the page for people. */
  std::vector<std::string> clients = {};
  /** Other names, which may have another site: those of the web server itself. */
  std::vector<std::string> others = {};
};

/** What a site is made of. */
struct Site {
  /** The program that prints it, with the option that names the configuration. */
  std::string tool;
  /** The arguments of the command line that prints it, each after a space. */
  std::string arguments;
  /** By certificate, at least one. Where the first takes all names, it is the last here, because some
      web servers take the first part that fits. */
  std::vector<SitePart> parts;
  /** The domains' own names, which are in no certificate and may have another site. */
  std::vector<std::string> domains;
  /** What stands for domains whose names cannot be listed. If there are any, the site takes every
      name with a client's label. */
  std::vector<std::string> patterns;

  bool takes_all() const noexcept { return !patterns.empty(); }
};

/** A web server that there is a site for. */
struct SiteServer {
  /** The word of `fingerpost site`. */
  std::string_view word;
  /** The name that people know. */
  std::string_view name;
  /** The program, which is there where the web server is installed. */
  const char* program;
  /** The file for the site, as Debian's package has its folders. */
  std::string_view file;
  /** The command that has the web server read the file; empty if it does so anyway. */
  std::string_view enable;
  /** The command that checks its configuration and takes it into service. */
  std::string_view reload;
  /** The options with which certbot gets certificates while it runs; empty if it gets its own. */
  std::string_view certbot;
  /** Makes the whole file, whose first lines say what else must be done. */
  std::string (*write)(const Site& site, const SiteServer& server);
};

/** Fills in the parts of the site from its certificates, and the names of `domains` that are in none. */
void add_names(Site& site, const std::vector<CertificateNames>& certificates,
               const std::vector<std::string>& domains);

/** Returns the command that prints the site for a web server. */
std::string site_command(const Site& site, const SiteServer& server);
/** Returns comments with the command that gets its certificates, or the one that prints it. */
std::string certificate_lines(const Site& site, const SiteServer& server);

/** Returns comments with the commands that put the site where it belongs. */
std::string install_lines(const Site& site, const SiteServer& server);

/** Returns the names with a client's label of all parts. */
std::vector<std::string> all_clients(const Site& site);
/** Returns the other names of all parts, and the domains' own, each once. */
std::vector<std::string> all_others(const Site& site);

/** The labels of the names that are fingerpost's alone. */
inline constexpr std::string_view client_labels[] = {
    client_label::autoconfig, client_label::autodiscover, client_label::pacc};

/** Returns a wildcard for each label: `autoconfig.*`. */
std::vector<std::string> wildcards();
/** Returns the regular expression of the labels, without anchors. */
std::string labels_regex();

/** Returns the regular expression of the paths that clients ask, without the anchors: that of
    nginx/fingerpost.conf. To be matched without regard to case. */
std::string client_paths();

/** The regular expression that takes the part of a path that may be logged: the address that may
    follow autodiscover.json is not in it, however the path is written. Its first group is the part.
    To be matched without regard to case. */
inline constexpr std::string_view loggable_path =
    R"(^((?:/v1\.1|/\.well-known/autoconfig)?/mail/config-v1\.1\.xml|(?:/+[a-z0-9_.-]*){0,2}).*$)";

using Filling = std::pair<std::string_view, std::string>;
/** Returns the text with each `<<mark>>` replaced. A line that is nothing but a mark whose text is
    empty goes. Every mark of the text must be there. */
std::string filled(std::string_view text, std::initializer_list<Filling> fillings);

/** Joins the words by spaces, in lines of up to 100 columns that begin with `indent`. */
std::string folded(const std::vector<std::string>& words, std::string_view indent);

/** Returns the host name as a regular expression. */
std::string as_regex(std::string_view host);
/** Returns a regular expression of all of them, without anchors. */
std::string as_regex(const std::vector<std::string>& hosts);

/** Returns the first lines of a site: for which web server it is, which command prints it, and, if it
    takes all names, why. */
std::string first_lines(const Site& site, const SiteServer& server);

}  // namespace fingerpost
