// SPDX-License-Identifier: MIT
//
// What a web server, or who passes for one, writes to a connection, in pieces of a length that the
// first byte gives.
#include <sys/socket.h>

#include <algorithm>

#include "server/fcgi_exchange.hpp"
#include "target.hpp"

using namespace fingerpost;

namespace {

struct Ends {
  Fd ours, theirs;
};

Ends socket_pair() {
  int ends[2];
  expect(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0,
         "there are sockets");
  return {Fd(ends[0]), Fd(ends[1])};
}

std::size_t read_all(int fd) {
  char buffer[4096];
  std::size_t sum = 0;
  for (ssize_t count; (count = recv(fd, buffer, sizeof buffer, 0)) > 0;)
    sum += static_cast<std::size_t>(count);
  return sum;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static FcgiExchange exchange;
  static const Ends connection = socket_pair();
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  std::string_view rest = as_text(data, size).substr(1);
  FcgiIntake intake;
  while (!rest.empty()) {
    const std::string_view bytes = rest.substr(0, piece);
    rest.remove_prefix(bytes.size());
    const auto verdict = intake.take(bytes);
    if (verdict == FcgiIntake::Verdict::incomplete) continue;
    if (verdict == FcgiIntake::Verdict::broken) break;
    exchange.answer(intake, connection.ours.get(), [](const Request& request) {
      expect(request.body.size() <= FcgiIntake::limit, "a body has its limit");
      return std::string("Status: 204 No Content\r\n\r\n");
    });
    expect(read_all(connection.theirs.get()) > 0, "a request has an answer");
    intake.reset();
  }
  return 0;
}
