// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "setup/site.hpp"

/** The supported web servers and their sites. */
namespace fingerpost {

std::string nginx_site(const Site& site, const SiteServer& server);
std::string apache_site(const Site& site, const SiteServer& server);
std::string caddy_site(const Site& site, const SiteServer& server);
std::string lighttpd_site(const Site& site, const SiteServer& server);
std::string haproxy_site(const Site& site, const SiteServer& server);

inline constexpr SiteServer nginx = {
    .word = "nginx",
    .name = "nginx",
    .program = "nginx",
    .file = "/etc/nginx/sites-enabled/fingerpost.conf",
    .enable = "",
    .reload = "nginx -t && systemctl reload nginx",
    .certbot = "--webroot -w /var/www/html --deploy-hook 'systemctl reload nginx'",
    .write = nginx_site};
/** The file name sorts last, because Apache uses the first site that has the name. */
inline constexpr SiteServer apache = {
    .word = "apache",
    .name = "Apache",
    .program = "apache2",
    .file = "/etc/apache2/sites-available/zz-fingerpost.conf",
    .enable = "a2enmod proxy_fcgi setenvif ssl && a2ensite zz-fingerpost",
    .reload = "apachectl configtest && systemctl restart apache2",
    .certbot = "--webroot -w /var/www/html --deploy-hook 'systemctl reload apache2'",
    .write = apache_site};
inline constexpr SiteServer caddy = {
    .word = "caddy",
    .name = "Caddy",
    .program = "caddy",
    .file = "/etc/caddy/fingerpost.caddy",
    .enable =
        "grep -q fingerpost.caddy /etc/caddy/Caddyfile || "
        "echo 'import fingerpost.caddy' >> /etc/caddy/Caddyfile",
    .reload = "caddy validate --config /etc/caddy/Caddyfile && systemctl reload caddy",
    .certbot = "",
    .write = caddy_site};
inline constexpr SiteServer lighttpd = {
    .word = "lighttpd",
    .name = "lighttpd",
    .program = "lighttpd",
    .file = "/etc/lighttpd/conf-available/90-fingerpost.conf",
    .enable = "lighty-enable-mod fingerpost",
    .reload = "lighttpd -tt -f /etc/lighttpd/lighttpd.conf && systemctl restart lighttpd",
    .certbot = "--webroot -w /var/www/html --deploy-hook 'systemctl restart lighttpd'",
    .write = lighttpd_site};
inline constexpr SiteServer haproxy = {
    .word = "haproxy",
    .name = "HAProxy",
    .program = "haproxy",
    .file = "/etc/haproxy/fingerpost.cfg",
    .enable = "",
    .reload =
        "haproxy -c -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/fingerpost.cfg && "
        "systemctl restart haproxy",
    .certbot = "--standalone --http-01-port 8888",
    .write = haproxy_site};

inline constexpr const SiteServer* site_servers[] = {&nginx, &apache, &caddy, &lighttpd, &haproxy};

}  // namespace fingerpost
