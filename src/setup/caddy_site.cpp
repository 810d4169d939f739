// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "setup/sites.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view caddy_head = R"(<<first>># Caddy gets the certificates itself.
#
# First give fingerpost's socket to Caddy's user. Its group stays, for other web servers. With systemd:
#   mkdir -p /etc/systemd/system/fingerpost.socket.d
#   printf '[Socket]\nSocketUser=caddy\n' > /etc/systemd/system/fingerpost.socket.d/caddy.conf
#   systemctl daemon-reload && systemctl restart fingerpost.socket fingerpost.service
# Then:
<<install>><<demand>>

# How a request is passed to fingerpostd.
(fingerpost-pass) {
	request_body {
		max_size 64KiB
	}
	reverse_proxy unix//run/fingerpost/fingerpost.sock {
		transport fastcgi
		# Thunderbird sends the user's password unasked.
		header_up -Authorization
		header_up -Cookie
	}
}

# The paths that mail clients ask for. If this server has the web site of one of the domains, add these two
# lines to it, in Caddyfile below `import fingerpost.caddy`. The second keeps addresses out of its log:
#   import fingerpost
#   skip_log @fingerpost
(fingerpost) {
	@fingerpost path_regexp (?i)^<<paths>>$
	handle @fingerpost {
		import fingerpost-pass
	}
}

# For monitoring: /fingerpost/metrics for Prometheus, and /fingerpost/status as JSON. Only this machine can
# read them. Requests from a proxy on this machine are refused if it sets one of the headers below. For a
# Prometheus on another machine, import this into a site that it can reach, and add its address:
#   remote_ip 127.0.0.1 ::1 192.0.2.7
(fingerpost-metrics) {
	@fingerpost-metrics {
		path_regexp report ^/fingerpost/(metrics|status)$
		remote_ip 127.0.0.1 ::1
		not header X-Forwarded-For *
		not header X-Forwarded-Proto *
		not header Forwarded *
	}
	handle @fingerpost-metrics {
		reverse_proxy unix//run/fingerpost/fingerpost.sock {
			transport fastcgi {
				# Clients cannot set this, because the names of their headers begin with HTTP_.
				env FINGERPOST_REPORT {re.report.1}
			}
			header_up -Authorization
			header_up -Cookie
		}
	}
}

# The rest of a site that belongs to fingerpost alone.
(fingerpost-site) {
	import fingerpost
	# For certbot, if the mail server gets its certificate for the same name with it.
	handle /.well-known/acme-challenge/* {
		root * /var/www/html
		file_server
	}
	handle {
		respond 404
	}
	# The query, or the path after autodiscover.json, contains an address. Keep it out of the log.
	log {
		format filter {
			wrap json
			fields {
				request>uri regexp (?i)<<loggable>> $1
				request>headers delete
			}
		}
	}
}
)";

/** Two sites, because Caddy rejects certificate files in a site that also serves http. */
constexpr std::string_view clients_site = R"(
# The names that begin with a client's label.
(fingerpost-clients) {
	# The page for people. Remove these lines to have no page.
	handle / {
		import fingerpost-pass
	}
	import fingerpost-site
}

# http: autoconfig clients get answers, Outlook and people a redirect to https.
<<http>> {
	import fingerpost-clients
}

<<https>> {
	# Only for certificates from certbot, which Caddy's user must be able to read:
	# tls /etc/letsencrypt/live/<<certificate>>/fullchain.pem /etc/letsencrypt/live/<<certificate>>/privkey.pem
	import fingerpost-clients
}
)";

constexpr std::string_view others_site = R"(
# The web server's own name, because DNS records send clients there. Caddy refuses a second site for the same
# name. If you have one, remove this and add `import fingerpost` there.
<<names>> {
	import fingerpost-site
}
)";

/** Used if domains cannot be listed: Caddy asks fingerpost whether it serves a domain before it
    gets the certificate. */
constexpr std::string_view demand_lines = R"(#
# Caddy gets a certificate for a name at the first request. Add these lines at the beginning of Caddyfile, so
# that it first asks fingerpost whether the domain is served:
#   {
#       on_demand_tls {
#           ask http://127.0.0.1:9180/
#       }
#   }
# This is the site of every name that no other site has, so remove Debian's `:80`.)";

constexpr std::string_view any_site = R"(
# Every other name.
http://, https:// {
	tls {
		on_demand
	}
	@fingerpost-client {
		path /
		header_regexp Host (?i)^<<labels>>
	}
	handle @fingerpost-client {
		import fingerpost-pass
	}
	import fingerpost-site
}

# Answers Caddy's question whether fingerpost has settings for the domain of a name.
http://127.0.0.1:9180 {
	bind 127.0.0.1
	map {query.domain} {fingerpost-domain} {
		~^<<labels>>([a-z0-9.-]+)$ "${1}"
	}
	rewrite * ?emailaddress=postmaster@{fingerpost-domain}
	reverse_proxy unix//run/fingerpost/fingerpost.sock {
		# The page for people has status 200 for domains that are served, and 404 for others.
		transport fastcgi {
			env DOCUMENT_URI /
			env REQUEST_SCHEME https
		}
		header_up Host autoconfig.invalid
	}
}
)";

/** Returns the addresses of a site, one per line. */
std::string addresses(std::string_view scheme, const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += fmt::format("{}{}://{}", text.empty() ? "" : ",\n", scheme, name);
  return text;
}

constexpr std::string_view metrics_site = R"(
# For monitoring on this machine: http://localhost/fingerpost/metrics. Caddy refuses a second site for the
# same name. If localhost has one, remove this and add `import fingerpost-metrics` there.
http://localhost {
	import fingerpost-metrics
	handle {
		respond 404
	}
}
)";

std::string others_of(const Site& site) {
  std::vector<std::string> names;
  for (const SitePart& part : site.parts)
    names.insert(names.end(), part.others.begin(), part.others.end());
  return names.empty()
             ? std::string()
             : filled(others_site,
                      {{"names", addresses("http", names) + ",\n" + addresses("https", names)}});
}

}  // namespace

std::string caddy_site(const Site& site, const SiteServer& server) {
  const bool all = site.takes_all();
  std::string text = filled(caddy_head, {{"first", first_lines(site, server)},
                                         {"install", install_lines(site, server)},
                                         {"demand", std::string(all ? demand_lines : "")},
                                         {"paths", client_paths()},
                                         {"loggable", std::string(loggable_path)}});
  if (const auto names = all_clients(site); !names.empty())
    text += filled(clients_site, {{"http", addresses("http", names)},
                                  {"https", addresses("https", names)},
                                  {"certificate", site.parts.front().certificate}});
  text += others_of(site).append(metrics_site);
  return all ? text + filled(any_site, {{"labels", labels_regex()}}) : text;
}

}  // namespace fingerpost
