// SPDX-License-Identifier: MIT
#include "server/status_client.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "base/error.hpp"
#include "base/fd.hpp"
#include "base/text.hpp"
#include "process/socket_address.hpp"
#include "server/fcgi_record.hpp"
#include "server/fcgi_reply.hpp"

namespace fingerpost {

namespace {

using Clock = std::chrono::steady_clock;
using Report = tl::expected<std::string, std::string>;

constexpr std::uint16_t id = 1;
constexpr std::string_view stranger = "another program listens there, not fingerpostd";

std::string question() {
  std::string parameters;
  append_pair(parameters, "REQUEST_METHOD", "GET");
  append_pair(parameters, "FINGERPOST_REPORT", "status");
  std::string records;
  // The role is responder; the connection is not kept.
  append_record(records, FcgiType::begin_request, id, std::string("\0\1\0\0\0\0\0\0", 8));
  append_stream(records, FcgiType::parameters, id, parameters);
  append_stream(records, FcgiType::input, id, {});
  return records;
}

/** Limits how long calls on the socket wait. Returns whether there is time left. */
bool wait_until(int fd, Clock::time_point end) {
  using namespace std::chrono;
  const auto left = duration_cast<microseconds>(end - Clock::now()).count();
  if (left <= 0) return false;
  constexpr long second = 1'000'000;
  const timeval time = {.tv_sec = left / second, .tv_usec = left % second};
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO})
    setsockopt(fd, SOL_SOCKET, option, &time, sizeof time);
  return true;
}

std::string too_slow() {
  return "does not answer in time; check its log";
}

/** Returns why a call on the socket has failed, from errno. */
std::string failure() {
  switch (errno) {
    case EAGAIN:
    case EINPROGRESS:
      return too_slow();
    case ENOENT:
    case ECONNREFUSED:
      return fmt::format(
          "{}: fingerpostd does not listen there; start it, or name its socket with "
          "--status SOCKET",
          errno_text());
    case EACCES:
      return fmt::format("{}: user {} cannot connect; run this as root or as fingerpostd's user",
                         errno_text(), geteuid());
    default:
      return errno_text();
  }
}

/** Returns the rest of the first header line that begins with `name`; empty if none does. */
std::string_view field(std::string_view head, std::string_view name) noexcept {
  while (!head.empty()) {
    const std::string_view line = trim(take_line(head));
    if (line.starts_with(name)) return line.substr(name.size());
  }
  return {};
}

/** Reads an answer to its end. */
Report read_answer(int fd, Clock::time_point end) {
  using Verdict = FcgiReply::Verdict;
  FcgiReply reply(id);
  Verdict verdict = Verdict::incomplete;
  while (verdict == Verdict::incomplete) {
    if (!wait_until(fd, end)) return tl::make_unexpected(too_slow());
    char buffer[16 * 1024];
    const ssize_t count = recv(fd, buffer, sizeof buffer, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return tl::make_unexpected(failure());
    if (count == 0) return tl::make_unexpected("closes the connection without an answer");
    verdict = reply.take({buffer, static_cast<std::size_t>(count)});
  }
  if (verdict == Verdict::broken) return tl::make_unexpected(std::string(stranger));
  return reply.output();
}

}  // namespace

Report ask_status(const Endpoint& endpoint, std::chrono::milliseconds patience) {
  const Clock::time_point end = Clock::now() + patience;
  const SocketAddress address = socket_address(endpoint);
  const Fd fd(socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const std::string records = question();
  // One call is enough: the bytes are few, and nothing was sent before.
  if (!fd || !wait_until(fd.get(), end) ||
      connect(fd.get(), address.generic(), address.size) != 0 ||
      send(fd.get(), records.data(), records.size(), MSG_NOSIGNAL) < 0)
    return tl::make_unexpected(failure());
  return read_answer(fd.get(), end).and_then(status_in);
}

Report status_in(std::string_view answer) {
  constexpr std::string_view separator = "\r\n\r\n";
  const auto end = answer.find(separator);
  if (end == answer.npos) return tl::make_unexpected(std::string(stranger));
  const std::string_view head = answer.substr(0, end);
  const std::string_view body = answer.substr(end + separator.size());
  const std::string_view status = field(head, "Status: ");
  if (!status.empty() && !status.starts_with("200 "))
    return tl::make_unexpected(
        fmt::format("answers {} instead of a report; if an older version is running, restart it",
                    in_quotes(status)));
  const bool is_report = !status.empty() && field(head, "Content-Type: ") == "application/json" &&
                         body.starts_with('{') && body.ends_with('}') && is_plain_utf8(body);
  if (!is_report) return tl::make_unexpected(std::string(stranger));
  return std::string(body);
}

}  // namespace fingerpost
