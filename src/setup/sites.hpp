// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "setup/site.hpp"

/** The web servers that there is a site for, and their sites. */
namespace fingerpost {

std::string nginx_site(const Site& site, const SiteServer& server);
std::string apache_site(const Site& site, const SiteServer& server);
std::string caddy_site(const Site& site, const SiteServer& server);
std::string lighttpd_site(const Site& site, const SiteServer& server);
std::string haproxy_site(const Site& site, const SiteServer& server);

inline constexpr SiteServer nginx = {"nginx",   "nginx",
                                     "nginx",   "/etc/nginx/sites-enabled/fingerpost.conf",
                                     "",        "nginx -t && systemctl reload nginx",
                                     nginx_site};
/** Its file is the last of the sites, because Apache takes the first that has the name. */
inline constexpr SiteServer apache = {"apache",
                                      "Apache",
                                      "apache2",
                                      "/etc/apache2/sites-available/zz-fingerpost.conf",
                                      "a2enmod proxy_fcgi setenvif ssl && a2ensite zz-fingerpost",
                                      "apachectl configtest && systemctl restart apache2",
                                      apache_site};
inline constexpr SiteServer caddy = {
    "caddy",
    "Caddy",
    "caddy",
    "/etc/caddy/fingerpost.caddy",
    "grep -q fingerpost.caddy /etc/caddy/Caddyfile || echo 'import fingerpost.caddy' >> "
    "/etc/caddy/Caddyfile",
    "caddy validate --config /etc/caddy/Caddyfile && systemctl reload caddy",
    caddy_site};
inline constexpr SiteServer lighttpd = {
    "lighttpd",
    "lighttpd",
    "lighttpd",
    "/etc/lighttpd/conf-available/90-fingerpost.conf",
    "lighty-enable-mod fingerpost",
    "lighttpd -tt -f /etc/lighttpd/lighttpd.conf && systemctl restart lighttpd",
    lighttpd_site};
inline constexpr SiteServer haproxy = {
    "haproxy",
    "HAProxy",
    "haproxy",
    "/etc/haproxy/fingerpost.cfg",
    "",
    "haproxy -c -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/fingerpost.cfg && systemctl restart "
    "haproxy",
    haproxy_site};

inline constexpr const SiteServer* site_servers[] = {&nginx, &apache, &caddy, &lighttpd, &haproxy};

}  // namespace fingerpost
