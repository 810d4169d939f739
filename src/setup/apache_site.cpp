// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "setup/sites.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view apache_head =
    R"(<<first>># Needs fingerpost's other files in conf-available.
#
# First the certificate, by any site that serves /var/www/html on port 80, as Apache's default does.
<<certbot>># Then, as the last of the sites, so that another site with one of the names keeps it:
<<install>>
# http: autoconfig answers here as over https; Outlook and people are redirected to https. This is
# all that a domain needs whose certificate lives elsewhere: point its autodiscover name here and
# set autodiscover-url in fingerpost.conf to the host that has a certificate.
<VirtualHost *:80>
<<names>>

    Include conf-available/fingerpost.conf
    Include conf-available/fingerpost-page.conf
    # Here certbot proves that the names are yours.
    Alias /.well-known/acme-challenge/ /var/www/html/.well-known/acme-challenge/
    <Directory /var/www/html/.well-known/acme-challenge/>
        Require all granted
    </Directory>
    # An address may hold a slash, which Apache otherwise refuses by itself, in HTML.
    AllowEncodedSlashes NoDecode
    CustomLog "${APACHE_LOG_DIR}/access.log" combined env=!fingerpost
</VirtualHost>
)";

constexpr std::string_view apache_https = R"(
# https: the names of the certificate <<certificate>><<domains>>.
<VirtualHost *:443>
<<names>>

    SSLEngine on
    SSLCertificateFile    /etc/letsencrypt/live/<<certificate>>/fullchain.pem
    SSLCertificateKeyFile /etc/letsencrypt/live/<<certificate>>/privkey.pem

    Include conf-available/fingerpost.conf
    # The page for people, for names that begin with a client's label; without this line, there is none.
    Include conf-available/fingerpost-page.conf
    # An address may hold a slash, which Apache otherwise refuses by itself, in HTML.
    AllowEncodedSlashes NoDecode
    CustomLog "${APACHE_LOG_DIR}/access.log" combined env=!fingerpost
</VirtualHost>
)";

constexpr std::string_view apache_tail = R"(
# What monitoring on this machine reads: http://localhost/fingerpost/metrics. In all virtual hosts,
# because any may be that of localhost.
Include conf-available/fingerpost-metrics.conf

# The web site of a domain, if it is on this server, has its own virtual host. Into that:
#
#   Include conf-available/fingerpost.conf
#
# The web site of a hosted domain, where the mail host is another: send clients there. Into its
# virtual host; the address is for clients that ask without one, and its local part does not matter:
#
#   RedirectMatch 302 "(?i)^/\.well-known/autoconfig/mail/config-v1\.1\.xml$" "https://autoconfig.example.com/mail/config-v1.1.xml?emailaddress=a@hosted.example"
#   RedirectMatch 302 "(?i)^/autodiscover/autodiscover\.xml$" "https://autodiscover.example.com/autodiscover/autodiscover.xml"
)";

void append(std::vector<std::string>& names, const std::vector<std::string>& more) {
  names.insert(names.end(), more.begin(), more.end());
}

/** Returns the names as lines of a virtual host. A virtual host without ServerName would inherit
    the server's. */
std::string name_lines(std::vector<std::string> names, bool takes_all) {
  std::string text = "    ServerName ";
  if (names.empty()) {
    text += "fingerpost.invalid";
  } else {
    text += names.front();
    names.erase(names.begin());
  }
  if (takes_all) append(names, wildcards());
  std::string aliases = folded(names, "    ServerAlias ");
  return aliases.empty() ? text : text + "\n" + aliases;
}

std::string https_host(const Site& site, const SitePart& part) {
  std::vector<std::string> names = part.clients;
  append(names, part.others);
  if (part.first) append(names, site.domains);
  return filled(
      apache_https,
      {{"certificate", part.certificate},
       {"domains", part.first && !site.domains.empty()
                       ? ", and the domains' own names, which\n# clients ask too, for as long "
                         "as the certificate has them"
                       : ""},
       {"names", name_lines(names, part.first && site.takes_all())}});
}

}  // namespace

std::string apache_site(const Site& site, const SiteServer& server) {
  std::vector<std::string> names = all_clients(site);
  append(names, all_others(site));
  std::string text = filled(apache_head, {{"first", first_lines(site, server)},
                                          {"certbot", certificate_lines(site, server)},
                                          {"install", install_lines(site, server)},
                                          {"names", name_lines(names, site.takes_all())}});
  for (const SitePart& part : site.parts) text += https_host(site, part);
  return text.append(apache_tail);
}

}  // namespace fingerpost
