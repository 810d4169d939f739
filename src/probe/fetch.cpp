// SPDX-License-Identifier: MIT
#include "probe/fetch.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <new>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <future>
#include <memory>
#include <utility>

#include "base/error.hpp"
#include "base/free.hpp"
#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "probe/sieve_greeting.hpp"

namespace fingerpost {

namespace {

constexpr long time_limit_ms = 5000;
constexpr std::size_t body_limit = 256 * 1024;
constexpr std::size_t transcript_limit = 64 * 1024;

using Easy = std::unique_ptr<CURL, Free<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Free<curl_multi_cleanup>>;
using List = std::unique_ptr<curl_slist, Free<curl_slist_free_all>>;

bool is_web(const Fetch& fetch) {
  return fetch.url.starts_with("http");
}

bool is_sieve(const Fetch& fetch) {
  return fetch.url.starts_with(word(ServerType::sieve));
}

/** A running transfer. Must not move while libcurl refers to it. */
struct Transfer {
  explicit Transfer(const Fetch& what) : fetch(what) {}

  const Fetch& fetch;
  Fetched result = {};
  Easy easy = {};
  /** The lists to which options of `easy` point. */
  std::vector<List> lists = {};
  /** The dialogue with a mail server, in the form that read_offers() reads. */
  std::string transcript = {};
  /** The dialogue with a ManageSieve server before libcurl starts TLS on its connection. */
  SieveGreeting sieve = {};
  char error[CURL_ERROR_SIZE] = "";
};

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user_data) noexcept {
  std::string& body = static_cast<Transfer*>(user_data)->result.body;
  body.append(data, std::min(size, body_limit - body.size()));
  // Returning less than `size` ends the transfer.
  return body.size() < body_limit ? size : 0;
}

/** Adds a line from a mail server or from libcurl to the transcript. The server's first line is the
    greeting. */
int on_talk(CURL*, curl_infotype type, char* data, std::size_t size, void* user_data) noexcept {
  if (type != CURLINFO_HEADER_IN && type != CURLINFO_HEADER_OUT) return 0;
  Transfer& transfer = *static_cast<Transfer*>(user_data);
  const bool by_server = type == CURLINFO_HEADER_IN;
  const std::string_view line = trim({data, size});
  if (by_server && transfer.result.greeting.empty()) transfer.result.greeting = line;
  if (transfer.transcript.size() + size > transcript_limit) return 0;
  transfer.transcript += by_server ? '<' : '>';
  transfer.transcript.append(line) += '\n';
  return 0;
}

/** Passes libcurl the connection on which a ManageSieve server waits for TLS. */
curl_socket_t on_open(void* user_data, curlsocktype, curl_sockaddr*) noexcept {
  return static_cast<Transfer*>(user_data)->sieve.socket.release();
}

int on_opened(void*, curl_socket_t, curlsocktype) noexcept {
  return CURL_SOCKOPT_ALREADY_CONNECTED;
}

/** Returns the host in libcurl's form, with brackets around an IPv6 address. */
std::string bracketed(const std::string& host) {
  return host.find(':') == host.npos ? host : '[' + host + ']';
}

template <class Value>
void set(const Transfer& transfer, CURLoption option, Value value) {
  if (const CURLcode code = curl_easy_setopt(transfer.easy.get(), option, value); code != CURLE_OK)
    throw Error("libcurl: {}", curl_easy_strerror(code));
}

/** Sets an option whose value is a list. */
void set_list(Transfer& transfer, CURLoption option, std::initializer_list<std::string> texts) {
  List& list = transfer.lists.emplace_back();
  for (const std::string& text : texts) {
    curl_slist* const longer = curl_slist_append(list.get(), text.c_str());
    if (!longer) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  }
  set(transfer, option, list.get());
}

void direct(Transfer& transfer, const FetchSettings& settings) {
  const bool elsewhere = !settings.connect_host.empty() && is_web(transfer.fetch);
  const std::string& host = elsewhere ? settings.connect_host : transfer.fetch.host;
  const unsigned port = elsewhere ? settings.connect_port : transfer.fetch.port;
  if (elsewhere)
    set_list(transfer, CURLOPT_CONNECT_TO, {fmt::format("::{}:{}", bracketed(host), port)});
  const auto& addresses =
      is_sieve(transfer.fetch) ? std::vector{transfer.sieve.address} : transfer.fetch.addresses;
  // Otherwise libcurl would look up the host with the system's resolver.
  if (!is_ip_address(host))
    set_list(transfer, CURLOPT_RESOLVE,
             {fmt::format("{}:{}:{}", host, port, fmt::join(addresses, ","))});
}

void verify(Transfer& transfer, const FetchSettings& settings, bool verified) {
  set(transfer, CURLOPT_CERTINFO, 1L);
  set(transfer, CURLOPT_SSL_VERIFYPEER, verified ? 1L : 0L);
  set(transfer, CURLOPT_SSL_VERIFYHOST, verified ? 2L : 0L);
  // A resumed session would not show the certificate again.
  set(transfer, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  if (!settings.ca.empty()) set(transfer, CURLOPT_CAINFO, settings.ca.c_str());
}

/** Makes libcurl start TLS on the connection of greet_sieve() and do nothing else. */
void go_on_with_tls(Transfer& transfer) {
  const std::string url =
      fmt::format("https://{}:{}/", bracketed(transfer.fetch.host), transfer.fetch.port);
  set(transfer, CURLOPT_URL, url.c_str());
  set(transfer, CURLOPT_CONNECT_ONLY, 1L);
  set(transfer, CURLOPT_SSL_ENABLE_ALPN, 0L);
  set(transfer, CURLOPT_OPENSOCKETFUNCTION, on_open);
  set(transfer, CURLOPT_OPENSOCKETDATA, static_cast<void*>(&transfer));
  set(transfer, CURLOPT_SOCKOPTFUNCTION, on_opened);
}

void ask(Transfer& transfer) {
  if (transfer.fetch.connect_only) return set(transfer, CURLOPT_CONNECT_ONLY, 1L);
  if (is_sieve(transfer.fetch)) return go_on_with_tls(transfer);
  if (!is_web(transfer.fetch)) {
    // Without a user name, libcurl stops after the greeting, TLS and the server's capabilities.
    set(transfer, CURLOPT_CONNECT_ONLY, 1L);
    // libcurl calls the debug function only with CURLOPT_VERBOSE.
    set(transfer, CURLOPT_VERBOSE, 1L);
    set(transfer, CURLOPT_DEBUGFUNCTION, on_talk);
    set(transfer, CURLOPT_DEBUGDATA, static_cast<void*>(&transfer));
    if (transfer.fetch.starttls) set(transfer, CURLOPT_USE_SSL, CURLUSESSL_ALL);
    return;
  }
  set(transfer, CURLOPT_USERAGENT, "fingerpost/" FINGERPOST_VERSION);
  if (transfer.fetch.body.empty()) return;
  set_list(transfer, CURLOPT_HTTPHEADER, {"Content-Type: text/xml; charset=utf-8", "Expect:"});
  set(transfer, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.fetch.body.size()));
  set(transfer, CURLOPT_POSTFIELDS, transfer.fetch.body.c_str());
}

void prepare(Transfer& transfer, const FetchSettings& settings, bool verified) {
  transfer.easy.reset(curl_easy_init());
  if (!transfer.easy) throw Error("cannot start libcurl");
  transfer.lists.clear();
  set(transfer, CURLOPT_PRIVATE, static_cast<void*>(&transfer));
  set(transfer, CURLOPT_URL, transfer.fetch.url.c_str());
  set(transfer, CURLOPT_ERRORBUFFER, transfer.error);
  set(transfer, CURLOPT_PROTOCOLS_STR, "http,https,imap,imaps,pop3,pop3s,smtp,smtps");
  set(transfer, CURLOPT_TIMEOUT_MS, time_limit_ms);
  set(transfer, CURLOPT_NOSIGNAL, 1L);
  set(transfer, CURLOPT_FRESH_CONNECT, 1L);
  set(transfer, CURLOPT_PROXY, "");
  set(transfer, CURLOPT_WRITEFUNCTION, on_body);
  set(transfer, CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  direct(transfer, settings);
  verify(transfer, settings, verified);
  ask(transfer);
}

FetchFailure failure_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return FetchFailure::none;
    case CURLE_OPERATION_TIMEDOUT:
      return FetchFailure::timed_out;
    case CURLE_SSL_CONNECT_ERROR:
      return FetchFailure::tls;
    case CURLE_USE_SSL_FAILED:
      return FetchFailure::no_starttls;
    case CURLE_WEIRD_SERVER_REPLY:
      return FetchFailure::strange_greeting;
    default:
      return FetchFailure::other;
  }
}

/** Returns the flaw. libcurl passes on OpenSSL's result (x509_vfy.h). For a wrong name, OpenSSL has
    no result and libcurl returns 1, which OpenSSL never uses for a certificate. */
CertificateFlaw flaw_of(const Transfer& transfer) {
  constexpr long unspecified = 1, expired = 10, self_signed = 18, self_signed_in_chain = 19,
                 no_issuer = 20, no_first_issuer = 21;
  long found = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_SSL_VERIFYRESULT, &found);
  switch (found) {
    case unspecified:
      return CertificateFlaw::wrong_name;
    case expired:
      return CertificateFlaw::expired;
    case self_signed:
    case self_signed_in_chain:
      return CertificateFlaw::self_signed;
    case no_issuer:
    case no_first_issuer:
      return CertificateFlaw::incomplete_chain;
    default:
      return CertificateFlaw::other;
  }
}

/** Returns the DNS names in a list such as `DNS:a.example, DNS:*.a.example, IP Address:192.0.2.1`.
    */
std::vector<std::string> dns_names(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::string_view entry = trim(list.substr(0, list.find(',')));
    list.remove_prefix(
        std::min(list.size(), list.find(',') == list.npos ? list.size() : list.find(',') + 1));
    if (entry.starts_with("DNS:")) names.emplace_back(entry.substr(4));
  }
  return names;
}

/** Returns the value of the `Name:value` line with this name; empty if there is none. */
std::string_view field(const curl_slist* fields, std::string_view name) {
  for (; fields; fields = fields->next) {
    const std::string_view text = fields->data;
    if (text.starts_with(name) && text.substr(name.size()).starts_with(':'))
      return text.substr(name.size() + 1);
  }
  return {};
}

std::optional<Certificate> certificate_of(const Transfer& transfer) {
  curl_certinfo* info = nullptr;
  if (curl_easy_getinfo(transfer.easy.get(), CURLINFO_CERTINFO, &info) != CURLE_OK || !info ||
      info->num_of_certs < 1)
    return std::nullopt;
  constexpr long day = 24 * 60 * 60;
  const auto time_of = [&](std::string_view name) -> std::time_t {
    return curl_getdate(std::string(field(info->certinfo[0], name)).c_str(), nullptr);
  };
  const std::time_t start = time_of("Start date"), end = time_of("Expire date");
  const std::time_t left = end - std::time(nullptr);
  return Certificate{std::string(field(info->certinfo[0], "Signature")),
                     dns_names(field(info->certinfo[0], "X509v3 Subject Alternative Name")),
                     info->num_of_certs, left < 0 ? -1 : left / day, (end - start) / day};
}

std::string text_info(const Transfer& transfer, CURLINFO what) {
  const char* text = nullptr;
  curl_easy_getinfo(transfer.easy.get(), what, &text);
  return text ? text : "";
}

/** Whether the first line is not a greeting of the protocol. libcurl then keeps waiting for one. */
bool greets_strangely(const Transfer& transfer) {
  const std::string& greeting = transfer.result.greeting;
  const std::string_view url = transfer.fetch.url;
  const std::string_view wanted = url.starts_with("imap")   ? "* "
                                  : url.starts_with("pop3") ? "+OK"
                                                            : "220";
  return !is_web(transfer.fetch) && !greeting.empty() && !greeting.starts_with(wanted);
}

/** Returns the offers of a mail server, from the transcript. */
Offers offers_of(const Transfer& transfer) {
  const std::string_view url = transfer.fetch.url;
  for (const ServerType type :
       {ServerType::imap, ServerType::pop3, ServerType::smtp, ServerType::sieve})
    if (const std::string_view scheme = word(type); url.starts_with(scheme))
      return read_offers(type, url.substr(scheme.size()).starts_with('s'), transfer.transcript);
  return {};
}

bool came_from_own_address(const Transfer& transfer) {
  const std::string own = text_info(transfer, CURLINFO_LOCAL_IP);
  return !own.empty() && own == text_info(transfer, CURLINFO_PRIMARY_IP);
}

/** Returns the failure, more exactly than libcurl's code alone. */
FetchFailure refined(FetchFailure failure, const Transfer& transfer, long os_error) {
  long own_port = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_LOCAL_PORT, &own_port);
  if (failure == FetchFailure::timed_out && greets_strangely(transfer))
    return FetchFailure::strange_greeting;
  if (failure == FetchFailure::timed_out && own_port > 0) return FetchFailure::silent;
  if (failure == FetchFailure::other && os_error == ECONNREFUSED) return FetchFailure::refused;
  return failure;
}

void finish(Transfer& transfer, CURLcode code) {
  if (code == CURLE_SSL_CACERT_BADFILE) throw Error("libcurl: {}", transfer.error);
  Fetched& result = transfer.result;
  const bool cut = code == CURLE_WRITE_ERROR && result.body.size() == body_limit;
  long os_error = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_OS_ERRNO, &os_error);
  result.failure = refined(cut ? FetchFailure::none : failure_of(code), transfer, os_error);
  if (code == CURLE_COULDNT_CONNECT && os_error != 0)
    result.failure_text = errno_text(static_cast<int>(os_error));
  else if (result.failure != FetchFailure::none)
    result.failure_text = *transfer.error ? transfer.error : curl_easy_strerror(code);
  result.certificate = certificate_of(transfer);
  result.offers = offers_of(transfer);
  result.offers.from_own_address = came_from_own_address(transfer);
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_RESPONSE_CODE, &result.status);
  result.content_type = text_info(transfer, CURLINFO_CONTENT_TYPE);
  result.location = text_info(transfer, CURLINFO_REDIRECT_URL);
}

void check(CURLMcode code) {
  if (code != CURLM_OK) throw Error("libcurl: {}", curl_multi_strerror(code));
}

/** Reads the capabilities that a ManageSieve server sends unasked after TLS has started (RFC 5804
    section 2.2). */
void hear_capabilities(Transfer& transfer) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_ACTIVESOCKET, &socket);
  std::string text;
  for (bool ended = false; !ended && text.size() < transcript_limit;) {
    char piece[4096];
    std::size_t size = 0;
    const CURLcode code = curl_easy_recv(transfer.easy.get(), piece, sizeof piece, &size);
    if (code == CURLE_AGAIN) {
      pollfd wanted{socket, POLLIN, 0};
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (left.count() <= 0 || poll(&wanted, 1, static_cast<int>(left.count())) <= 0) break;
    } else if (code != CURLE_OK || size == 0) {
      break;
    }
    text.append(piece, size);
    for (std::string_view rest = text; rest.find('\n') != rest.npos && !ended;)
      ended = ends_sieve_answer(take_line(rest));
  }
  for (std::string_view rest = text; !rest.empty();)
    (transfer.transcript += '<').append(trim(take_line(rest))) += '\n';
}

/** Runs the transfers. Returns those whose certificate is not trusted. */
std::vector<Transfer*> run(const std::vector<Transfer*>& transfers, const FetchSettings& settings,
                           bool verified, const std::function<void()>& fetched) {
  const Multi multi(curl_multi_init());
  if (!multi) throw Error("cannot start libcurl");
  for (Transfer* const transfer : transfers) {
    prepare(*transfer, settings, verified);
    check(curl_multi_add_handle(multi.get(), transfer->easy.get()));
  }
  std::vector<Transfer*> untrusted;
  for (int running = 1; running > 0;) {
    check(curl_multi_perform(multi.get(), &running));
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi.get(), &left)) {
      void* owner = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
      Transfer& transfer = *static_cast<Transfer*>(owner);
      const CURLcode code = message->data.result;
      if (code == CURLE_PEER_FAILED_VERIFICATION) {
        transfer.result.flaw = flaw_of(transfer);
        untrusted.push_back(&transfer);
      } else {
        if (code == CURLE_OK && is_sieve(transfer.fetch)) hear_capabilities(transfer);
        finish(transfer, code);
        fetched();
      }
    }
    if (running > 0) check(curl_multi_poll(multi.get(), nullptr, 0, 1000, nullptr));
  }
  for (Transfer* const transfer : transfers)
    curl_multi_remove_handle(multi.get(), transfer->easy.get());
  return untrusted;
}

/** Stores the dialogue with a ManageSieve server before TLS. Returns whether to start TLS. */
bool take_greeting(Transfer& transfer, SieveGreeting greeting) {
  transfer.sieve = std::move(greeting);
  transfer.result.failure = transfer.sieve.failure;
  transfer.result.failure_text = transfer.sieve.failure_text;
  transfer.result.greeting = transfer.sieve.greeting;
  transfer.transcript = transfer.sieve.transcript;
  transfer.result.offers = offers_of(transfer);
  return transfer.fetch.starttls && transfer.sieve.failure == FetchFailure::none;
}

/** Runs all transfers, those to ManageSieve servers last because hear_capabilities() blocks.
    Returns those whose certificate is not trusted. */
std::vector<Transfer*> run_all(const std::vector<Transfer*>& transfers,
                               const FetchSettings& settings, bool verified,
                               const std::function<void()>& fetched) {
  std::vector<std::pair<Transfer*, std::future<SieveGreeting>>> greetings;
  std::vector<Transfer*> others, greeted;
  for (Transfer* const transfer : transfers) {
    const Fetch& fetch = transfer->fetch;
    if (is_sieve(fetch))
      greetings.emplace_back(transfer, std::async(std::launch::async, greet_sieve, fetch.addresses,
                                                  fetch.port, fetch.starttls));
    else
      others.push_back(transfer);
  }
  std::vector<Transfer*> untrusted = run(others, settings, verified, fetched);
  for (auto& [transfer, greeting] : greetings)
    if (take_greeting(*transfer, greeting.get()))
      greeted.push_back(transfer);
    else
      fetched();
  for (Transfer* const transfer : run(greeted, settings, verified, fetched))
    untrusted.push_back(transfer);
  return untrusted;
}

/** Ignores SIGPIPE during its lifetime, so that a server that hangs up does not end the program. */
class IgnoredSigpipe {
 public:
  IgnoredSigpipe() : before_(std::signal(SIGPIPE, SIG_IGN)) {}
  ~IgnoredSigpipe() { std::signal(SIGPIPE, before_); }
  IgnoredSigpipe(const IgnoredSigpipe&) = delete;
  IgnoredSigpipe& operator=(const IgnoredSigpipe&) = delete;

 private:
  void (*before_)(int);
};

}  // namespace

std::vector<Fetched> fetch(const std::vector<Fetch>& fetches, const FetchSettings& settings,
                           const std::function<void()>& fetched) {
  const IgnoredSigpipe ignored;
  std::vector<std::unique_ptr<Transfer>> transfers;
  std::vector<Transfer*> all;
  for (const Fetch& fetch : fetches)
    all.push_back(transfers.emplace_back(std::make_unique<Transfer>(fetch)).get());
  const auto untrusted = run_all(all, settings, true, fetched);
  for (Transfer* const transfer : untrusted) {
    transfer->result.greeting.clear();
    transfer->transcript.clear();
  }
  run_all(untrusted, settings, false, fetched);
  std::vector<Fetched> results;
  for (const auto& transfer : transfers) results.push_back(std::move(transfer->result));
  return results;
}

}  // namespace fingerpost
