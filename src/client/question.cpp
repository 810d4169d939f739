// SPDX-License-Identifier: MIT
#include "client/question.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/xml_writer.hpp"
#include "model/client_label.hpp"
#include "protocol/mobilesync.hpp"
#include "protocol/outlook.hpp"
#include "responder/handle.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view autoconfig_path = "/mail/config-v1.1.xml";
constexpr std::string_view well_known_path = "/.well-known/autoconfig/mail/config-v1.1.xml";
constexpr std::string_view autodiscover_path = "/autodiscover/autodiscover.xml";

const Route own_routes[] = {
    {ClientKind::autoconfig, "Thunderbird, Delta Chat, FairEmail, Nextcloud Mail", true,
     client_label::autoconfig, autoconfig_path, by_address},
    {ClientKind::autoconfig, "Thunderbird for Android, KMail, Geary, Mailspring", true,
     client_label::autoconfig, autoconfig_path},
    {ClientKind::autoconfig, "GNOME Online Accounts, SnappyMail", true, client_label::autoconfig,
     "/.well-known/mail-v1.xml", "emailaddress={1}"},
    {ClientKind::autoconfig, "Thunderbird and similar clients", true, "", well_known_path,
     by_address},
    {ClientKind::autoconfig, "Thunderbird, Horde, older KMail", false, client_label::autoconfig,
     autoconfig_path, by_address},
    {ClientKind::autoconfig, "Thunderbird and similar clients", false, "", well_known_path,
     by_address},
    {ClientKind::outlook, "Outlook, Thunderbird, FairEmail", true, client_label::autodiscover,
     autodiscover_path, "", true},
    {ClientKind::outlook, "Outlook, Thunderbird, FairEmail", true, "", autodiscover_path, "", true},
    {ClientKind::outlook, "Delta Chat", true, client_label::autodiscover, autodiscover_path},
    {ClientKind::outlook, "Outlook", false, client_label::autodiscover, autodiscover_path},
    {ClientKind::mobilesync, "phones, new Outlook", true, client_label::autodiscover,
     autodiscover_path, "", true},
    {ClientKind::autodiscover_json, "Outlook 2016 and later", true, client_label::autodiscover,
     "/autodiscover/autodiscover.json", "Email={0}&Protocol=Autodiscoverv1&RedirectCount=1"},
    {ClientKind::mobileconfig, "iPhone and Mac, by a link", true, client_label::autodiscover,
     "/email.mobileconfig", "email={0}"},
    {ClientKind::pacc, "PACC clients", true, client_label::pacc,
     "/.well-known/user-agent-configuration.json"},
    {ClientKind::page, "people with a browser", true, client_label::autoconfig, "/", by_address},
};

/** Returns the XML exactly as Outlook 2010 sends it (mail-in-a-box#509), except for white space. */
std::string body_of(ClientKind kind, const Address& address) {
  const bool is_outlook = kind == ClientKind::outlook;
  XmlWriter xml("utf-8");
  const std::string schema =
      fmt::format("http://schemas.microsoft.com/exchange/autodiscover/{}/requestschema/2006",
                  is_outlook ? "outlook" : "mobilesync");
  xml.open("Autodiscover", {{"xmlns", schema}});
  xml.open("Request");
  xml.leaf("EMailAddress", address.text());
  xml.leaf("AcceptableResponseSchema",
           is_outlook ? outlook::response_schema : mobilesync::response_schema);
  return std::move(xml).finish();
}

}  // namespace

std::span<const Route> routes() {
  static const std::vector<Route> table = [] {
    std::vector<Route> all(std::begin(own_routes), std::end(own_routes));
    for (const Service& service : services)
      if (!service.well_known.empty())
        all.push_back({ClientKind::service, fmt::format("{} clients", service.name), true, "",
                       service.well_known_path(), "", false, &service});
    return all;
  }();
  return table;
}

const Route& first_route(ClientKind kind) {
  const auto table = routes();
  return *std::find_if(table.begin(), table.end(),
                       [&](const Route& row) { return row.kind == kind; });
}

Address postmaster(const Domain& domain) {
  return *Address::parse("postmaster@" + domain.text());
}

std::string Question::url() const {
  return fmt::format("{}://{}{}{}{}", https ? "https" : "http", host, path,
                     query.empty() ? "" : "?", query);
}

Question question_on(const Route& route, const Address& address, std::string host) {
  if (host.empty()) host = client_host(route.label, address.domain().text());
  const std::string& text = address.text();
  return {route.https, std::move(host), route.path,
          fmt::format(fmt::runtime(route.query), percent_encode(text), text),
          route.posts ? body_of(route.kind, address) : std::string()};
}

Question first_question(ClientKind kind, const Address& address) {
  return question_on(first_route(kind), address);
}

Response answer(const Question& question, const State& state, Lookups& lookups) {
  return handle({.method = question.body.empty() ? "GET" : "POST",
                 .https = question.https,
                 .host = question.host,
                 .path = std::string(question.path),
                 .query = question.query,
                 .body = question.body},
                state, lookups);
}

Response answer(const Question& question, const State& state) {
  NoLookups none;
  return answer(question, state, none);
}

}  // namespace fingerpost
