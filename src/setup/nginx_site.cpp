// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "setup/sites.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view nginx_head =
    R"(<<first>># Needs fingerpost-upstream.conf in conf.d, and the other files in snippets.
#
# First get the certificate. A site must serve /var/www/html on port 80, like nginx's default site.
<<certbot>># Then:
<<install>>
<<hash>># http: autoconfig clients get answers, Outlook and people a redirect to https. A domain without a
# certificate here needs only this: point its autodiscover name here, and set autodiscover-url in
# fingerpost.conf to a host that has a certificate.
server {
    listen 80;
    listen [::]:80;
    server_name
<<names>>;

    include snippets/fingerpost.conf;
    include snippets/fingerpost-page.conf;

    # For certbot, which proves here that the names are yours.
    location ^~ /.well-known/acme-challenge/ {
        root /var/www/html;
    }
    location / {
        return 301 https://$host$request_uri;
    }
}
)";

constexpr std::string_view nginx_https = R"(
# https: the names in the certificate <<certificate>>.
server {
    listen 443 ssl;
    listen [::]:443 ssl;
    server_name
<<names>>;

    ssl_certificate     /etc/letsencrypt/live/<<certificate>>/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/<<certificate>>/privkey.pem;

    include snippets/fingerpost.conf;
    # The page for people. Remove this line to have no page.
    include snippets/fingerpost-page.conf;

    location / {
        return 404;
    }
}
)";

constexpr std::string_view others = R"(
# <<which>>
# These are regular expressions, so that other sites keep their names. If a site has one of these
# names, include snippets/fingerpost.conf there.
server {
    listen 80;
    listen [::]:80;
    listen 443 ssl;
    listen [::]:443 ssl;
    server_name
<<names>>;

    ssl_certificate     /etc/letsencrypt/live/<<certificate>>/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/<<certificate>>/privkey.pem;

    include snippets/fingerpost.conf;

    location ^~ /.well-known/acme-challenge/ {
        root /var/www/html;
    }
    location / {
        return 404;
    }
}
)";

constexpr std::string_view nginx_tail = R"(
# For monitoring on this machine: http://localhost/fingerpost/metrics.
# The name is a regular expression, so that another site with this name keeps it. If there is one, or if
# something asks the default site as localhost (such as for stub_status), include
# snippets/fingerpost-metrics.conf in that site and remove this one.
server {
    listen 80;
    listen [::]:80;
    server_name ~^localhost$;

    include snippets/fingerpost-metrics.conf;

    location / {
        return 404;
    }
}

# If this server has the web site of a domain whose mail is elsewhere, send clients to the mail host: add
# this to the site's server block. The address is for clients that send none; any local part will do.
#
#   location ~* ^/\.well-known/autoconfig/mail/config-v1\.1\.xml$ {
#       access_log off;
#       return 302 https://autoconfig.example.com/mail/config-v1.1.xml?emailaddress=a@hosted.example;
#   }
#   location ~* ^/autodiscover/autodiscover\.xml$ {
#       return 302 https://autodiscover.example.com/autodiscover/autodiscover.xml;
#   }
)";

constexpr std::string_view indent = "        ";

/** Returns the names for nginx's hash table: those that are neither wildcards nor regular
    expressions. */
std::vector<std::string> exact_names(const Site& site) {
  std::vector<std::string> names;
  for (const SitePart& part : site.parts)
    if (!site.takes_all() || !part.first)
      names.insert(names.end(), part.clients.begin(), part.clients.end());
  return names;
}

/** Returns the settings that nginx needs for long names or many names: each name must fit into a
    bucket of 64 bytes together with two pointers and its length (ngx_hash_init() of 1.22.1), and
    the table has 512 buckets. */
std::string hash_settings(const Site& site) {
  const auto names = exact_names(site);
  std::size_t longest = 0;
  for (const std::string& name : names) longest = std::max(longest, name.size());
  std::string text;
  if (longest > 46)
    text += fmt::format("server_names_hash_bucket_size {};\n", std::bit_ceil(longest + 18));
  if (names.size() > 250)
    text += fmt::format("server_names_hash_max_size {};\n", std::bit_ceil(4 * names.size()));
  if (text.empty()) return text;
  return "# For long or many names. If nginx.conf has these settings, change them there "
         "instead.\n" +
         text + "\n";
}

std::vector<std::string> as_patterns(const std::vector<std::string>& hosts) {
  std::vector<std::string> patterns;
  for (const std::string& host : hosts) patterns.push_back(fmt::format("~^{}$", as_regex(host)));
  return patterns;
}

/** Returns the block for the names of a certificate. */
std::string https_block(const SitePart& part, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  return filled(nginx_https, {{"certificate", part.certificate}, {"names", folded(names, indent)}});
}

/** Returns the block for names that may have a site of their own, including, with the first
    certificate, the domains' own names. */
std::string others_block(const Site& site, const SitePart& part) {
  std::vector<std::string> names = part.others;
  if (part.first) names.insert(names.end(), site.domains.begin(), site.domains.end());
  if (names.empty()) return {};
  const bool has_domains = part.first && !site.domains.empty();
  const std::string_view which =
      !has_domains          ? "The web server's own name, because DNS records send clients there."
      : part.others.empty() ? "The domains' own names, because clients ask them too; over https "
                              "only if the certificate\n"
                              "# has them."
                            : "The web server's own name, because DNS records send clients there, "
                              "and the domains' own names,\n"
                              "# because clients ask them too; over https only if the certificate "
                              "has them.";
  return filled(others, {{"which", std::string(which)},
                         {"certificate", part.certificate},
                         {"names", folded(as_patterns(names), indent)}});
}

}  // namespace

std::string nginx_site(const Site& site, const SiteServer& server) {
  const bool all = site.takes_all();
  std::string text =
      filled(nginx_head, {{"first", first_lines(site, server)},
                          {"certbot", certificate_lines(site, server)},
                          {"install", install_lines(site, server)},
                          {"hash", hash_settings(site)},
                          {"names", folded(all ? wildcards() : all_clients(site), indent)}});
  for (const SitePart& part : site.parts)
    text += https_block(part, all && part.first ? wildcards() : part.clients);
  for (const SitePart& part : site.parts) text += others_block(site, part);
  return text.append(nginx_tail);
}

}  // namespace fingerpost
