// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "setup/sites.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view haproxy_head = R"(<<first>>#
# HAProxy runs as the user haproxy in the chroot /var/lib/haproxy, so first put fingerpost's socket there.
# The group of the socket stays, for other web servers. With systemd:
#   mkdir -p /etc/systemd/system/fingerpost.socket.d
#   printf '[Socket]\nListenStream=/var/lib/haproxy/fingerpost.sock\nSocketUser=haproxy\n' \
#       > /etc/systemd/system/fingerpost.socket.d/haproxy.conf
#   systemctl daemon-reload && systemctl restart fingerpost.socket fingerpost.service
#
# HAProxy needs certificate and key in one file. This executable script writes it after each renewal:
#   /etc/letsencrypt/renewal-hooks/deploy/fingerpost-haproxy
#       #!/bin/sh
#       umask 077
#       for name in <<certificates>>; do
#           cat /etc/letsencrypt/live/$name/fullchain.pem /etc/letsencrypt/live/$name/privkey.pem \
#               > /etc/haproxy/$name.pem
#       done
#       systemctl reload haproxy
# Until you have a certificate, create a temporary one:
#   umask 077; openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=fingerpost -keyout - -out - \
#       | tee <<pems>> > /dev/null
#
# Then set EXTRAOPTS="-S /run/haproxy-master.sock -f /etc/haproxy/fingerpost.cfg" in
# /etc/default/haproxy, and run:
<<install>># Finally get the certificate. HAProxy serves no files, so certbot runs its own web server behind it.
<<certbot>>
# If you already have a frontend with ports 80 and 443, move all lines of this one there, except bind and
# the last line, and remove this one.
frontend fingerpost
    bind :::80 v4v6
    bind :::443 v4v6 ssl <<crts>> alpn h2,http/1.1
    mode http
    # Some clients send an address without percent-encoding. If it contains letters beyond ASCII, HAProxy
    # refuses it, unless you set this option, which also accepts other malformed requests:
    # option accept-invalid-http-request

    # Hosts that begin with a client's label have the page for people; others do not.
<<clients>>
<<others>>
    # The paths that mail clients ask for.
    acl fingerpost_path path_reg -i '^<<paths>>$'
    acl fingerpost_page path /
    acl fingerpost_challenge path_beg /.well-known/acme-challenge/

    # The query, or the path after autodiscover.json, contains an address. Keep it out of the log.
    http-request set-var(txn.fingerpost_path) 'path,regsub("<<loggable>>","\1",i)'
    log-format '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %tsc "%HM %[var(txn.fingerpost_path)] %HV"'

    # Limits how often one client can ask, so that nobody can try out thousands of addresses. A proxy on this
    # machine has no limit, because all its clients have its address.
    stick-table type ipv6 size 100k expire 30s store http_req_rate(10s)
    acl fingerpost_proxy src 127.0.0.1 ::1
    http-request track-sc0 src if fingerpost_path !fingerpost_proxy or fingerpost_page !fingerpost_proxy
    http-request deny deny_status 429 if fingerpost_path { sc_http_req_rate(0) gt 200 }
    http-request deny deny_status 429 if fingerpost_page { sc_http_req_rate(0) gt 200 }
    http-request deny deny_status 413 if fingerpost_path { req.body_size gt 65536 }

    # For monitoring: http://localhost/fingerpost/metrics for Prometheus, and /fingerpost/status as JSON. Only
    # this machine can read them. Requests from a proxy on this machine are refused if it sets one of the
    # headers below. For a Prometheus on another machine, add its address: src 127.0.0.1 ::1 192.0.2.7
    acl fingerpost_report path /fingerpost/metrics /fingerpost/status
    acl fingerpost_reader src 127.0.0.1 ::1
    acl fingerpost_passed_on req.hdr(X-Forwarded-For) -m found
    acl fingerpost_passed_on req.hdr(X-Forwarded-Proto) -m found
    acl fingerpost_passed_on req.hdr(Forwarded) -m found
    http-request set-log-level silent if fingerpost_report fingerpost_reader !fingerpost_passed_on

    use_backend fingerpost_report if fingerpost_report fingerpost_reader !fingerpost_passed_on
    use_backend fingerpost_certbot if fingerpost_challenge
    use_backend fingerpost if fingerpost_path fingerpost_client or fingerpost_path fingerpost_other
    use_backend fingerpost if fingerpost_page fingerpost_client
    default_backend fingerpost_nothing

backend fingerpost
    mode http
    # Thunderbird sends the user's password unasked.
    http-request del-header Authorization
    http-request del-header Cookie
    use-fcgi-app fingerpost
    # This path is inside the chroot.
    server fingerpost unix@/fingerpost.sock proto fcgi

fcgi-app fingerpost
    docroot /nonexistent
    set-param REQUEST_SCHEME https if { ssl_fc }
    set-param REQUEST_SCHEME http unless { ssl_fc }

backend fingerpost_report
    mode http
    # Of the client's headers, passes on only Accept.
    http-request del-header ^(?!accept$) -m reg
    use-fcgi-app fingerpost_report
    server fingerpost unix@/fingerpost.sock proto fcgi

fcgi-app fingerpost_report
    docroot /nonexistent
    # Clients cannot set this, because the names of their headers begin with HTTP_.
    set-param FINGERPOST_REPORT metrics if { path /fingerpost/metrics }
    set-param FINGERPOST_REPORT status if { path /fingerpost/status }

backend fingerpost_certbot
    mode http
    server certbot 127.0.0.1:8888

backend fingerpost_nothing
    mode http
    http-request return status 404
)";

/** Returns the names as lines of an access list. Lines must be short: HAProxy's limits are 64 words
    and 2048 bytes. */
std::string acl(std::string_view name, const std::vector<std::string>& hosts) {
  if (hosts.empty()) return fmt::format("    acl {} always_false", name);
  return folded(hosts, fmt::format("    acl {} req.hdr(host),host_only -i ", name));
}

std::string clients_acl(const Site& site) {
  if (!site.takes_all()) return acl("fingerpost_client", all_clients(site));
  return fmt::format("    acl fingerpost_client req.hdr(host) -m beg -i {}",
                     fmt::join(client_labels, " "));
}

}  // namespace

std::string haproxy_site(const Site& site, const SiteServer& server) {
  std::vector<std::string> certificates;
  std::vector<std::string> files;
  for (const SitePart& part : site.parts) {
    certificates.push_back(part.certificate);
    files.push_back(fmt::format("/etc/haproxy/{}.pem", part.certificate));
  }
  return filled(haproxy_head, {{"first", first_lines(site, server)},
                               {"certificates", fmt::format("{}", fmt::join(certificates, " "))},
                               {"certbot", certificate_lines(site, server)},
                               {"install", install_lines(site, server)},
                               {"pems", fmt::format("{}", fmt::join(files, " "))},
                               {"crts", fmt::format("crt {}", fmt::join(files, " crt "))},
                               {"clients", clients_acl(site)},
                               {"others", acl("fingerpost_other", all_others(site))},
                               {"paths", client_paths()},
                               {"loggable", std::string(loggable_path)}});
}

}  // namespace fingerpost
