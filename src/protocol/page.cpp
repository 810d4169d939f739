// SPDX-License-Identifier: MIT
#include "protocol/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "http/query.hpp"
#include "model/client_label.hpp"
#include "page/codes_page.hpp"
#include "page/page_frame.hpp"
#include "page/settings_page.hpp"
#include "page/style.hpp"
#include "protocol/mobileconfig.hpp"
#include "protocol/outlook.hpp"

namespace fingerpost::page {

namespace {

// The values of Asked::wanted.
constexpr std::string_view form = "form";
constexpr std::string_view bad_address = "bad address";
constexpr std::string_view steps = "steps";
constexpr std::string_view codes = "codes";

/** Returns whether a host is for mail clients. The label `www.` is not: it is the domain's web
    site. */
bool is_clients(const Host& host) {
  if (!host.name) return false;
  const auto& labels = client_label::tried;
  return std::any_of(std::begin(labels), std::end(labels), [&](std::string_view label) {
    return !label.empty() && host.name->text().starts_with(label);
  });
}

/** Returns the refusal on a host that does not have the page. It must not be cached: behind Apache,
    a client can use a proxy header to send a request for a web site's first page here. */
Response refuse_host() {
  Response response = fingerpost::refuse(Refusal::no_such_path);
  response.caching = Caching::nobody;
  return response;
}

/** Returns the answer if the page is not served here. People type addresses only over https. A
    redirect from http drops the query, because a cached redirect would keep the address in it. */
std::optional<Response> elsewhere(const Host& host) {
  if (!is_clients(host)) return refuse_host();
  if (!host.https) return redirect(302, fmt::format("https://{}/", host.name->text()));
  return std::nullopt;
}

/** Reads a value of the form. A link in a welcome mail has it in the query, where `+` is a plus. */
std::optional<std::string> value_of(const Request& request,
                                    std::initializer_list<std::string_view> keys) {
  return request.method == "POST" ? form_value(request.body, keys)
                                  : query_value(request.query, keys);
}

Response page(int status, const PageFrame& frame, std::string body) {
  const Look* const look = frame.subject ? frame.subject->provider->look.get() : nullptr;
  return {.status = status,
          .content_type = "text/html; charset=utf-8",
          .body = std::move(body),
          .vary = "Accept-Language",
          .page = PageHeader{frame.words.language, page_policy(look)},
          .caching = Caching::nobody};
}

Response form_page(int status, const PageFrame& frame, FormNotice notice) {
  return page(status, frame, close_page(open_page(frame, notice), frame));
}

PageFrame frame_of(const Asked& asked, const Subject* subject) {
  return {words_for(asked.languages), subject, asked.address ? &*asked.address : nullptr};
}

/** Returns the page without settings, because there is no address or its domain is not served. */
Response without_settings(const Asked& asked, const Subject* subject) {
  const PageFrame frame = frame_of(asked, subject);
  return asked.wanted == form          ? form_page(200, frame, FormNotice::none)
         : asked.wanted == bad_address ? form_page(400, frame, FormNotice::bad_address)
                                       : form_page(404, frame, FormNotice::unknown_domain);
}

/** Returns which formats can express a provider's mail servers. */
Told told_of(const Provider& provider) {
  const auto describes = [](const std::vector<Server>& servers) {
    return std::any_of(servers.begin(), servers.end(), outlook::can_describe);
  };
  return {.autoconfig = !provider.incoming.empty() && !provider.outgoing.empty(),
          .outlook = describes(provider.incoming) && describes(provider.outgoing),
          .profile = mobileconfig::can_describe_mail(provider)};
}

/** Returns where the profile is: on the page's host if that is ours, because the browser has
    accepted its certificate. */
ProfileLink profile_link(const Asked& asked, const Subject& subject, const Told& told) {
  if (!told.profile) return {};
  const std::string host = subject.host_provider && asked.host.name
                               ? asked.host.name->text()
                               : client_host(client_label::autoconfig, subject.domain.text());
  std::string path =
      fmt::format("{}?email={}", mobileconfig::paths[0], percent_encode(subject.address->text()));
  std::string url = fmt::format("https://{}{}", host, path);
  return {std::move(path), std::move(url)};
}

}  // namespace

Asked read(const Request& request, const Host& host) {
  const auto typed = value_of(request, {"emailaddress", "email"});
  const auto show = value_of(request, {"show"});
  const std::string_view language = language_code(value_of(request, {"lang"}).value_or(""));
  Asked asked = {.address = typed ? typed_address(*typed, host) : std::nullopt,
                 .languages = language.empty() ? request.accept_language : language};
  asked.wanted = asked.address ? (show == codes ? codes : steps) : (typed ? bad_address : form);
  asked.refusal = elsewhere(host);
  asked.refused = asked.refusal.has_value();
  return asked;
}

Response write(const Asked& asked, const Subject& subject, const State&) {
  const bool is_ours = asked.address && asked.address->domain() == subject.domain;
  if (!is_ours) return without_settings(asked, &subject);
  const PageFrame frame = frame_of(asked, &subject);
  const Told told = told_of(*subject.provider);
  const ProfileLink profile = profile_link(asked, subject, told);
  return page(200, frame,
              asked.wanted == codes ? codes_page(frame.words, subject, profile.url)
                                    : settings_page(frame.words, subject, told, profile));
}

Response refuse(const Asked& asked, Refusal refusal, const State&) {
  if (refusal != Refusal::unknown || !asked.address) return without_settings(asked, nullptr);
  Response response = form_page(503, frame_of(asked, nullptr), FormNotice::failed);
  response.retry_after = fingerpost::refuse(refusal).retry_after;
  return response;
}

}  // namespace fingerpost::page
