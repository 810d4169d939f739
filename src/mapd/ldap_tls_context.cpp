// SPDX-License-Identifier: MIT
#include "mapd/ldap_tls_context.hpp"

#include <fmt/format.h>
#include <ldap.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace fingerpost {

namespace {

/** The system's certificate authorities, used if the table names no file or folder. Postfix gets
    them from /etc/ldap/ldap.conf, which names them in Debian but which this program does not read.
    */
constexpr const char* system_authorities[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
};

LdapTls with_authorities(LdapTls tls) {
  if (!tls.require_cert || !tls.ca_folder.empty()) return tls;
  for (const char* const file : system_authorities)
    if (tls.ca_file.empty() && access(file, R_OK) == 0) tls.ca_file = file;
  return tls;
}

/** Returns a text that changes whenever the file changes. */
std::string version_of(const std::string& path) {
  struct stat status = {};
  if (path.empty() || stat(path.c_str(), &status) != 0) return path;
  return fmt::format("{}:{}:{}:{}.{}", path, status.st_dev, status.st_ino, status.st_ctim.tv_sec,
                     status.st_ctim.tv_nsec);
}

/** Sets the options of the context. Returns false if libldap rejects one. */
bool set_options(LDAP* ld, const LdapTls& tls) {
  const std::pair<int, const std::string&> texts[] = {{LDAP_OPT_X_TLS_CACERTFILE, tls.ca_file},
                                                      {LDAP_OPT_X_TLS_CACERTDIR, tls.ca_folder},
                                                      {LDAP_OPT_X_TLS_CERTFILE, tls.cert},
                                                      {LDAP_OPT_X_TLS_KEYFILE, tls.key},
                                                      {LDAP_OPT_X_TLS_CIPHER_SUITE, tls.ciphers}};
  for (const auto& [option, text] : texts)
    if (!text.empty() && ldap_set_option(ld, option, text.c_str()) != LDAP_OPT_SUCCESS)
      return false;
  const int check = tls.require_cert ? LDAP_OPT_X_TLS_DEMAND : LDAP_OPT_X_TLS_NEVER;
  const int as_client = 0;
  // NEWCTX must come last: it creates the context from the options set so far.
  return ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &check) == LDAP_OPT_SUCCESS &&
         ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &as_client) == LDAP_OPT_SUCCESS;
}

void* new_context(const LdapTls& tls) {
  LDAP* ld = nullptr;
  if (ldap_create(&ld) != LDAP_SUCCESS) return nullptr;
  void* context = nullptr;
  // Getting the context adds a reference, so it outlives this handle.
  if (!set_options(ld, tls) ||
      ldap_get_option(ld, LDAP_OPT_X_TLS_CTX, &context) != LDAP_OPT_SUCCESS)
    context = nullptr;
  ldap_unbind_ext(ld, nullptr, nullptr);
  return context;
}

}  // namespace

void* ldap_tls_context(const LdapTls& given) {
  // Never destroyed, because the contexts live until the process ends.
  static auto& contexts = *new std::map<std::vector<std::string>, void*>;
  static std::mutex mutex;
  const LdapTls tls = with_authorities(given);
  std::vector<std::string> key = {version_of(tls.ca_file),
                                  version_of(tls.ca_folder),
                                  version_of(tls.cert),
                                  version_of(tls.key),
                                  tls.ciphers,
                                  tls.require_cert ? "demand" : "never"};
  const std::lock_guard lock(mutex);
  const auto [place, is_new] = contexts.try_emplace(std::move(key));
  if (is_new) place->second = new_context(tls);
  return place->second;
}

}  // namespace fingerpost
