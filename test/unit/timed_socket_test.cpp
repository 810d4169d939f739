// SPDX-License-Identifier: MIT
#include "mapd/timed_socket.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>

#include "folder.hpp"

using namespace fingerpost;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

/** Listens on a port of 127.0.0.1 and sends nothing. */
struct Listening {
  Listening() : fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(bind(fd.get(), any, size) == 0);
    REQUIRE(listen(fd.get(), 1) == 0);
    REQUIRE(getsockname(fd.get(), any, &size) == 0);
    port = ntohs(address.sin_port);
  }
  Fd accept() const { return Fd(::accept(fd.get(), nullptr, nullptr)); }

  Fd fd;
  std::uint16_t port;
};

/** Whether at most this much time has passed since `begin`. */
bool soon(Clock::time_point since, Clock::duration most = 1s) {
  return Clock::now() - since < most;
}

}  // namespace

TEST_CASE("a timed socket reads and writes, and waits only until its deadline") {
  const Listening server;
  HostAddresses host("127.0.0.1", server.port);
  TimedSocket client;
  REQUIRE(client.connect_tcp(host, Clock::now() + 1s));
  Fd peer = server.accept();
  client.set_deadline(Clock::now() + 1s);
  CHECK(client.write("abc", 3) == 3);
  char bytes[8];
  CHECK(recv(peer.get(), bytes, sizeof bytes, 0) == 3);
  CHECK(send(peer.get(), "de", 2, 0) == 2);
  CHECK(client.read(bytes, sizeof bytes) == 2);

  const auto begin = Clock::now();
  client.set_deadline(begin + 50ms);
  CHECK(client.read(bytes, sizeof bytes) == -1);
  CHECK(errno == ETIMEDOUT);
  CHECK(Clock::now() - begin >= 50ms);
  const std::string much(1024 * 1024, 'x');
  client.set_deadline(Clock::now() + 50ms);
  ssize_t written = 0;
  while (written >= 0 && soon(begin, 5s)) written = client.write(much.data(), much.size());
  CHECK(written == -1);
  CHECK(errno == ETIMEDOUT);
  CHECK(soon(begin));

  CHECK(send(peer.get(), "f", 1, 0) == 1);
  CHECK(client.read(bytes, sizeof bytes) == -1);
  CHECK(errno == ETIMEDOUT);
  client.set_deadline(Clock::now() + 1s);
  CHECK(client.read(bytes, sizeof bytes) == 1);
  peer = Fd();
  CHECK(client.write("abc", 3) == -1);
}

TEST_CASE("a timed socket reports why it cannot connect") {
  std::uint16_t port = 0;
  {
    const Listening gone;
    port = gone.port;
  }
  const auto begin = Clock::now();
  HostAddresses host("127.0.0.1", port);
  TimedSocket client;
  CHECK_FALSE(client.connect_tcp(host, begin + 5s));
  CHECK(client.why() == "Connection refused");

  HostAddresses nobody("no-such-host.invalid", 1);
  CHECK_FALSE(client.connect_tcp(nobody, Clock::now() + 100ms));
  CHECK(client.why() == "cannot resolve the host name");
  // While the system is still resolving the name.
  CHECK_FALSE(client.connect_tcp(nobody, Clock::now()));

  const Folder folder;
  CHECK_FALSE(client.connect_unix(folder.path / "nothing"));
  CHECK(client.why() == "No such file or directory");
  CHECK_FALSE(client.connect_unix(std::string(200, 'x')));
  CHECK(client.why() == "File name too long");
  CHECK(soon(begin));
}

TEST_CASE("a timed socket resolves host names") {
  const Listening server;
  HostAddresses host("localhost", server.port);
  TimedSocket client;
  // The first address may be ::1, where nothing listens.
  CHECK_MESSAGE(client.connect_tcp(host, Clock::now() + 5s), client.why());
}

TEST_CASE("a timed socket connects to a Unix socket") {
  const Folder folder;
  const std::string path = folder.path / "socket";
  const Fd server(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(bind(server.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(listen(server.get(), 0) == 0);
  TimedSocket client;
  CHECK(client.connect_unix(path));
  // The queue is full, and connecting does not wait.
  const auto begin = Clock::now();
  TimedSocket other;
  CHECK_FALSE(other.connect_unix(path));
  CHECK(other.why() == "Resource temporarily unavailable");
  CHECK(soon(begin));
}
