// SPDX-License-Identifier: MIT
#include "page/settings_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "page/app_values.hpp"
#include "page/codes_page.hpp"
#include "page/page_frame.hpp"

namespace fingerpost {

namespace {

/** An app and how it can be set up for the provider. */
struct Listed {
  const App* app;
  Fitted fitted;
};

/** The apps that are set up in the same way, under one heading. */
struct Group {
  Markup Words::*heading;
  bool (*holds)(Fit fit);
  /** Whether each of its apps gets the button for Apple's profile. */
  bool has_profile = false;
};

constexpr Group groups[] = {
    {&Words::by_address, [](Fit fit) { return fit == Fit::address; }},
    {&Words::by_profile, [](Fit fit) { return fit == Fit::profile; }, true},
    {&Words::by_hand, [](Fit fit) { return fit == Fit::hand; }},
};

/** Writes the page of one subject. */
class Writer {
 public:
  Writer(XmlWriter& xml, const Words& words, const Subject& subject, const ProfileLink& profile)
      : xml_(xml), words_(words), subject_(subject), profile_(profile) {}

  void put_apps(const Told& told) {
    std::vector<Listed> listed;
    for (const App& app : all_apps()) listed.push_back({&app, fit(app, *subject_.provider, told)});
    for (const Group& group : groups) put_group(group, listed);
    put_unfit(listed);
  }

  void put_servers() {
    xml_.leaf("h2", words_.hand);
    xml_.leaf("p", words_.hand_hint, {{"class", "note screen"}});
    put_servers(subject_.provider->incoming, words_.incoming);
    put_servers(subject_.provider->outgoing, words_.outgoing);
    if (const auto& sieve = subject_.provider->sieve) put_server(*sieve, words_.filters);
  }

  void put_codes_button() {
    xml_.open("p");
    xml_.leaf("button", words_.codes,
              {{"name", "show"}, {"value", "codes"}, {"form", "ask"}, {"class", "screen"}});
    xml_.close();
  }

  void put_services() {
    std::vector<std::pair<const Service*, Url>> urls;
    for (const Service& service : services)
      if (!service.is_page)
        if (auto url = url_for(service, subject_)) urls.emplace_back(&service, *std::move(url));
    if (urls.empty()) return;
    xml_.open("table");
    xml_.leaf("caption", words_.services);
    for (const auto& [service, url] : urls) {
      xml_.open("tr");
      xml_.leaf("th", service->name, {{"scope", "row"}});
      xml_.open("td");
      xml_.leaf("code", url.text());
      xml_.close();
      xml_.close();
    }
    xml_.close();
  }

  void put_links() {
    const Provider& provider = *subject_.provider;
    for (const Service& service : services)
      if (service.is_page)
        if (const auto url = url_for(service, subject_)) put_link(url->text(), words_.webmail, {});
    for (const auto& [pattern, texts] : provider.documentation)
      if (const auto url = url_for(pattern, subject_)) put_documentation(url->text(), texts);
  }

 private:
  void put_group(const Group& group, const std::vector<Listed>& listed) {
    const auto is_here = [&](const Listed& one) { return group.holds(one.fitted.fit); };
    if (std::none_of(listed.begin(), listed.end(), is_here)) return;
    xml_.open("section");
    xml_.leaf("h2", words_.*group.heading);
    for (const Listed& one : listed)
      if (is_here(one)) put_app(group, one);
    xml_.close();
  }

  void put_name(const App& app, const Steps& steps) {
    xml_.text(app.name);
    xml_.text(steps.name);
    if (app.platforms.empty()) return;
    xml_.text(" ");
    xml_.leaf("span", app.platforms);
  }

  void put_app(const Group& group, const Listed& listed) {
    const auto& [app, fitted] = listed;
    const Steps& own = steps_of(words_, app->word);
    const bool finds_nothing = fitted.fit == Fit::hand && app->way != Way::hand;
    const AppValues values(words_, subject_, fitted.incoming, fitted.outgoing);
    xml_.open("details");
    xml_.open("summary");
    put_name(*app, own);
    xml_.close();
    if (group.has_profile) put_button();
    put_steps(finds_nothing ? words_.hand_steps : own, values);
    xml_.close();
  }

  void put_steps(const Steps& steps, std::span<const TextValue> values) {
    xml_.open("ol");
    for (const Markup step : steps.steps) put_leaf(xml_, "li", step, values);
    xml_.close();
    if (!steps.note.text.empty()) put_leaf(xml_, "p", steps.note, values, {{"class", "note"}});
  }

  void put_button() {
    xml_.open("p");
    xml_.leaf("a", words_.profile, {{"class", "button main"}, {"href", profile_.path}});
    xml_.close();
  }

  Markup reason(Fit fit) const {
    return fit == Fit::no_server     ? words_.no_server
           : fit == Fit::no_security ? words_.no_security
           : fit == Fit::no_sign_in  ? words_.no_sign_in
                                     : Markup{};
  }

  void put_unfit(const std::vector<Listed>& listed) {
    const auto is_unfit = [&](const Listed& one) { return !reason(one.fitted.fit).text.empty(); };
    if (std::none_of(listed.begin(), listed.end(), is_unfit)) return;
    xml_.leaf("h2", words_.unfit);
    xml_.open("ul");
    for (const Listed& one : listed) {
      if (!is_unfit(one)) continue;
      xml_.open("li");
      put_name(*one.app, steps_of(words_, one.app->word));
      xml_.text(" – ");
      xml_.text(reason(one.fitted.fit));
      xml_.close();
    }
    xml_.close();
  }

  void put_row(Markup heading, std::string_view value) {
    xml_.open("tr");
    xml_.leaf("th", heading, {{"scope", "row"}});
    xml_.open("td");
    xml_.leaf("code", value);
    xml_.close();
    xml_.close();
  }

  void put_row(Markup heading, Markup value) {
    xml_.open("tr");
    xml_.leaf("th", heading, {{"scope", "row"}});
    xml_.leaf("td", value);
    xml_.close();
  }

  void put_servers(const std::vector<Server>& servers, Markup heading) {
    for (const Server& server : servers) {
      if (&server != &servers.front()) xml_.leaf("p", words_.alternative, {{"class", "note"}});
      put_server(server, heading);
    }
  }

  void put_server(const Server& server, Markup heading) {
    xml_.open("table");
    xml_.open("caption");
    xml_.text(heading);
    xml_.text(" (");
    xml_.text(upper_word(server.type));
    xml_.text(")");
    xml_.close();
    put_row(words_.server, server.host.expand(subject_.domain));
    put_row(words_.port, fmt::format_int(server.port).c_str());
    put_row(words_.encryption, encryption_text(server.security, words_));
    if (server.wants_login())
      put_row(words_.login, login_of(server, subject_).expand(*subject_.address));
    put_methods(server.auth);
    xml_.close();
  }

  /** Writes each method on its own line, because people do not always use the first. */
  void put_methods(const std::vector<Auth>& methods) {
    xml_.open("tr");
    xml_.leaf("th", words_.sign_in, {{"scope", "row"}});
    xml_.open("td");
    for (const Auth& method : methods) {
      if (&method != &methods.front()) xml_.leaf("br", "");
      xml_.text(text_of(words_.auth, word(method)));
    }
    xml_.close();
    xml_.close();
  }

  void put_link(std::string_view url, Markup text, std::span<const TextValue> values) {
    xml_.open("p");
    put_leaf(xml_, "a", text, values, {{"href", url}});
    xml_.close();
  }

  /** Writes a link with its title in the reader's language, or with the page's own text if there is
      no such title. */
  void put_documentation(std::string_view url, const std::vector<Documentation::Text>& texts) {
    const auto title = std::find_if(texts.begin(), texts.end(), [&](const auto& text) {
      return text.language == words_.language;
    });
    if (title == texts.end()) {
      const TextValue values[] = {{"provider", subject_.provider->name}};
      return put_link(url, words_.documentation, values);
    }
    xml_.open("p");
    xml_.leaf("a", title->text, {{"href", url}});
    xml_.close();
  }

  XmlWriter& xml_;
  const Words& words_;
  const Subject& subject_;
  const ProfileLink& profile_;
};

}  // namespace

std::string settings_page(const Words& words, const Subject& subject, const Told& told,
                          const ProfileLink& profile) {
  const PageFrame frame = {words, &subject, &*subject.address};
  XmlWriter xml = open_page(frame);
  const TextValue values[] = {{"address", subject.address->text()}};
  put_leaf(xml, "h2", words.settings_for, values);
  Writer writer(xml, words, subject, profile);
  const Provider& provider = *subject.provider;
  if (has_codes(subject, profile.url)) writer.put_codes_button();
  // An app needs a server of each kind.
  if (!provider.incoming.empty() && !provider.outgoing.empty()) writer.put_apps(told);
  if (mail_servers(provider).empty())
    xml.leaf("p", words.no_servers);
  else
    writer.put_servers();
  writer.put_services();
  writer.put_links();
  return close_page(std::move(xml), frame);
}

}  // namespace fingerpost
