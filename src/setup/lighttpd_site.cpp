// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "setup/sites.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view lighttpd_head =
    R"(<<first>># Needs mod_openssl (on Debian, the package lighttpd-mod-openssl).
#
# First get the certificate. lighttpd must serve /var/www/html on port 80, as Debian's does.
<<certbot>># Then:
<<install>>
server.modules += ( "mod_alias", "mod_fastcgi", "mod_setenv", "mod_openssl", "mod_accesslog" )

# https. Remove these two blocks if another file already has them, such as 10-ssl.conf.
$SERVER["socket"] == "0.0.0.0:443" {
    ssl.engine  = "enable"
    ssl.pemfile = "/etc/letsencrypt/live/<<certificate>>/fullchain.pem"
    ssl.privkey = "/etc/letsencrypt/live/<<certificate>>/privkey.pem"
}
$SERVER["socket"] == "[::]:443" {
    ssl.engine  = "enable"
    ssl.pemfile = "/etc/letsencrypt/live/<<certificate>>/fullchain.pem"
    ssl.privkey = "/etc/letsencrypt/live/<<certificate>>/privkey.pem"
}
)";

constexpr std::string_view certificate_block = R"(
# The names in the certificate <<certificate>>.
$HTTP["host"] =~ "^<<names>>(?::\d+)?$" {
    ssl.pemfile = "/etc/letsencrypt/live/<<certificate>>/fullchain.pem"
    ssl.privkey = "/etc/letsencrypt/live/<<certificate>>/privkey.pem"
}
)";

constexpr std::string_view hosts_block = R"(
# <<which>>
$HTTP["host"] =~ "^<<names>>(?::\d+)?$" {
<<challenge>>
    # <<paths-are>>
    $HTTP["url"] =~ "(?i)^<<paths>>$" {
        fastcgi.server = ( "" => (( "socket"      => "/run/fingerpost/fingerpost.sock",
                                    "check-local" => "disable" )) )
        # Thunderbird sends the user's password unasked.
        setenv.set-request-header  = ( "Authorization" => "", "Cookie" => "" )
        # In kB.
        server.max-request-size    = 64
        # Some clients mistake an error page in HTML for settings.
        server.error-handler-404   = ""
        server.error-handler       = ""
        # Keeps the query, which contains an address, out of the log of these requests.
        accesslog.format           = "%h - - %t \"%m %U %H\" %>s %b \"-\" \"%{User-Agent}i\""
    }
    # Here the path can contain an address, too.
    $HTTP["url"] =~ "(?i)^/autodiscover/autodiscover\.json/" {
        accesslog.format = "%h - - %t \"%m /autodiscover/autodiscover.json %H\" %>s %b \"-\" \"%{User-Agent}i\""
    }
}
)";

constexpr std::string_view metrics = R"(
# For monitoring: http://localhost/fingerpost/metrics for Prometheus, and /fingerpost/status as JSON. Only
# this machine can read them; for everybody else, these paths belong to the web site. For a Prometheus
# on another machine, add its address: ^(?:127\.0\.0\.1|::1|192\.0\.2\.7)$
$HTTP["remoteip"] =~ "^(?:127\.0\.0\.1|::1)$" {
    # A proxy on this machine has its address, but passes on strangers' requests.
    $REQUEST_HEADER["X-Forwarded-For"] == "" {
        $REQUEST_HEADER["X-Forwarded-Proto"] == "" {
            $REQUEST_HEADER["Forwarded"] == "" {
                $HTTP["url"] =~ "^/fingerpost/(?:metrics|status)$" {
                    fastcgi.server = ( "" => (( "socket"      => "/run/fingerpost/fingerpost.sock",
                                                "check-local" => "disable" )) )
                    setenv.set-request-header = ( "Authorization" => "", "Cookie" => "" )
                    server.error-handler-404  = ""
                    server.error-handler      = ""
                    accesslog.filename        = ""
                }
                # Clients cannot set this, because the names of their headers begin with HTTP_.
                $HTTP["url"] == "/fingerpost/metrics" {
                    setenv.set-environment = ( "FINGERPOST_REPORT" => "metrics" )
                }
                $HTTP["url"] == "/fingerpost/status" {
                    setenv.set-environment = ( "FINGERPOST_REPORT" => "status" )
                }
            }
        }
    }
}
)";

constexpr std::string_view challenge =
    R"(    # For certbot, which proves here that the names are yours.
    alias.url += ( "/.well-known/acme-challenge/" => "/var/www/html/.well-known/acme-challenge/" ))";

/** Returns a regular expression for the names with a client's label: all such names if the site
    takes all, else those that are listed. */
std::string clients_regex(const Site& site) {
  return site.takes_all() ? labels_regex() + ".*" : as_regex(all_clients(site));
}

}  // namespace

std::string lighttpd_site(const Site& site, const SiteServer& server) {
  std::string first;
  for (const SitePart& part : site.parts)
    if (part.first) first = part.certificate;
  std::string text = filled(lighttpd_head, {{"first", first_lines(site, server)},
                                            {"certbot", certificate_lines(site, server)},
                                            {"install", install_lines(site, server)},
                                            {"certificate", first}});
  for (const SitePart& part : site.parts) {
    if (part.first) continue;
    std::vector<std::string> names = part.clients;
    names.insert(names.end(), part.others.begin(), part.others.end());
    text +=
        filled(certificate_block, {{"certificate", part.certificate}, {"names", as_regex(names)}});
  }
  if (site.takes_all() || !all_clients(site).empty())
    text += filled(hosts_block,
                   {{"which", "The names that begin with a client's label."},
                    {"names", clients_regex(site)},
                    {"challenge", std::string(challenge)},
                    {"paths-are", "The page for people, and the paths that mail clients ask for."},
                    {"paths", fmt::format("(?:/|{})", client_paths())}});
  if (const auto others = all_others(site); !others.empty())
    text += filled(hosts_block, {{"which",
                                  "The web server's own name, and the domains' own names. Other "
                                  "paths belong to their web sites."},
                                 {"names", as_regex(others)},
                                 {"challenge", {}},
                                 {"paths-are", "The paths that mail clients ask for."},
                                 {"paths", client_paths()}});
  return text.append(metrics);
}

}  // namespace fingerpost
