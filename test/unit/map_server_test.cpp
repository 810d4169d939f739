// SPDX-License-Identifier: MIT
#include "mapd/map_server.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <atomic>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "folder.hpp"
#include "mapd/map_connection.hpp"

using namespace fingerpost;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

/** The keys that the backends of a test were asked for, and the lock on which those that hang
    wait. */
struct World {
  std::atomic<int> asked = 0;
  std::atomic<int> closed = 0;
  std::latch go{1};
};

/** Answers with a prefix and the key. The key `hang` waits, `down` is unavailable, `bad` is
    refused, `none` is absent, `throw` throws, and `long` has a value that does not fit into a
    reply. */
class Oracle final : public Backend {
 public:
  Oracle(World& world, std::string prefix) : world_(world), prefix_(std::move(prefix)) {}
  ~Oracle() override { ++world_.closed; }

 private:
  using Kind = BackendAnswer::Kind;

  BackendAnswer look_up(std::string_view key) override {
    ++world_.asked;
    if (key == "hang") world_.go.wait();
    if (key == "down") return {.kind = Kind::unavailable, .reason = "away"};
    if (key == "bad") return {.kind = Kind::refused, .reason = "too many values"};
    if (key == "none") return {};
    if (key == "throw") throw std::runtime_error("with :p1=throw");
    if (key == "long") return {.kind = Kind::found, .value = std::string(longest_reply, 'x')};
    return {.kind = Kind::found, .value = prefix_ + std::string(key)};
  }

  World& world_;
  const std::string prefix_;
};

/** A server with the maps `a` and `b`, in its own folder. */
class Place {
 public:
  Place() : server_(loop, Listeners::opened({{Endpoint::Kind::unix_socket, socket_path()}})) {
    server_.replace_maps({map("a", "1"), map("b", "1")});
  }
  ~Place() { let_go(); }

  ServedMap map(const std::string& name, const std::string& prefix) {
    return {name, [this, prefix] { return std::make_unique<Oracle>(world, prefix); }};
  }
  void let_go() {
    if (!world.go.try_wait()) world.go.count_down();
  }
  MapServer& server() { return server_; }

  Fd connect() {
    Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    socket_path().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    return fd;
  }
  void say(const Fd& fd, std::string_view bytes) {
    REQUIRE(send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(bytes.size()));
  }
  /** Runs the server until `count` netstrings have arrived, and returns them. Returns fewer if the
      server closes the connection or a few seconds pass. */
  std::vector<std::string> hear(const Fd& fd, std::size_t count) {
    NetstringReader reader(longest_reply);
    std::vector<std::string> heard;
    for (const auto end = Clock::now() + 10s; heard.size() < count && Clock::now() < end;) {
      loop.run_round(10ms);
      char buffer[4096];
      const ssize_t size = recv(fd.get(), buffer, sizeof buffer, 0);
      if (size == 0) break;
      if (size > 0) reader.take({buffer, static_cast<std::size_t>(size)});
      while (const auto text = reader.next()) heard.emplace_back(*text);
    }
    return heard;
  }
  std::string ask(const Fd& fd, std::string_view request) {
    say(fd, netstring(request));
    const auto heard = hear(fd, 1);
    return heard.empty() ? "nothing" : heard[0];
  }
  void run_until(const auto& condition) {
    for (const auto end = Clock::now() + 10s; !condition() && Clock::now() < end;)
      loop.run_round(10ms);
    CHECK(condition());
  }

  Loop loop;
  World world;

 private:
  std::string socket_path() const { return folder_.path / "maps.sock"; }

  const Folder folder_;
  MapServer server_;
};

}  // namespace

TEST_CASE("each map answers for itself, and unknown ones are refused") {
  Place place;
  const Fd fd = place.connect();
  CHECK(place.ask(fd, "a key") == "OK 1key");
  CHECK(place.ask(fd, "b none") == "NOTFOUND ");
  CHECK(place.ask(fd, "a down") == "TEMP away");
  CHECK(place.ask(fd, "a bad") == "PERM too many values");
  CHECK(place.ask(fd, "a throw") == "TEMP library error");
  CHECK(place.ask(fd, "a long") == "PERM the value is too long");
  CHECK(place.ask(fd, "c key") == "TEMP no such map");
  CHECK(place.ask(fd, "a") == "TEMP no such map");
  CHECK(place.ask(fd, "") == "TEMP no such map");
  CHECK(place.ask(fd, "a key with spaces") == "OK 1key with spaces");
}

TEST_CASE("questions of one connection are answered in order") {
  Place place;
  const Fd fd = place.connect();
  std::string bytes;
  std::vector<std::string> wanted;
  for (int i = 0; i < 100; ++i) {
    bytes += netstring((i % 3 ? "a " : "c ") + std::to_string(i));
    wanted.push_back(i % 3 ? "OK 1" + std::to_string(i) : "TEMP no such map");
  }
  place.say(fd, bytes);
  CHECK(place.hear(fd, 100) == wanted);
}

TEST_CASE("a client that has sent its last question gets the answer before the connection closes") {
  Place place;
  const Fd fd = place.connect();
  place.say(fd, netstring("a key"));
  shutdown(fd.get(), SHUT_WR);
  CHECK(place.hear(fd, 2) == std::vector<std::string>{"OK 1key"});
}

TEST_CASE("bytes that are not netstrings close only their connection") {
  Place place;
  const Fd good = place.connect();
  const Fd bad = place.connect();
  place.say(bad, "GET / HTTP/1.1\r\n\r\n");
  CHECK(place.hear(bad, 1).empty());
  CHECK(place.ask(good, "a key") == "OK 1key");
}

TEST_CASE("a map that hangs does not delay others, and gives up after two seconds") {
  Place place;
  const Fd hung = place.connect();
  for (int i = 0; i < 10; ++i) place.say(hung, netstring("a hang"));
  place.run_until([&] { return place.world.asked == 4; });
  const auto begin = Clock::now();
  const Fd fd = place.connect();
  CHECK(place.ask(fd, "b key") == "OK 1key");
  CHECK(Clock::now() - begin < 1s);
  CHECK(place.hear(hung, 10) == std::vector<std::string>(10, "TIMEOUT no answer within 2 seconds"));
  CHECK(Clock::now() - begin < 4s);
  // The waiting ones were never asked.
  CHECK(place.world.asked == 5);
  place.let_go();
  CHECK(place.ask(fd, "a key") == "OK 1key");
}

TEST_CASE("questions beyond the limit of a map are refused immediately") {
  Place place;
  std::vector<Fd> clients;
  for (std::size_t sent = 0; sent < MapWorkers::most_questions;
       sent += MapConnection::most_questions) {
    clients.push_back(place.connect());
    for (std::size_t i = 0; i < MapConnection::most_questions; ++i)
      place.say(clients.back(), netstring("a hang"));
  }
  place.run_until([&] { return place.world.asked == 4; });
  const Fd fd = place.connect();
  const auto begin = Clock::now();
  CHECK(place.ask(fd, "a key") == "TEMP too many questions");
  CHECK(Clock::now() - begin < 1s);
  // Once their clients are gone, there is room again.
  clients.clear();
  place.loop.run_round(10ms);
  place.let_go();
  place.run_until([&] { return place.ask(fd, "a key") == "OK 1key"; });
}

TEST_CASE("waiting questions of a closed connection are dropped") {
  Place place;
  Fd fd = place.connect();
  for (int i = 0; i < 10; ++i) place.say(fd, netstring("a hang"));
  place.run_until([&] { return place.world.asked == 4; });
  fd = Fd();
  place.loop.run_round(10ms);
  place.let_go();
  place.run_until([&] { return !place.server().is_busy(); });
  CHECK(place.world.asked == 4);
}

TEST_CASE("the connection idle longest is closed to make room") {
  Place place;
  const Fd first = place.connect();
  const Fd second = place.connect();
  CHECK(place.ask(second, "a key") == "OK 1key");
  CHECK(place.ask(first, "a key") == "OK 1key");
  std::vector<Fd> others;
  for (std::size_t i = 0; i + 1 < MapServer::most_connections; ++i) {
    others.push_back(place.connect());
    place.loop.run_round(10ms);
  }
  place.run_until([&] {
    char byte;
    return recv(second.get(), &byte, 1, 0) == 0;
  });
  CHECK(place.ask(first, "a key") == "OK 1key");
}

TEST_CASE("a reload replaces all maps, and the old ones answer open questions") {
  Place place;
  const Fd fd = place.connect();
  CHECK(place.ask(fd, "a key") == "OK 1key");
  CHECK(place.ask(fd, "b key") == "OK 1key");
  // A running lookup is answered by the old map.
  const Fd slow = place.connect();
  place.say(slow, netstring("b hang"));
  place.run_until([&] { return place.world.asked == 3; });
  place.server().replace_maps({place.map("a", "1"), place.map("b", "2"), place.map("c", "3")});
  CHECK(place.ask(fd, "a key") == "OK 1key");
  CHECK(place.ask(fd, "b key") == "OK 2key");
  CHECK(place.ask(fd, "c key") == "OK 3key");
  CHECK(place.server().is_busy());
  place.let_go();
  CHECK(place.hear(slow, 1) == std::vector<std::string>{"OK 1hang"});
  place.run_until([&] { return !place.server().is_busy(); });
  CHECK(place.world.closed == 2);

  place.server().replace_maps({});
  CHECK(place.ask(fd, "a key") == "TEMP no such map");
}

TEST_CASE("draining answers open questions and closes idle connections") {
  Place place;
  const Fd idle = place.connect();
  const Fd asking = place.connect();
  CHECK(place.ask(asking, "a key") == "OK 1key");
  place.say(asking, netstring("a key"));
  const auto begin = Clock::now();
  place.server().drain();
  CHECK(Clock::now() - begin < 1s);
  CHECK(place.hear(asking, 2) == std::vector<std::string>{"OK 1key"});
  CHECK(place.hear(idle, 1).empty());
}

TEST_CASE("draining waits two seconds for a map that hangs") {
  Place place;
  const Fd fd = place.connect();
  place.say(fd, netstring("a hang"));
  place.run_until([&] { return place.world.asked == 1; });
  const auto begin = Clock::now();
  place.server().drain();
  CHECK(Clock::now() - begin >= 1900ms);
  CHECK(Clock::now() - begin < 3s);
  CHECK(place.server().is_busy());
}
