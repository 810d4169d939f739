// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "model/sasl.hpp"
#include "probe/judge.hpp"

namespace fingerpost {

namespace {

/** The problem if a server does not offer a method that clients are given. */
struct MissingMethod {
  Auth method;
  std::string_view text;
  std::string_view advice;
};

constexpr MissingMethod missing_methods[] = {
    {Auth::password_cleartext, "offers neither PLAIN nor LOGIN",
     "enable PLAIN (Dovecot: `auth_mechanisms = plain login`), or set `auth` to a method that the "
     "server offers"},
    {Auth::oauth2, "offers neither XOAUTH2 nor OAUTHBEARER",
     "enable both (Dovecot: `auth_mechanisms`, and a passdb for OAuth2), or remove `auth oauth2`"},
    {Auth::password_encrypted, "offers no mechanism that hashes the password",
     "set `auth password-cleartext` instead: TLS protects the password"},
    {Auth::ntlm, "does not offer NTLM", "enable it, or remove `auth ntlm`"},
    {Auth::gssapi, "does not offer GSSAPI",
     "enable it (Dovecot: `auth_mechanisms`, and a keytab), or remove `auth gssapi`"},
};

bool is_offered(Auth method, const Offer& offer) {
  if (method == Auth::password_cleartext) return offer.takes_password();
  return std::any_of(
      offer.mechanisms.begin(), offer.mechanisms.end(),
      [&](const std::string& mechanism) { return auth_of_sasl(mechanism) == method; });
}

/** Judges a server that rejects passwords although clients are configured to send one. */
Verdict judge_refused_password(const MailServer& server, const Offer& offer) {
  if (server.security == Security::none)
    return Verdict::bad("does not accept passwords without encryption",
                        offer.starttls ? "set `security starttls`, which the server offers"
                                       : "enable TLS in the mail server, then set `security tls`");
  return Verdict::bad(
      "does not accept passwords even over TLS (LOGINDISABLED)",
      "if TLS ends at a proxy, make the proxy tell the mail server so, or make the mail server "
      "trust the proxy (Dovecot: `haproxy_trusted_networks`); otherwise enable PLAIN");
}

/** Returns the problem with one method, or nothing. */
std::optional<Verdict> judge_method(Auth method, const MailServer& server, const Offer& offer) {
  const auto row =
      std::find_if(std::begin(missing_methods), std::end(missing_methods),
                   [&](const MissingMethod& missing) { return missing.method == method; });
  // Methods without a row, such as client certificates or addresses, cannot be tested from outside.
  if (row == std::end(missing_methods) || is_offered(method, offer)) return std::nullopt;
  const bool refused = offer.login_disabled || server.security == Security::none;
  if (method == Auth::password_cleartext && refused) return judge_refused_password(server, offer);
  return Verdict::bad(std::string(row->text), std::string(row->advice));
}

/** Judges a server that accepts passwords before TLS. */
Verdict judge_password_before_tls(const MailServer& server) {
  const bool smtp = server.type == ServerType::smtp;
  return Verdict::note(
      "accepts passwords before STARTTLS: a misconfigured client sends them unencrypted",
      smtp ? "require TLS first (Postfix: `smtpd_tls_auth_only = yes`)"
           : "require TLS first (Dovecot: `disable_plaintext_auth = yes`; since 2.4 "
             "`auth_allow_cleartext = no`)");
}

}  // namespace

std::vector<Verdict> judge_offers(const MailServer& server, const Offers& offers) {
  std::vector<Verdict> verdicts;
  const bool as_others = server.type == ServerType::smtp || !offers.from_own_address;
  if (server.security == Security::starttls && as_others && offers.before_tls.takes_password())
    verdicts.push_back(judge_password_before_tls(server));
  const Offer& offer = server.security == Security::none ? offers.before_tls : offers.after_tls;
  if (!offer.made) return verdicts;
  const bool signs_in = std::any_of(server.auth.begin(), server.auth.end(), uses_sasl);
  if (server.type == ServerType::smtp && offer.mechanisms.empty() && signs_in) {
    verdicts.push_back(Verdict::bad(
        "does not offer AUTH: nobody can log in to send mail",
        server.security == Security::none && offer.starttls
            ? "set `security starttls`, which the server offers"
            : "enable it for this port (Postfix: `-o smtpd_sasl_auth_enable=yes` in master.cf)"));
    return verdicts;
  }
  for (const Auth method : server.auth)
    if (auto verdict = judge_method(method, server, offer)) verdicts.push_back(*std::move(verdict));
  return verdicts;
}

}  // namespace fingerpost
