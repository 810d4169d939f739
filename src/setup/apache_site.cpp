// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "setup/sites.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view apache_head =
    R"(<<first>># Needs fingerpost's other files in conf-available.
#
# First get the certificate. A site must serve /var/www/html on port 80, like Apache's default site.
<<certbot>># Then install this as the last site, so that other sites keep their names:
<<install>>
# http: autoconfig clients get answers, Outlook and people a redirect to https. A domain without a
# certificate here needs only this: point its autodiscover name here, and set autodiscover-url in
# fingerpost.conf to a host that has a certificate.
<VirtualHost *:80>
<<names>>

    Include conf-available/fingerpost.conf
    Include conf-available/fingerpost-page.conf
    # For certbot, which proves here that the names are yours.
    Alias /.well-known/acme-challenge/ /var/www/html/.well-known/acme-challenge/
    <Directory /var/www/html/.well-known/acme-challenge/>
        Require all granted
    </Directory>
    # An address may contain a slash. Without this, Apache refuses it with an error page in HTML.
    AllowEncodedSlashes NoDecode
    CustomLog "${APACHE_LOG_DIR}/access.log" combined env=!fingerpost
</VirtualHost>
)";

constexpr std::string_view apache_https = R"(
# https: the names in the certificate <<certificate>><<domains>>.
<VirtualHost *:443>
<<names>>

    SSLEngine on
    SSLCertificateFile    /etc/letsencrypt/live/<<certificate>>/fullchain.pem
    SSLCertificateKeyFile /etc/letsencrypt/live/<<certificate>>/privkey.pem

    Include conf-available/fingerpost.conf
    # The page for people, for names that begin with a client's label. Remove this line to have no page.
    Include conf-available/fingerpost-page.conf
    # An address may contain a slash. Without this, Apache refuses it with an error page in HTML.
    AllowEncodedSlashes NoDecode
    CustomLog "${APACHE_LOG_DIR}/access.log" combined env=!fingerpost
</VirtualHost>
)";

constexpr std::string_view apache_tail = R"(
# For monitoring on this machine: http://localhost/fingerpost/metrics. This applies to all virtual hosts,
# because any of them can be the one for localhost.
Include conf-available/fingerpost-metrics.conf

# If this server has the web site of one of the domains, add this to the site's virtual host:
#
#   Include conf-available/fingerpost.conf
#
# If this server has the web site of a domain whose mail is elsewhere, send clients to the mail host: add
# this to the site's virtual host. The address is for clients that send none; any local part will do.
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
                       ? ", and the domains' own names,\n# because clients ask them too; they "
                         "accept the answer only if the certificate has the name"
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
