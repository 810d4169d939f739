// SPDX-License-Identifier: MIT
#include "setup/next_steps.hpp"

#include <fmt/format.h>

#include <string_view>

#include "inspect/program.hpp"

namespace fingerpost {

namespace {

/** A web server, and where it wants its site. */
struct Server {
  /** The word of `fingerpost site`. */
  std::string_view word;
  const char* program;
  /** What `fingerpost site` is written to. */
  std::string_view target;
  /** What takes the site into service. */
  std::string_view reload;
};

constexpr Server servers[] = {
    {"nginx", "nginx", "> /etc/nginx/sites-enabled/fingerpost.conf",
     "nginx -t && systemctl reload nginx"},
    {"apache", "apache2", "> /etc/apache2/sites-available/fingerpost.conf",
     "a2enmod proxy_fcgi setenvif ssl && a2ensite fingerpost && systemctl restart apache2"},
    {"caddy", "caddy", ">> /etc/caddy/Caddyfile", "systemctl reload caddy"},
    {"lighttpd", "lighttpd", "> /etc/lighttpd/conf-enabled/50-fingerpost.conf",
     "lighttpd -tt -f /etc/lighttpd/lighttpd.conf && systemctl restart lighttpd"},
    {"haproxy", "haproxy", "> /etc/haproxy/fingerpost.cfg", "systemctl reload haproxy"},
};

void add_site(std::vector<NextStep>& steps, const Server& server, const std::string& option) {
  steps.push_back({fmt::format("fingerpost{} site {} {}", option, server.word, server.target),
                   fmt::format("the site for {}", server.word)});
  steps.push_back({std::string(server.reload), "take it into service"});
}

void add_sites(std::vector<NextStep>& steps, const std::string& option) {
  const std::size_t before = steps.size();
  for (const Server& server : servers)
    if (!find_program(server.program).empty()) add_site(steps, server, option);
  if (steps.size() == before) add_site(steps, servers[0], option);
}

}  // namespace

std::vector<NextStep> next_steps(const NewConfiguration& made) {
  const std::string tool = "fingerpost" + made.option;
  std::vector<NextStep> steps;
  if (!made.in_place)
    steps.push_back({fmt::format("{} init --write{}", tool, made.arguments), "put it in place"});
  steps.push_back({"systemctl reload fingerpost", "take it into service"});
  steps.push_back({tool + " dns", "the DNS records to add"});
  steps.push_back({tool + " names --certbot", "the command that gets the certificate"});
  add_sites(steps, made.option);
  steps.push_back({fmt::format("{} probe {}", tool, made.domain), "see whether clients find it"});
  return steps;
}

}  // namespace fingerpost
