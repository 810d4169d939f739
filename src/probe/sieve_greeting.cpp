// SPDX-License-Identifier: MIT
#include "probe/sieve_greeting.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>

#include "base/error.hpp"
#include "base/free.hpp"
#include "base/text.hpp"
#include "probe/is_ready.hpp"
#include "probe/offer.hpp"

namespace fingerpost {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto greeting_limit = std::chrono::seconds(5);
constexpr std::size_t size_limit = 64 * 1024;

/** Connects to one address. Returns 0 or an errno value, ETIMEDOUT if time runs out. */
int connect_to(const std::string& address, std::uint16_t port, Clock::time_point end, Fd& socket) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* raw = nullptr;
  if (getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &raw) != 0)
    return EADDRNOTAVAIL;
  const std::unique_ptr<addrinfo, Free<freeaddrinfo>> list(raw);
  socket = Fd(::socket(raw->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return errno;
  if (connect(socket.get(), raw->ai_addr, raw->ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  if (!is_ready(socket, POLLOUT, end)) return ETIMEDOUT;
  int failure = 0;
  socklen_t size = sizeof failure;
  getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &failure, &size);
  return failure;
}

/** A dialogue with one server, with a deadline. */
class SieveTalk {
 public:
  SieveTalk(SieveGreeting& result, Clock::time_point end) : result_(result), end_(end) {}

  bool connect(const std::vector<std::string>& addresses, std::uint16_t port) {
    int failure = EADDRNOTAVAIL;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      // An address that does not answer leaves time for the others.
      const auto share = (end_ - Clock::now()) / static_cast<int>(addresses.size() - i);
      result_.address = addresses[i];
      failure = connect_to(result_.address, port, Clock::now() + share, result_.socket);
      if (failure == 0) return true;
    }
    return fail(failure == ECONNREFUSED ? FetchFailure::refused
                : failure == ETIMEDOUT  ? FetchFailure::timed_out
                                        : FetchFailure::other,
                errno_text(failure));
  }

  bool hear_greeting() {
    const std::string_view last = hear_answer();
    if (last.empty()) return false;
    return is_ok(last) || fail(FetchFailure::strange_greeting, "the server did not answer OK");
  }

  bool start_tls() {
    if (!read_offers(ServerType::sieve, false, result_.transcript).before_tls.starttls)
      return fail(FetchFailure::no_starttls, "STARTTLS is not offered");
    constexpr std::string_view command = "STARTTLS\r\n";
    result_.transcript += ">STARTTLS\n";
    if (send(result_.socket.get(), command.data(), command.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(command.size()))
      return fail(FetchFailure::other, errno_text(errno));
    const std::string_view last = hear_answer();
    if (last.empty()) return false;
    if (!is_ok(last)) return fail(FetchFailure::no_starttls, "STARTTLS was refused");
    // An attacker could have injected it: data received before TLS must not be used after it.
    return buffer_.empty() || fail(FetchFailure::other, "the server sent data before TLS started");
  }

 private:
  static bool is_ok(std::string_view line) { return starts_with_ignoring_case(line, "OK"); }

  bool fail(FetchFailure failure, std::string text) {
    result_.failure = failure;
    result_.failure_text = std::move(text);
    result_.socket = Fd();
    return false;
  }

  /** Reads to the end of an answer and returns its last line; empty if that fails. */
  std::string_view hear_answer() {
    while (true) {
      const auto end = buffer_.find('\n');
      if (end == buffer_.npos) {
        if (!read_some()) return {};
        continue;
      }
      const std::string line(trim(std::string_view(buffer_).substr(0, end)));
      buffer_.erase(0, end + 1);
      if (!take(line)) return {};
      if (ends_sieve_answer(line)) {
        last_ = line;
        return last_;
      }
    }
  }

  /** Adds a line to the transcript. Fails if the first line is not ManageSieve. */
  bool take(const std::string& line) {
    const bool first = result_.greeting.empty();
    if (first) {
      result_.greeting = line;
      std::erase(result_.greeting, '"');
    }
    result_.transcript += '<' + line + '\n';
    if (first && !line.starts_with('"') && !ends_sieve_answer(line))
      return fail(FetchFailure::strange_greeting, "the server does not speak ManageSieve");
    return true;
  }

  bool read_some() {
    if (!is_ready(result_.socket, POLLIN, end_))
      return fail(FetchFailure::silent, "the server did not finish its answer");
    char piece[4096];
    const ssize_t size = recv(result_.socket.get(), piece, sizeof piece, 0);
    if (size <= 0)
      return fail(FetchFailure::other,
                  size == 0 ? "the server closed the connection" : std::string(errno_text(errno)));
    buffer_.append(piece, static_cast<std::size_t>(size));
    if (buffer_.size() + result_.transcript.size() > size_limit)
      return fail(FetchFailure::strange_greeting, "the greeting is too long");
    return true;
  }

  SieveGreeting& result_;
  Clock::time_point end_;
  std::string buffer_ = {};
  std::string last_ = {};
};

}  // namespace

bool ends_sieve_answer(std::string_view line) noexcept {
  const std::string_view word = line.substr(0, line.find_first_of(" (\r"));
  return equal_ignoring_case(word, "OK") || equal_ignoring_case(word, "NO") ||
         equal_ignoring_case(word, "BYE");
}

SieveGreeting greet_sieve(const std::vector<std::string>& addresses, std::uint16_t port,
                          bool starttls) {
  SieveGreeting result;
  SieveTalk talk(result, Clock::now() + greeting_limit);
  if (talk.connect(addresses, port) && talk.hear_greeting() && starttls) talk.start_tls();
  if (!starttls) result.socket = Fd();
  return result;
}

}  // namespace fingerpost
