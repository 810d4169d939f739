// SPDX-License-Identifier: MIT
#include "model/sasl.hpp"

#include <algorithm>
#include <iterator>

#include "base/text.hpp"

namespace fingerpost {

namespace {

struct Mechanism {
  std::string_view name;
  Auth auth;
};

/** The SASL mechanisms of IANA's registry; XOAUTH2, which was never registered; LOGIN, which is
    obsolete; and APOP, a command of POP3 (RFC 1939 section 7). */
constexpr Mechanism mechanisms_of_methods[] = {
    {"PLAIN", Auth::password_cleartext},
    {"LOGIN", Auth::password_cleartext},
    {"OAUTHBEARER", Auth::oauth2},
    {"XOAUTH2", Auth::oauth2},
    {"CRAM-MD5", Auth::password_encrypted},
    {"DIGEST-MD5", Auth::password_encrypted},
    {"APOP", Auth::password_encrypted},
    {"SCRAM-SHA-1", Auth::password_encrypted},
    {"SCRAM-SHA-1-PLUS", Auth::password_encrypted},
    {"SCRAM-SHA-256", Auth::password_encrypted},
    {"SCRAM-SHA-256-PLUS", Auth::password_encrypted},
    {"NTLM", Auth::ntlm},
    {"GSSAPI", Auth::gssapi},
    {"GSS-SPNEGO", Auth::gssapi},
    {"EXTERNAL", Auth::tls_client_cert},
};

}  // namespace

std::optional<Auth> auth_of_sasl(std::string_view mechanism) noexcept {
  const auto* const found = std::find_if(
      std::begin(mechanisms_of_methods), std::end(mechanisms_of_methods),
      [&](const Mechanism& known) { return equal_ignoring_case(known.name, mechanism); });
  return found == std::end(mechanisms_of_methods) ? std::nullopt : std::optional(found->auth);
}

std::vector<Auth> methods_for(const std::vector<std::string>& mechanisms) {
  std::vector<Auth> offered;
  for (const std::string& mechanism : mechanisms)
    if (const auto auth = auth_of_sasl(mechanism)) offered.push_back(*auth);
  const auto has = [&](Auth auth) {
    return std::find(offered.begin(), offered.end(), auth) != offered.end();
  };
  std::vector<Auth> methods;
  for (const Auth auth : {Auth::password_cleartext, Auth::oauth2, Auth::gssapi, Auth::ntlm,
                          Auth::password_encrypted, Auth::tls_client_cert}) {
    const bool needless = auth == Auth::password_encrypted && has(Auth::password_cleartext);
    if (has(auth) && !needless) methods.push_back(auth);
  }
  return methods;
}

}  // namespace fingerpost
