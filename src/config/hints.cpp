// SPDX-License-Identifier: MIT
#include "config/hints.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "model/service.hpp"

namespace fingerpost {

namespace {

using enum Context;

/** Words of other software, and advice for them. The words are in lower case, separated by single
    spaces, without the characters that hint() ignores. */
struct Hint {
  Context context;
  std::string_view words;
  std::string_view advice;
};

constexpr std::string_view tls_words =
    "ssl ssltls tlsssl tls10 tls11 tls12 tls13 tlsv1 tlsv12 tlsv13 sslv3 implicit smtps imaps on "
    "yes "
    "true 1 force required wrapped";
constexpr std::string_view upgrade_words = "stls explicit upgrade opportunistic tlsstarttls";
constexpr std::string_view cleartext_words =
    "plain plaintext cleartext clear off no false 0 unencrypted never";

// Taken from the settings of Dovecot, Postfix, nginx and Apache, from autoconfig XML, POX and
// .mobileconfig, from automx and automx2, and from the dialogs of mail programs.
constexpr Hint hints[] = {
    {file,
     "domain domains domainsfile domainmap loginmap virtualmailboxdomains smtpdsenderloginmaps "
     "name displayname shortname imap imaps pop pop3 smtp submission sieve managesieve "
     "incoming outgoing login username auth documentation oauth2 redirecturl redirectaddress "
     "extensions host hostname security mx accent logo imprint",
     "move it into a provider: provider NAME { domain DOMAIN  imap HOST  smtp HOST }"},
    {file, "server servers location upstream virtualhost",
     "configure the web server in its own file, and a mail server in a provider: imap HOST"},
    {file, "port bind address socket socketpath listenaddress",
     "write: listen 127.0.0.1:9000, or the path of a socket"},
    {file, "user group runas setuid", "set the user in the systemd unit, or use spawn-fcgi -u"},
    {file, "workers workerprocesses processes children maxclients", "write: threads 4"},
    {file, "log logfile logging errorlog accesslog debug verbose",
     "write: log-level info; the log goes to standard error"},
    {file, "logjson jsonlog logtype logstyle logencoding", "write: log-format json"},
    {file,
     "trustedproxies trustproxy proxy proxies proxyprotocol realip realipfrom setrealipfrom "
     "remoteipinternalproxy remoteiptrustedproxy xforwardedproto xforwardedhost xforwardedfor",
     "write: trusted-proxy ADDRESS"},
    {file, "memory memorylimit maxmemory memorymax requestsize clientmaxbodysize",
     "write: request-memory 32M"},
    {file, "include includes", "put files named *.conf into conf.d next to the main file"},
    {file, "ssl tls cert certificate key chain sslcertificate sslcertificatekey",
     "configure TLS in the web server; to sign profiles, write: sign { certificate PATH  key PATH "
     "}"},
    {file, "pid pidfile daemon daemonize chroot", "remove it: it is not needed"},

    {provider,
     "virtualmailboxdomains virtualaliasdomains virtualdomains relaydomains mydestination "
     "domainmaps domainsmap domaintable",
     "write: domain-map TYPE:NAME, as in main.cf"},
    {provider,
     "smtpdsenderloginmaps senderloginmaps loginmaps virtualmailboxmaps virtualaliasmaps userdb "
     "passdb logintable usermap",
     "write: login-map TYPE:NAME, as in main.cf"},
    {provider,
     "user username loginname account accountname uid userid usernametemplate email emailaddress",
     "write: login %EMAILADDRESS%"},
    {provider,
     "authentication authmethod authtype authmech authmechanism authmechanisms mechanism "
     "mechanisms sasl",
     "write: auth password-cleartext"},
    {provider, "password passwd pass secret",
     "remove it: users type their passwords into their mail clients"},
    {provider,
     "host hostname server servername servers mailserver mailhost mx incoming incomingserver type",
     "write: imap HOST, and smtp HOST for sending"},
    {provider, "imaphost imapserver imap4", "write: imap HOST"},
    {provider, "imaps", "write: imap HOST, which uses TLS on port 993"},
    {provider, "pop popserver pop3host pop3server", "write: pop3 HOST"},
    {provider, "pops pop3s", "write: pop3 HOST, which uses TLS on port 995"},
    {provider, "outgoing outgoingserver smtphost smtpserver mta relayhost", "write: smtp HOST"},
    {provider, "submission", "write: smtp HOST { security starttls }, which uses port 587"},
    {provider, "smtps ssmtp submissions", "write: smtp HOST, which uses TLS on port 465"},
    {provider, "ssl tls ssltls usessl usetls",
     "remove it: servers use TLS on their default port by default"},
    {provider, "starttls usestarttls stls",
     "move it into the block of a server: imap HOST { security starttls }"},
    {provider, "port imapport pop3port smtpport security encryption sockettype",
     "move it into the block of a server: imap HOST { port 143  security starttls }"},
    {provider, "displayname title description organization organisation company",
     "write: name \"NAME\""},
    {provider,
     "managesieve managesievehost managesieveserver sievehost sieveserver timsieved filter filters "
     "mailfilter mailfilters",
     "write: sieve HOST"},
    {provider, "managesieveport sieveport",
     "move it into the block of the server: sieve HOST { port 4190 }"},
    {provider, "ldap ews mapi exchangeweb", "remove it: no format can express it"},
    {provider, "displayshortname", "write: short-name NAME"},
    {provider, "domains domainname maildomain domainlist alias aliases",
     "write: domain NAME, one line for each"},
    {provider, "docs docurl help helpurl faq", "write: documentation https://HOST/PATH"},
    {provider,
     "color colour colors colours accentcolor accentcolour brandcolor primarycolor primarycolour "
     "maincolor themecolor theme background",
     "write: accent #1a5fb4"},
    {provider, "logourl logofile brandlogo image picture icon favicon avatar brand branding",
     "write: logo PATH, or logo https://HOST/PATH"},
    {provider,
     "privacy privacypolicy privacyurl privacynotice dataprotection datenschutz impressum legal "
     "legalnotice legalurl terms termsofservice tos contact imprinturl",
     "write: imprint https://HOST/PATH"},
    {provider, "oauth openid oidc issuer", "write: oauth2 { issuer https://HOST }"},
    {provider, "include includes",
     "remove it, and put files with complete providers into conf.d, named *.conf"},
    {provider, "redirect", "write: redirect-url URL, or redirect-address LOGIN"},
    {provider,
     "listen threads mapssocket mapsmemory loglevel autodiscoverurl sign certificate key chain "
     "provider",
     "move it outside the provider"},

    {server, "ssl tls usessl usetls ssltls", "write: security tls"},
    {server, "starttls usestarttls stls", "write: security starttls"},
    {server, "sockettype encryption encrypted connectionsecurity sslmode tlsmode",
     "write: security tls, starttls or none"},
    {server, "user username loginname account accountname uid userid",
     "write: login %EMAILADDRESS%"},
    {server,
     "authentication authmethod authtype authmech authmechanism authmechanisms mechanism "
     "mechanisms sasl",
     "write: auth password-cleartext"},
    {server, "password passwd pass secret",
     "remove it: users type their passwords into their mail clients"},
    {server, "host hostname server servername address",
     "write the host before the block: imap HOST { ... }"},
    {server,
     "domain domainsfile domainmap loginmap name shortname imap pop3 smtp sieve documentation "
     "accent logo imprint extensions oauth2 redirecturl redirectaddress",
     "move it into the provider, outside the server's block; is a \"}\" missing?"},

    {sieve, "ssl tls usessl usetls ssltls",
     "remove it: a ManageSieve server uses STARTTLS by default"},
    {sieve, "sockettype encryption encrypted connectionsecurity sslmode tlsmode",
     "write: security starttls or none"},
    {sieve, "host hostname server servername address",
     "write the host before the block: sieve HOST { ... }"},

    {oauth2, "clientid clientsecret",
     "remove it: no format can express it, and clients have their own"},
    {oauth2, "authorization authorizationendpoint authorizeurl authurl authorizationurl",
     "write: authorize https://HOST/PATH"},
    {oauth2, "tokenendpoint tokenurl", "write: token https://HOST/PATH"},
    {oauth2, "issuerurl url provider", "write: issuer https://HOST"},

    {sign, "cert crt pem sslcertificate", "write: certificate PATH"},
    {sign, "privatekey keyfile sslcertificatekey", "write: key PATH"},
    {sign, "ca cabundle cafile intermediate intermediates fullchain", "write: chain PATH"},

    {domains_file, "skip skipbad skiperrors skipbadlines", "write: bad-lines skip"},

    {map, "postgres postgresql psql pg", "write pgsql"},
    {map, "mariadb maria", "write mysql"},
    {map, "sqlite3", "write sqlite"},
    {map, "ldaps ldapi ad activedirectory", "write ldap, with the URL in Postfix's file"},
    {map, "file text textfile plain list dbm sdbm", "write texthash and the path of the text"},
    {map, "regexp pcre",
     "its keys are patterns; put the names into a file (texthash:PATH), or write: domain *.NAME"},
    {map, "static", "it has the same value for every key; write: domain *, or login LOGIN"},
    {map, "cidr", "its keys are addresses of hosts; name a map with mail domains"},
    {map, "inline",
     "write a line with \"domain\" for each, or put the entries into a file: texthash:PATH"},
    {map, "memcache proxymap tlsproxy", "it only stands for another map; name that map instead"},
    {map, "union unionmap pipemap randmap thash checkpoint multi",
     "it combines other maps; write a line for each of them"},
    {map, "unix nis nisplus netinfo passwd nsswitch",
     "ask Dovecot for the system's users: login-map dovecot:/run/dovecot/auth-userdb"},
    {map, "tcp mongodb mongo redis http https exec command",
     "write a small server that answers for it: socketmap:unix:PATH:NAME"},
    {map, "unixsocket socket unixsocketmap", "write socketmap:unix:PATH:NAME"},
    {map, "fail environ internal debug", "name a map that has your domains or addresses"},

    {security, tls_words, "write tls"},
    {security, upgrade_words, "write starttls"},
    {security, cleartext_words, "write none"},

    {sieve_security, "tls", "write starttls: ManageSieve has no implicit TLS (RFC 5804)"},
    {sieve_security, tls_words, "write starttls: ManageSieve has no implicit TLS (RFC 5804)"},
    {sieve_security, upgrade_words, "write starttls"},
    {sieve_security, cleartext_words, "write none"},

    {auth, "login password normal normalpassword cleartext passwordplain plaintext yes",
     "write password-cleartext"},
    {auth,
     "cram crammd5 digestmd5 md5 encrypted encryptedpassword scram scramsha1 scramsha256 apop",
     "write password-encrypted"},
    {auth, "oauth xoauth xoauth2 oauthbearer modern", "write oauth2"},
    {auth, "kerberos kerberos5 krb5 gss spnego", "write gssapi"},
    {auth, "tls certificate clientcert clientcertificate external cert", "write tls-client-cert"},
    {auth, "ip clientip ipaddress popbeforesmtp smtpafterpop", "write client-ip-address"},
    {auth, "off no anonymous false", "write none"},

    {yes, "true on 1 enable enabled y", "write yes"},
    {yes, "false off 0 disable disabled none n", "write no"},

    {log_level, "warn", "write warning"},
    {log_level, "err crit critical alert emerg fatal", "write error"},
    {log_level, "notice information default", "write info"},
    {log_level, "trace verbose all", "write debug"},

    {log_format, "plain console human default logfmt", "write text"},
    {log_format, "structured jsonlines ndjson gelf ecs", "write json"},
    {log_format, "prefix priority prioprefix sddaemon", "write syslog"},

    {port, "imap", "write 143"},
    {port, "imaps", "write 993"},
    {port, "pop pop3", "write 110"},
    {port, "pops pop3s", "write 995"},
    {port, "smtp", "write 25"},
    {port, "submission", "write 587"},
    {port, "submissions smtps ssmtp", "write 465"},
    {port, "sieve managesieve timsieved", "write 4190"},
};

bool makes_a_difference(char c) noexcept {
  return c != '-' && c != '_' && c != '/' && c != '.' && c != ' ';
}

/** Returns a word in the form of the tables. */
std::string plain_word(std::string_view word) {
  std::string plain;
  for (const char c : word.substr(0, 64))
    if (makes_a_difference(c)) plain += to_lower(c);
  return plain;
}

bool is_one_of(std::string_view words, std::string_view word) {
  return fmt::format(" {} ", words).find(fmt::format(" {} ", word)) != words.npos;
}

std::string advice_on(Context context, std::string_view word) {
  if (context == Context::provider)
    for (const Service& service : services)
      if (is_one_of(service.other_words, word))
        return fmt::format("write: {} {}", service.word, service.example);
  for (const Hint& row : hints)
    if (row.context == context && is_one_of(row.words, word)) return std::string(row.advice);
  return {};
}

}  // namespace

std::string hint(Context context, std::string_view word) {
  const std::string plain = plain_word(word);
  if (plain.empty()) return {};
  // Outside a provider, a service gets the same advice as a domain.
  const bool is_service = context != Context::provider && find_service(&Service::word, plain);
  const std::string_view known = is_service ? "domain" : std::string_view(plain);
  const std::string advice = advice_on(context, known);
  // Words that are wrong for any server are wrong for ManageSieve too.
  return advice.empty() && context == sieve ? advice_on(server, known) : advice;
}

}  // namespace fingerpost
