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

using Sends = Route::Sends;

constexpr std::string_view autoconfig_path = "/mail/config-v1.1.xml";
constexpr std::string_view well_known_path = "/.well-known/autoconfig/mail/config-v1.1.xml";
constexpr std::string_view pox_path = "/autodiscover/autodiscover.xml";

const Route own_routes[] = {
    {ClientKind::autoconfig, "Thunderbird, Delta Chat, FairEmail, Nextcloud Mail", true,
     client_label::autoconfig, autoconfig_path, Sends::emailaddress},
    {ClientKind::autoconfig, "Thunderbird for Android, KMail, Geary, Mailspring", true,
     client_label::autoconfig, autoconfig_path, Sends::nothing},
    {ClientKind::autoconfig, "GNOME Online Accounts, SnappyMail", true, client_label::autoconfig,
     "/.well-known/mail-v1.xml", Sends::raw_emailaddress},
    {ClientKind::autoconfig, "Thunderbird and its kin", true, "", well_known_path,
     Sends::emailaddress},
    {ClientKind::autoconfig, "Thunderbird, Horde, older KMail", false, client_label::autoconfig,
     autoconfig_path, Sends::emailaddress},
    {ClientKind::autoconfig, "Thunderbird and its kin", false, "", well_known_path,
     Sends::emailaddress},
    {ClientKind::outlook, "Outlook, Thunderbird, FairEmail", true, client_label::autodiscover,
     pox_path, Sends::outlook},
    {ClientKind::outlook, "Outlook, Thunderbird, FairEmail", true, "", pox_path, Sends::outlook},
    {ClientKind::outlook, "Delta Chat", true, client_label::autodiscover, pox_path, Sends::nothing},
    {ClientKind::outlook, "Outlook", false, client_label::autodiscover, pox_path, Sends::nothing},
    {ClientKind::mobilesync, "phones, new Outlook", true, client_label::autodiscover, pox_path,
     Sends::mobilesync},
    {ClientKind::autodiscover_json, "Outlook 2016 and later", true, client_label::autodiscover,
     "/autodiscover/autodiscover.json", Sends::autodiscover_json},
    {ClientKind::mobileconfig, "iPhone and Mac, by a link", true, client_label::autodiscover,
     "/email.mobileconfig", Sends::email},
    {ClientKind::pacc, "PACC clients", true, client_label::pacc,
     "/.well-known/user-agent-configuration.json", Sends::nothing},
};

/** By the letter, as Outlook 2010 sends it on one line (mail-in-a-box#509) but for white space. */
std::string pox_body(std::string_view request_schema, std::string_view response_schema,
                     const Address& address) {
  XmlWriter xml("utf-8");
  xml.open("Autodiscover", {{"xmlns", request_schema}});
  xml.open("Request");
  xml.leaf("EMailAddress", address.text());
  xml.leaf("AcceptableResponseSchema", response_schema);
  return std::move(xml).finish();
}

std::string query_of(Sends sends, const Address& address) {
  switch (sends) {
    case Sends::emailaddress:
      return "emailaddress=" + percent_encode(address.text());
    case Sends::raw_emailaddress:
      return "emailaddress=" + address.text();
    case Sends::email:
      return "email=" + percent_encode(address.text());
    case Sends::autodiscover_json:
      return fmt::format("Email={}&Protocol=Autodiscoverv1&RedirectCount=1",
                         percent_encode(address.text()));
    case Sends::nothing:
    case Sends::outlook:
    case Sends::mobilesync:
      return {};
  }
  return {};
}

std::string body_of(Sends sends, const Address& address) {
  if (sends == Sends::outlook)
    return pox_body("http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006",
                    outlook::response_schema, address);
  if (sends == Sends::mobilesync)
    return pox_body(
        "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/requestschema/2006",
        mobilesync::response_schema, address);
  return {};
}

}  // namespace

std::span<const Route> routes() {
  static const std::vector<Route> table = [] {
    std::vector<Route> all(std::begin(own_routes), std::end(own_routes));
    for (const Service& service : services)
      if (!service.well_known.empty())
        all.push_back({ClientKind::service, fmt::format("{} clients", service.name), true, "",
                       service.well_known_path(), Sends::nothing, &service});
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
  return {route.https, std::move(host), route.path, query_of(route.sends, address),
          body_of(route.sends, address)};
}

Question question_on(const Route& route, const Address& address) {
  return question_on(route, address, client_host(route.label, address.domain().text()));
}

Question first_question(ClientKind kind, const Address& address) {
  return question_on(first_route(kind), address);
}

Response answer(const Question& question, const State& state) {
  return handle({.method = question.body.empty() ? "GET" : "POST",
                 .https = question.https,
                 .host = question.host,
                 .path = std::string(question.path),
                 .query = question.query,
                 .body = question.body},
                state);
}

}  // namespace fingerpost
