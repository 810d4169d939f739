// SPDX-License-Identifier: MIT
#include "setup/next_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "inspect/program.hpp"
#include "model/map.hpp"
#include "setup/sites.hpp"

namespace fingerpost {

namespace {

/** Adds the steps for a web server. `arguments` are the domains that must be named. */
void add_site(std::vector<NextStep>& steps, const SiteServer& server, const std::string& tool,
              const std::string& arguments) {
  if (!server.certbot.empty())
    steps.push_back({fmt::format("{} names --certbot --for {}{}", tool, server.word, arguments),
                     "prints the command that gets the certificate"});
  steps.push_back({fmt::format("{} site {}{} > {}", tool, server.word, arguments, server.file),
                   fmt::format("the site for {}; its first lines say what it needs", server.name)});
  if (!server.enable.empty()) steps.push_back({std::string(server.enable), "enable it"});
  steps.push_back({std::string(server.reload), "apply it"});
}

void add_sites(std::vector<NextStep>& steps, const std::string& tool,
               const std::string& arguments) {
  const std::size_t before = steps.size();
  for (const SiteServer* const server : site_servers)
    if (!find_program(server->program).empty()) add_site(steps, *server, tool, arguments);
  if (steps.size() == before) add_site(steps, nginx, tool, arguments);
}

/** Returns whether fingerpostd queries a map at run time or, with `by_mapd`, whether it does so
    through fingerpost-mapd. */
bool is_asked(std::string_view map, bool by_mapd) {
  const std::string_view type = map.substr(0, map.find(':'));
  const auto* const known = std::find_if(std::begin(map_types), std::end(map_types),
                                         [&](const MapType& each) { return each.word == type; });
  if (known == std::end(map_types)) return false;
  return by_mapd ? known->reader == MapReader::mapd : known->reader != MapReader::text;
}

bool any_asked(const std::vector<std::string>& maps, bool by_mapd) {
  return std::any_of(maps.begin(), maps.end(),
                     [&](const std::string& map) { return is_asked(map, by_mapd); });
}

/** Adds the steps that activate the configuration. A service that had no maps must be restarted
    before it can query any, because it has given up the right to create sockets. */
void add_service(std::vector<NextStep>& steps, const std::vector<std::string>& maps,
                 const std::string& tool) {
  if (any_asked(maps, true) && find_program("fingerpost-mapd").empty())
    steps.push_back({"apt-get install fingerpost-maps", "queries the databases for fingerpostd"});
  if (!maps.empty()) steps.push_back({tool + " check --maps", "test the maps"});
  steps.push_back(
      {any_asked(maps, false) ? "systemctl restart fingerpost" : "systemctl reload fingerpost",
       "apply it"});
}

}  // namespace

std::vector<NextStep> next_steps(const NewConfiguration& made) {
  const std::string tool = "fingerpost" + made.option;
  std::vector<NextStep> steps;
  if (!made.in_place)
    steps.push_back({fmt::format("{} init --write{}", tool, made.arguments), "install it"});
  add_service(steps, made.maps, tool);
  const std::string domain = made.domain.empty() ? "DOMAIN" : made.domain;
  // Domains in a database cannot be listed.
  const bool unlisted = made.domain.empty() && any_asked(made.maps, false);
  const std::string arguments = unlisted ? " " + domain : "";
  steps.push_back({tool + " dns" + arguments, "the DNS records to add"});
  add_sites(steps, tool, arguments);
  steps.push_back({fmt::format("{} probe {}", tool, domain), "test whether clients find it"});
  return steps;
}

}  // namespace fingerpost
