// SPDX-License-Identifier: MIT
#include "setup/next_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "inspect/program.hpp"
#include "model/map.hpp"

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

/** Whether a map is asked while fingerpostd serves, or even by fingerpost-mapd. */
bool is_asked(std::string_view map, bool by_mapd) {
  const std::string_view type = map.substr(0, map.find(':'));
  const auto* const known = std::find_if(std::begin(map_types), std::end(map_types),
                                         [&](const MapType& each) { return each.word == type; });
  if (known == std::end(map_types)) return false;
  return by_mapd ? known->reader == MapReader::mapd : known->reader != MapReader::text;
}

/** Adds what takes the configuration into service. A service that had no maps must be started anew to ask
    any, because it has given up making sockets. */
void add_service(std::vector<NextStep>& steps, const std::vector<std::string>& maps,
                 const std::string& tool) {
  const auto any = [&](bool by_mapd) {
    return std::any_of(maps.begin(), maps.end(),
                       [&](const std::string& map) { return is_asked(map, by_mapd); });
  };
  if (any(true) && find_program("fingerpost-mapd").empty())
    steps.push_back({"apt-get install fingerpost-maps", "what asks the databases for fingerpostd"});
  if (!maps.empty()) steps.push_back({tool + " check --maps", "see whether the maps answer"});
  steps.push_back({any(false) ? "systemctl restart fingerpost" : "systemctl reload fingerpost",
                   "take it into service"});
}

}  // namespace

std::vector<NextStep> next_steps(const NewConfiguration& made) {
  const std::string tool = "fingerpost" + made.option;
  std::vector<NextStep> steps;
  if (!made.in_place)
    steps.push_back({fmt::format("{} init --write{}", tool, made.arguments), "put it in place"});
  add_service(steps, made.maps, tool);
  steps.push_back({tool + " dns", "the DNS records to add"});
  steps.push_back({tool + " names --certbot", "the command that gets the certificate"});
  add_sites(steps, made.option);
  steps.push_back({fmt::format("{} probe {}", tool, made.domain), "see whether clients find it"});
  return steps;
}

}  // namespace fingerpost
