// SPDX-License-Identifier: MIT
#include "lookup/map_client.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "counted_memory.hpp"
#include "folder.hpp"
#include "lookup/patient_lookups.hpp"
#include "map_server.hpp"
#include "process/confinement.hpp"

using namespace fingerpost;
using namespace std::chrono_literals;
using AnswerKind = MapAnswer::Kind;
using Time = MapClient::Time;

namespace {

Time now() {
  return Loop::Clock::now();
}

const MapType* type_of(std::string_view word) {
  for (const MapType& type : map_types)
    if (type.word == word) return &type;
  return nullptr;
}

Map socketmap(const std::string& path, const std::string& table = "table") {
  return {.type = type_of("socketmap"),
          .text = "socketmap:unix:" + path + ":" + table,
          .socket = path,
          .table = table};
}

/** Returns the value, or the name of the kind. */
std::string in_words(const MapAnswer& answer) {
  switch (answer.kind) {
    case AnswerKind::found:
      return std::string(answer.value);
    case AnswerKind::absent:
      return "(absent)";
    case AnswerKind::failed:
      return "(failed)";
    case AnswerKind::pending:
      return "(pending)";
  }
  return {};
}

class Caller final : public Waiter {
 public:
  int called = 0;
  std::function<void()> action = [] {};

 private:
  void on_known() noexcept override {
    ++called;
    action();
  }
};

/** Returns short limits, for servers that do not answer. */
MapLimits hasty() {
  MapLimits limits;
  limits.answer = 250ms;
  return limits;
}

/** A client and a server in one loop. */
struct World {
  Folder folder;
  Loop loop;
  std::string path = (folder.path / "socket").string();
  Map map = socketmap(path);
  MapLimits limits;
  MapClient client;
  std::optional<MapServer> server;
  /** The questions to the server, and its replies; it does not reply to other keys. */
  std::vector<std::string> asked = {};
  std::map<std::string, std::string> replies = {};

  explicit World(const MapLimits& those = {}, const CacheTimes& times = {})
      : limits(those), client(loop, 1024 * 1024, limits, times) {
    serve();
  }

  void serve(int backlog = 100) {
    server.emplace(loop, path, backlog);
    server->on_bytes = [this](MapServer::Peer& peer) {
      for (std::string request; !(request = MapServer::take_request(peer)).empty();) {
        asked.push_back(request);
        const std::string key = request.substr(request.find(' ') + 1);
        if (const auto reply = replies.find(key); reply != replies.end()) peer.reply(reply->second);
      }
    };
  }
  void stop_serving() {
    server.reset();
    unlink(path.c_str());
  }

  /** Looks up a key without waiting. */
  std::string at_once(const std::string& key, Time when = now()) {
    Caller caller;
    return in_words(client.look_up(map, key, caller, when));
  }
  /** Looks up a key and waits for the answer. */
  std::string answer(const std::string& key, Time when = now()) { return answer(map, key, when); }
  std::string answer(const Map& of, const std::string& key, Time when = now()) {
    Caller caller;
    const auto begin = now();
    MapAnswer said = client.look_up(of, key, caller, when);
    if (said.kind != AnswerKind::pending) return in_words(said);
    wait_for(caller);
    return in_words(client.look_up(of, key, caller, when + (now() - begin)));
  }
  void wait_for(Caller& caller) {
    const auto end = now() + 20s;
    while (!caller.called && now() < end) loop.run_round(10ms);
    REQUIRE(caller.called == 1);
  }
  /** Runs the loop until nothing more happens. */
  void run() {
    while (loop.run_round(10ms)) {
    }
  }
  void run_until(const std::function<bool()>& holds) {
    const auto end = now() + 20s;
    while (!holds() && now() < end) loop.run_round(10ms);
    CHECK(holds());
  }
};

/** A Dovecot server whose replies the test sends. */
struct Dovecot : World {
  /** The numbers of the questions, by key. */
  std::map<std::string, std::string> ids = {};
  MapServer::Peer* peer = nullptr;

  explicit Dovecot(const MapLimits& those = {}) : World(those) {
    map = {.type = type_of("dovecot"), .text = "dovecot:" + path, .socket = path};
    server->greeting = "VERSION\t1\t1\nSPID\t77\n";
    server->on_bytes = [this](MapServer::Peer& from) {
      peer = &from;
      for (std::size_t end; (end = from.heard.find('\n')) != std::string::npos;) {
        const std::string line = from.heard.substr(0, end);
        from.heard.erase(0, end + 1);
        asked.push_back(line);
        if (!line.starts_with("USER\t")) continue;
        const auto tab = line.find('\t', 5);
        ids[line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1)] = line.substr(5, tab - 5);
      }
    };
  }
};

/** A server in its own thread that replies to each question. */
class ReplyingThread {
 public:
  explicit ReplyingThread(const std::string& path, bool is_dovecot = false) {
    server_.emplace(loop_, path);
    if (is_dovecot) server_->greeting = "VERSION\t1\t1\n";
    server_->on_bytes = [is_dovecot](MapServer::Peer& peer) {
      if (is_dovecot) {
        // The number is the second field and has one digit.
        for (std::size_t at; (at = peer.heard.find("USER\t")) != std::string::npos;) {
          peer.say(fmt::format("USER\t{}\tvalue\n", peer.heard.substr(at + 5, 1)));
          peer.heard.erase(0, at + 6);
        }
      } else {
        while (!MapServer::take_request(peer).empty()) peer.reply("OK value");
      }
    };
    thread_ = std::thread([this] {
      while (!ending_) loop_.run_round(5ms);
    });
  }
  ~ReplyingThread() {
    ending_ = true;
    thread_.join();
  }

 private:
  Loop loop_;
  std::optional<MapServer> server_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

/** Captures the log during its lifetime. */
class CapturedLog {
 public:
  CapturedLog() : saved_(dup(2)), file_(std::tmpfile()) { dup2(fileno(file_), 2); }
  ~CapturedLog() {
    dup2(saved_, 2);
    close(saved_);
    std::fclose(file_);
  }
  std::string text() const {
    std::string text(100'000, '\0');
    const ssize_t size = pread(fileno(file_), text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }

 private:
  int saved_;
  std::FILE* file_;
};

}  // namespace

TEST_CASE("a key is queried once, whatever the pieces of the reply are") {
  for (std::size_t piece = 1; piece < 25; ++piece) {
    World world;
    world.server->piece = piece;
    world.replies = {{"ann@example.com", "OK ann@example.com"}, {"bob", "NOTFOUND "}};
    for (int i = 0; i < 3; ++i) {
      CHECK(world.answer("ann@example.com") == "ann@example.com");
      CHECK(world.answer("bob") == "(absent)");
    }
    CHECK(world.asked == std::vector<std::string>{"table ann@example.com", "table bob"});
    CHECK(world.server->accepted == 1);
    CHECK(world.client.failure(world.map).empty());
    const MapCounts counts = world.client.counts(world.map);
    CHECK(counts.fresh == 3);
    CHECK(counts.absent == 3);
    CHECK(counts.asked == 2);
    CHECK(counts.failed == 0);
    CHECK(counts.time.count() > 0);
  }
}

TEST_CASE("a question counts, with its time, when it is answered") {
  World world;
  Caller caller;
  CHECK(world.client.look_up(world.map, "key", caller, now()).kind == AnswerKind::pending);
  world.run();
  CHECK(world.client.counts(world.map).asked == 0);
  world.replies = {{"other", "OK value"}};
  CHECK(world.answer("other") == "value");
  CHECK(world.client.counts(world.map).asked == 1);
}

TEST_CASE("a map of fingerpost-mapd is queried by its full text") {
  World world;
  world.map = {.type = type_of("pgsql"), .text = "pgsql:/etc/x.cf", .socket = world.path};
  world.replies = {{"key", "OK value"}};
  CHECK(world.answer("key") == "value");
  CHECK(world.asked == std::vector<std::string>{"pgsql:/etc/x.cf key"});
}

TEST_CASE("after half of its lifetime, a value is refreshed while it is used") {
  World world;
  world.replies = {{"key", "OK old"}};
  CHECK(world.answer("key") == "old");
  world.replies = {{"key", "OK new"}};
  CHECK(world.at_once("key", now() + 2min) == "old");
  world.run();
  CHECK(world.asked.size() == 1);
  CHECK(world.at_once("key", now() + 3min) == "old");
  CHECK(world.at_once("key", now() + 3min) == "old");
  world.run();
  CHECK(world.asked.size() == 2);
  CHECK(world.at_once("key", now() + 2min) == "new");
}

TEST_CASE("lookups wait for a new value once the old one has expired") {
  World world({}, {.found = 200ms, .absent = 200ms});
  world.replies = {{"key", "OK old"}, {"other", "NOTFOUND "}};
  CHECK(world.answer("key") == "old");
  CHECK(world.answer("other") == "(absent)");
  world.replies = {{"key", "NOTFOUND "}, {"other", "OK new"}};
  std::this_thread::sleep_for(250ms);
  CHECK(world.answer("key") == "(absent)");
  CHECK(world.answer("other") == "new");
}

TEST_CASE("if the map fails, the last answers are used for a day") {
  for (const bool is_over : {false, true}) {
    World world({}, {.found = 10ms, .absent = 10ms, .stale = is_over ? 10ms : 24h});
    world.replies = {{"key", "OK value"}, {"other", "NOTFOUND "}};
    CHECK(world.answer("key") == "value");
    CHECK(world.answer("other") == "(absent)");
    world.stop_serving();
    std::this_thread::sleep_for(50ms);
    const CapturedLog log;
    CHECK(world.answer("key") == (is_over ? "(failed)" : "value"));
    CHECK(world.at_once("key") == (is_over ? "(failed)" : "value"));
    CHECK(world.at_once("other") == (is_over ? "(failed)" : "(absent)"));
    CHECK(world.client.counts(world.map).stale == (is_over ? 0 : 3));
    CHECK(world.client.counts(world.map).failed == (is_over ? 3 : 0));
  }
}

TEST_CASE("a refused key fails for a minute, but the map does not") {
  World world;
  world.replies = {{"bad", "PERM no"}, {"good", "OK yes"}};
  CHECK(world.answer("bad") == "(failed)");
  CHECK(world.at_once("bad") == "(failed)");
  CHECK(world.at_once("bad", now() + 55s) == "(failed)");
  CHECK(world.client.failure(world.map) == "the server refuses the key");
  CHECK(world.answer("good") == "yes");
  CHECK(world.client.failure(world.map).empty());
  CHECK(world.asked.size() == 2);
  CHECK(world.at_once("bad", now() + 61s) == "(pending)");
}

TEST_CASE("a known answer stays in use if the map then refuses the key") {
  CacheTimes times;
  times.found = times.absent = 1ms;
  World world({}, times);
  world.replies = {{"key", "OK value"}, {"none", "NOTFOUND "}};
  world.answer("key");
  world.answer("none");
  std::this_thread::sleep_for(2ms);
  world.replies = {{"key", "PERM no"}, {"none", "PERM no"}};
  CHECK(world.answer("key") == "value");
  CHECK(world.answer("none") == "(absent)");
  CHECK(world.asked.size() == 4);
  CHECK(world.at_once("key", now() + 55s) == "value");
  CHECK(world.at_once("key", now() + 61s) == "(pending)");
}

TEST_CASE("a failed map is probed after a pause, by one question") {
  for (const char* const reply : {"TEMP no", "TIMEOUT no"}) {
    World world;
    world.replies = {{"key", reply}, {"other", "OK value"}, {"fingerpost.invalid", reply}};
    CHECK(world.answer("key") == "(failed)");
    CHECK(world.client.failure(world.map) == "the server reports a temporary failure");
    world.run();
    CHECK(world.at_once("other") == "(failed)");
    CHECK(world.at_once("other", now() + 500ms) == "(failed)");
    world.run();
    CHECK(world.asked.size() == 2);

    // The first is the probe; the others do not wait.
    Caller caller;
    const auto then = now() + 1100ms;
    CHECK(world.client.look_up(world.map, "key", caller, then).kind == AnswerKind::pending);
    CHECK(world.at_once("other", then) == "(failed)");
    world.wait_for(caller);
    world.run();
    CHECK(world.asked.size() == 4);
    // The pause is now twice as long.
    CHECK(world.at_once("other", now() + 1500ms) == "(failed)");
    CHECK(world.answer("other", now() + 2100ms) == "value");
    CHECK(world.client.failure(world.map).empty());
    world.replies["third"] = "NOTFOUND ";
    CHECK(world.answer("third") == "(absent)");
  }
}

TEST_CASE("a key that fails does not affect others") {
  for (const char* const reply : {"TEMP no", "TIMEOUT no"}) {
    const CapturedLog log;
    World world;
    world.replies = {{"bad", reply},
                     {"worse", reply},
                     {"bad@a", reply},
                     {"good", "OK value"},
                     {"fingerpost.invalid", "NOTFOUND "},
                     {"fingerpost@fingerpost.invalid", "NOTFOUND "}};
    CHECK(world.answer("bad") == "(failed)");
    CHECK(world.answer("worse") == "(failed)");
    CHECK(world.answer("bad@a") == "(failed)");
    CHECK(world.client.failure(world.map) == "the server reports a temporary failure");
    CHECK(world.answer("good") == "value");
    CHECK(world.asked.back() == "table good");
    CHECK(std::count(world.asked.begin(), world.asked.end(), "table fingerpost.invalid") > 0);
    CHECK(std::count(world.asked.begin(), world.asked.end(),
                     "table fingerpost@fingerpost.invalid") > 0);
    CHECK(world.at_once("bad") == "(failed)");
    CHECK(world.at_once("bad", now() + 1100ms) == "(pending)");
    CHECK(log.text().empty());
  }
}

TEST_CASE("a probe with a failing key leaves the decision to the check") {
  World world;
  world.replies = {{"key", "TEMP no"}, {"fingerpost.invalid", "TEMP no"}};
  CHECK(world.answer("key") == "(failed)");
  world.run();
  CHECK(world.at_once("good") == "(failed)");
  world.replies = {{"key", "TEMP no"}, {"good", "OK value"}, {"fingerpost.invalid", "NOTFOUND "}};
  CHECK(world.answer("key", now() + 1100ms) == "(failed)");
  world.run();
  CHECK(world.answer("good") == "value");
}

TEST_CASE("only the key fails if the map has answered another one since") {
  World world;
  world.replies = {{"good", "OK value"}, {"third", "OK more"}};
  Caller caller;
  CHECK(world.client.look_up(world.map, "slow", caller, now()).kind == AnswerKind::pending);
  world.run_until([&] { return world.asked.size() == 1; });
  MapServer::Peer& slow = world.server->peers.front();
  CHECK(world.answer("good") == "value");
  slow.reply("TEMP no");
  world.wait_for(caller);
  CHECK(world.at_once("slow") == "(failed)");
  CHECK(world.answer("third") == "more");
  // The key is not queried for a while.
  CHECK(world.at_once("slow", now() + 500ms) == "(failed)");
  CHECK(world.at_once("slow", now() + 1100ms) == "(pending)");
}

TEST_CASE("nobody waits longer than the limit") {
  World world(hasty());
  const auto begin = now();
  CHECK(world.answer("key") == "(failed)");
  CHECK(now() - begin >= 250ms);
  CHECK(world.client.failure(world.map) == "no answer within 0.25 s");
  CHECK(world.at_once("other") == "(failed)");
  CHECK(world.asked.size() == 1);
  // The connection is closed, so that a late reply is not mistaken for another.
  world.run_until([&] { return world.server->peers.empty(); });
  world.replies = {{"other", "OK value"}};
  CHECK(world.answer("other", now() + 2s) == "value");
  CHECK(world.server->accepted == 2);
}

TEST_CASE("a thousand waiters for one key need one question") {
  World world;
  std::list<Caller> callers;
  for (int i = 0; i < 1000; ++i) {
    Caller& caller = callers.emplace_back();
    CHECK(world.client.look_up(world.map, "key", caller, now()).kind == AnswerKind::pending);
  }
  world.run_until([&] { return world.asked.size() == 1; });
  int found = 0;
  for (Caller& caller : callers)
    caller.action = [&] {
      found += world.client.look_up(world.map, "key", caller, now()).value == "value";
    };
  world.server->peers.front().reply("OK value");
  world.run_until([&] { return found == 1000; });
  CHECK(world.asked.size() == 1);
  CHECK(world.client.counts(world.map).asked == 1);
}

TEST_CASE("a map that hangs holds a bounded number of questions for a bounded time") {
  World world(hasty());
  const auto begin = now();
  std::list<Caller> callers;
  for (int i = 0; i < 1500; ++i) {
    Caller& caller = callers.emplace_back();
    const auto kind = world.client.look_up(world.map, std::to_string(i), caller, now()).kind;
    CHECK(kind == (i < 1000 ? AnswerKind::pending : AnswerKind::failed));
  }
  world.run_until([&] {
    for (Caller& caller : callers)
      if (caller.is_waiting()) return false;
    return true;
  });
  CHECK(now() - begin < 10s);
  CHECK(world.server->accepted == 4);
  CHECK(world.asked.size() == 4);
  int called = 0;
  for (const Caller& caller : callers) called += caller.called;
  CHECK(called == 1000);
}

TEST_CASE("the questions of all maps are limited in number and memory") {
  MapLimits limits = hasty();
  limits.questions = 3;
  World few(limits);
  Map other = few.map;
  other.text += "2";
  Caller callers[4];
  CHECK(few.client.look_up(few.map, "a", callers[0], now()).kind == AnswerKind::pending);
  CHECK(few.client.look_up(other, "a", callers[1], now()).kind == AnswerKind::pending);
  CHECK(few.client.look_up(few.map, "b", callers[2], now()).kind == AnswerKind::pending);
  CHECK(few.client.look_up(other, "b", callers[3], now()).kind == AnswerKind::failed);
  // Joining a question needs no room.
  CHECK(few.client.look_up(few.map, "b", callers[3], now()).kind == AnswerKind::pending);
  for (Caller& caller : callers) few.wait_for(caller);
  few.replies = {{"c", "OK value"}};
  CHECK(few.answer("c", now() + 2s) == "value");

  limits = hasty();
  limits.question_memory = 10'000;
  World small(limits);
  Caller one;
  Caller two;
  CHECK(small.client.look_up(small.map, std::string(6000, 'x'), one, now()).kind ==
        AnswerKind::pending);
  CHECK(small.client.look_up(small.map, std::string(6000, 'y'), two, now()).kind ==
        AnswerKind::failed);
  small.wait_for(one);
}

TEST_CASE("four questions are asked at a time, the others in turn") {
  World world;
  std::list<Caller> callers;
  for (int i = 0; i < 10; ++i) {
    Caller& caller = callers.emplace_back();
    CHECK(world.client.look_up(world.map, std::to_string(i), caller, now()).kind ==
          AnswerKind::pending);
  }
  world.run();
  CHECK(world.asked == std::vector<std::string>{"table 0", "table 1", "table 2", "table 3"});
  world.server->peers.back().reply("NOTFOUND ");
  world.run();
  CHECK(world.asked.size() == 5);
  for (int i = 0; i < 10; ++i) world.replies[std::to_string(i)] = "OK " + std::to_string(i);
  for (auto& peer : world.server->peers) peer.reply("OK x");
  for (Caller& caller : callers) world.wait_for(caller);
  CHECK(world.at_once("9") == "9");
  CHECK(world.asked.size() == 10);
  CHECK(world.server->accepted == 4);
}

TEST_CASE("a waiter may leave, ask for another key, or end the wait of others") {
  World world;
  Caller one;
  Caller two;
  auto gone = std::make_unique<Caller>();
  auto last = std::make_unique<Caller>();
  for (Caller* const caller : {&one, &two, gone.get(), last.get()})
    CHECK(world.client.look_up(world.map, "key", *caller, now()).kind == AnswerKind::pending);
  gone.reset();
  // From now on the second waits for another key.
  CHECK(world.client.look_up(world.map, "other", two, now()).kind == AnswerKind::pending);
  one.action = [&] { last.reset(); };
  world.replies = {{"key", "OK value"}, {"other", "OK more"}};
  world.wait_for(one);
  world.wait_for(two);
  CHECK_FALSE(last);
  CHECK(world.at_once("other") == "more");

  // Nobody waits, but the answer is cached.
  { CHECK(world.at_once("third") == "(pending)"); }
  world.replies = {{"third", "OK third"}};
  world.run();
  for (auto& peer : world.server->peers) peer.reply("OK third");
  world.run();
}

TEST_CASE("the client may end while others wait") {
  auto world = std::make_unique<World>();
  Caller caller;
  CHECK(world->client.look_up(world->map, "key", caller, now()).kind == AnswerKind::pending);
  world->run();
  world.reset();
  CHECK_FALSE(caller.is_waiting());
  CHECK(caller.called == 0);
}

TEST_CASE("a server may close a kept connection") {
  World world;
  world.replies = {{"a", "OK 1"}, {"b", "OK 2"}, {"c", "OK 3"}};
  CHECK(world.answer("a") == "1");
  // While the connection is idle.
  world.server->close_all();
  world.run();
  CHECK(world.answer("b") == "2");
  CHECK(world.server->accepted == 2);
  // When the question was sent: it is sent again.
  const auto serve = world.server->on_bytes;
  world.server->on_bytes = [&](MapServer::Peer& peer) {
    if (peer.number > 2) return serve(peer);
    peer.heard.clear();
    peer.close();
  };
  CHECK(world.answer("c") == "3");
  CHECK(world.server->accepted == 3);
  CHECK(world.client.failure(world.map).empty());
  // If it happens again, it is a failure.
  world.server->on_bytes = [](MapServer::Peer& peer) { peer.close(); };
  CHECK(world.answer("d") == "(failed)");
  CHECK(world.server->accepted == 4);
  CHECK(world.client.failure(world.map) ==
        world.path + ": the server closed the connection without an answer");
}

TEST_CASE("a connection that breaks inside a reply, or before the first, is a failure") {
  for (const char* const part : {"", "8", "8:OK val"}) {
    World world;
    world.server->on_bytes = [&](MapServer::Peer& peer) {
      peer.heard.clear();
      if (*part) peer.say(part);
      peer.close();
    };
    CHECK(world.answer("key") == "(failed)");
    CHECK(world.server->accepted == 1);
  }
  World world;
  world.replies = {{"good", "OK value"}};
  CHECK(world.answer("good") == "value");
  world.server->on_bytes = [&](MapServer::Peer& peer) {
    peer.say("8:OK");
    peer.close();
  };
  CHECK(world.answer("key") == "(failed)");
  CHECK(world.server->accepted == 1);
}

TEST_CASE("an idle connection is closed") {
  MapLimits limits;
  limits.idle = 50ms;
  World world(limits);
  world.replies = {{"a", "OK 1"}, {"b", "OK 2"}};
  CHECK(world.answer("a") == "1");
  CHECK(world.server->peers.size() == 1);
  world.run_until([&] { return world.server->peers.empty(); });
  CHECK(world.answer("b") == "2");
  CHECK(world.server->accepted == 2);
}

TEST_CASE("a connection is replaced when it is old") {
  MapLimits limits;
  limits.age = 300ms;
  World world(limits);
  world.replies = {{"a", "OK 1"}, {"b", "OK 2"}};
  CHECK(world.answer("a") == "1");
  Caller caller;
  CHECK(world.client.look_up(world.map, "slow", caller, now()).kind == AnswerKind::pending);
  std::this_thread::sleep_for(350ms);
  CHECK(world.answer("b") == "2");
  CHECK(world.server->accepted == 2);
  // The question on the old connection keeps its time.
  for (auto& peer : world.server->peers)
    if (peer.number == 1) peer.reply("OK value");
  world.wait_for(caller);
  CHECK(world.at_once("slow") == "value");
  world.run_until([&] { return world.server->peers.empty(); });

  // Also under load.
  const auto end = now() + 1s;
  for (int i = 0; now() < end; ++i) {
    world.replies[std::to_string(i)] = "OK value";
    CHECK(world.answer(std::to_string(i)) == "value");
  }
  CHECK(world.server->accepted >= 4);
  CHECK(world.client.failure(world.map).empty());
}

TEST_CASE("garbage is a failure, and so is a reply that is too long") {
  for (const std::string& bytes :
       {std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), std::string("4:what,"), std::string("0:,"),
        std::string("100001:OK "), std::string(200'000, '1'), std::string("4:OK xx")}) {
    World world;
    world.server->on_bytes = [&](MapServer::Peer& peer) {
      peer.heard.clear();
      peer.say(bytes);
    };
    CHECK(world.answer("key") == "(failed)");
    CHECK(world.client.failure(world.map) ==
          world.path + ": the server does not speak the socketmap protocol");
    world.run_until([&] { return world.server->peers.empty(); });
  }
  World world;
  const std::string value(longest_reply - 3, 'x');
  world.replies = {{"key", "OK " + value}};
  world.server->piece = 5000;
  // This is a reply, but it would push out the others.
  CHECK(world.answer("key") == "(failed)");
  world.replies["other"] = "OK " + value.substr(0, 50'000);
  CHECK(world.answer("other") == value.substr(0, 50'000));
}

TEST_CASE("unrequested data ends its connection and nothing else") {
  World world;
  world.replies = {{"a", "OK 1"}, {"b", "OK 2"}};
  CHECK(world.answer("a") == "1");
  world.server->peers.front().reply("OK 2");
  world.run_until([&] { return world.server->peers.empty(); });
  CHECK(world.answer("b") == "2");
  CHECK(world.client.failure(world.map).empty());
}

TEST_CASE("reasons why a map cannot be queried") {
  World world;
  world.stop_serving();
  CHECK(world.answer("key") == "(failed)");
  CHECK(world.client.failure(world.map) ==
        "cannot connect to " + world.path + ": No such file or directory");

  Map file = socketmap(world.folder.write("file", ""));
  CHECK(world.answer(file, "key") == "(failed)");
  CHECK(world.client.failure(file) == "cannot connect to " + file.socket + ": Connection refused");

  Map far = socketmap("/" + std::string(200, 'x'));
  CHECK(world.answer(far, "key") == "(failed)");
  CHECK(world.client.failure(far) == "cannot connect to " + far.socket + ": the path is too long");
}

TEST_CASE("without descriptors, the map fails") {
  World world;
  rlimit before;
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const int next = dup(2);
  REQUIRE(next >= 0);
  close(next);
  const rlimit none = {static_cast<rlim_t>(next), before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
  const std::string said = world.answer("key");
  REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(said == "(failed)");
  CHECK(world.client.failure(world.map) == "cannot open a socket: Too many open files");
}

TEST_CASE("a server whose queue is full is tried again") {
  World world;
  world.stop_serving();
  world.serve(0);
  world.server->accept_none();
  Map others[] = {socketmap(world.path, "1"), socketmap(world.path, "2")};
  Caller callers[3];
  CHECK(world.client.look_up(others[0], "key", callers[0], now()).kind == AnswerKind::pending);
  CHECK(world.client.look_up(others[1], "key", callers[1], now()).kind == AnswerKind::pending);
  CHECK(world.client.look_up(world.map, "key", callers[2], now()).kind == AnswerKind::pending);
  world.replies = {{"key", "OK value"}};
  for (int i = 0; i < 10; ++i) world.loop.run_round(10ms);
  CHECK(world.server->accepted == 0);
  world.server->accept_again();
  for (Caller& caller : callers) world.wait_for(caller);
  CHECK(world.at_once("key") == "value");
  CHECK(world.client.failure(world.map).empty());
}

TEST_CASE("a server that never accepts is a server that does not answer") {
  World world(hasty());
  world.stop_serving();
  world.serve(0);
  world.server->accept_none();
  CHECK(world.answer("key") == "(failed)");
  CHECK(world.answer(socketmap(world.path, "1"), "key") == "(failed)");
  CHECK(world.answer(socketmap(world.path, "2"), "key") == "(failed)");
  CHECK(world.client.failure(world.map) == "no answer within 0.25 s");
}

TEST_CASE("a reload keeps the answers of the maps that stay") {
  World world;
  Map other = socketmap(world.path, "other");
  world.replies = {{"key", "OK value"}};
  CHECK(world.answer("key") == "value");
  CHECK(world.answer(other, "key") == "value");
  Caller stays;
  Caller goes;
  CHECK(world.client.look_up(world.map, "slow", stays, now()).kind == AnswerKind::pending);
  CHECK(world.client.look_up(other, "slow", goes, now()).kind == AnswerKind::pending);
  world.run();
  CHECK(world.asked.size() == 4);

  const Map again = world.map;
  const Map* const maps[] = {&again};
  world.client.retain(maps);
  world.wait_for(goes);
  CHECK(stays.is_waiting());
  CHECK(in_words(world.client.look_up(again, "key", goes, now())) == "value");
  CHECK(world.client.look_up(other, "key", goes, now()).kind == AnswerKind::pending);
  world.client.retain({});
  world.wait_for(stays);
  CHECK(goes.called == 2);
  CHECK(world.at_once("key") == "(pending)");
}

TEST_CASE("a map whose socket changes in a reload is queried at the new one") {
  World world;
  world.replies = {{"key", "OK value"}};
  CHECK(world.answer("key") == "value");
  Map moved = world.map;
  moved.socket = (world.folder.path / "other").string();
  MapServer other(world.loop, moved.socket);
  other.on_bytes = [](MapServer::Peer& peer) {
    if (!MapServer::take_request(peer).empty()) peer.reply("OK other");
  };
  CHECK(world.answer(moved, "key") == "value");
  CHECK(world.answer(moved, "new") == "other");
  CHECK(world.asked.size() == 1);
  world.run();
  CHECK(world.server->peers.empty());
}

TEST_CASE("keys that no map can have are not queried") {
  World world;
  for (const std::string& key : {std::string("a\nb"), std::string("a\tb"), std::string("a\0b", 3),
                                 std::string("\x7f"), std::string(longest_request, 'x')})
    CHECK(world.at_once(key) == "(absent)");
  Dovecot dovecot;
  CHECK(dovecot.at_once(std::string(901, 'x')) == "(absent)");
  world.run();
  CHECK(world.server->accepted == 0);
}

TEST_CASE("the log says when a map fails and when it works again, without keys and values") {
  MapLimits limits;
  limits.first_pause = limits.longest_pause = 50ms;
  World world(limits);
  world.replies = {{"secret-key", "TEMP secret-key is secret-reason"},
                   {"fingerpost.invalid", "TEMP secret-reason"},
                   {"other-key", "PERM secret-key"},
                   {"fourth-key", "PERM secret-key"},
                   {"third-key", "OK secret-value"}};
  std::string text;
  {
    const CapturedLog log;
    const auto begin = now();
    CHECK(world.answer("secret-key") == "(failed)");
    world.run();
    CHECK(world.at_once("third-key", begin) == "(failed)");
    std::this_thread::sleep_for(60ms);
    CHECK(world.answer("secret-key") == "(failed)");
    world.run();
    std::this_thread::sleep_for(60ms);
    CHECK(world.answer("other-key") == "(failed)");
    CHECK(world.answer("third-key") == "secret-value");
    CHECK(world.answer("fourth-key") == "(failed)");
    text = log.text();
  }
  CHECK(text == fmt::format("warning: map {0} fails: the server reports a temporary failure\n"
                            "warning: map {0}: the server refuses a key\n"
                            "info: map {0} works again\n",
                            world.map.text));
}

TEST_CASE("fingerpost-mapd's reasons are shown") {
  World world;
  world.map = {.type = type_of("ldap"), .text = "ldap:/etc/x.cf", .socket = world.path};
  world.replies = {{"a", "PERM more than one value"}, {"b", "TEMP cannot connect"}};
  const CapturedLog log;
  CHECK(world.answer("a") == "(failed)");
  CHECK(world.client.failure(world.map) == "more than one value");
  CHECK(world.answer("b") == "(failed)");
  CHECK(world.client.failure(world.map) == "cannot connect");
}

TEST_CASE("Dovecot takes many questions at once, and answers in any order") {
  for (const std::size_t piece : {1u, 7u, 1000u}) {
    Dovecot world;
    world.server->piece = piece;
    std::list<Caller> callers;
    for (int i = 0; i < 150; ++i) {
      Caller& caller = callers.emplace_back();
      CHECK(world.client.look_up(world.map, std::to_string(i), caller, now()).kind ==
            AnswerKind::pending);
    }
    world.run();
    CHECK(world.server->accepted == 1);
    CHECK(world.ids.size() == 100);
    CHECK(world.asked.front() == "VERSION\t1\t1");
    for (int i = 99; i >= 0; --i)
      world.peer->say(
          i % 2 ? fmt::format("NOTFOUND\t{}\n", world.ids[std::to_string(i)])
                : fmt::format("USER\t{}\tuser{}\tuid=1\n", world.ids[std::to_string(i)], i));
    world.run_until([&] { return world.ids.size() == 150; });
    for (int i = 100; i < 150; ++i)
      world.peer->say(fmt::format("USER\t{}\tuser{}\n", world.ids[std::to_string(i)], i));
    for (Caller& caller : callers) world.wait_for(caller);
    CHECK(world.at_once("0") == "user0");
    CHECK(world.at_once("1") == "(absent)");
    CHECK(world.at_once("98") == "user98");
    CHECK(world.at_once("149") == "user149");
  }
}

TEST_CASE("Dovecot fails if it answers nothing, and its connection is replaced") {
  Dovecot world(hasty());
  Caller one;
  Caller two;
  CHECK(world.client.look_up(world.map, "a", one, now()).kind == AnswerKind::pending);
  CHECK(world.client.look_up(world.map, "b", two, now()).kind == AnswerKind::pending);
  world.wait_for(one);
  world.wait_for(two);
  CHECK(world.client.failure(world.map) == "no answer within 0.25 s");
  world.run_until([&] { return world.server->peers.empty(); });
  CHECK(world.client.look_up(world.map, "a", one, now() + 2s).kind == AnswerKind::pending);
  world.ids.clear();
  world.run_until([&] { return world.ids.contains("a"); });
  CHECK(world.server->accepted == 2);
  world.peer->say(fmt::format("USER\t{}\tann\n", world.ids["a"]));
  world.run_until([&] { return one.called == 2; });
  CHECK(world.at_once("a") == "ann");
}

TEST_CASE("Dovecot may hang on one key and answer others") {
  Dovecot world(hasty());
  Caller slow;
  CHECK(world.client.look_up(world.map, "slow", slow, now()).kind == AnswerKind::pending);
  Caller quick;
  world.run_until([&] { return world.ids.contains("slow"); });
  CHECK(world.client.look_up(world.map, "quick", quick, now()).kind == AnswerKind::pending);
  world.run_until([&] { return world.ids.contains("quick"); });
  world.peer->say(fmt::format("USER\t{}\tq\n", world.ids["quick"]));
  world.wait_for(quick);
  world.wait_for(slow);
  CHECK(world.at_once("slow") == "(failed)");
  // A late reply is ignored.
  world.peer->say(fmt::format("USER\t{}\ts\n", world.ids["slow"]));
  Caller third;
  CHECK(world.client.look_up(world.map, "third", third, now()).kind == AnswerKind::pending);
  world.run_until([&] { return world.ids.contains("third"); });
  world.peer->say(fmt::format("USER\t{}\tt\n", world.ids["third"]));
  world.wait_for(third);
  CHECK(world.at_once("third") == "t");
  CHECK(world.server->accepted == 1);
}

TEST_CASE("a failure of Dovecot is one of the map, but a restart is not") {
  Dovecot world;
  Caller caller;
  CHECK(world.client.look_up(world.map, "a", caller, now()).kind == AnswerKind::pending);
  world.run_until([&] { return world.ids.contains("a"); });
  world.peer->say(fmt::format("USER\t{}\tann\n", world.ids["a"]));
  world.wait_for(caller);

  Caller again;
  CHECK(world.client.look_up(world.map, "b", again, now()).kind == AnswerKind::pending);
  world.run_until([&] { return world.ids.contains("b"); });
  world.ids.clear();
  world.server->close_all();
  world.run_until([&] { return world.ids.contains("b"); });
  CHECK(world.server->accepted == 2);
  world.peer->say(fmt::format("FAIL\t{}\treason=b is bad\n", world.ids["b"]));
  const CapturedLog log;
  world.wait_for(again);
  CHECK(world.at_once("b") == "(failed)");
  world.run_until([&] { return world.ids.contains("fingerpost.invalid"); });
  world.peer->say(fmt::format("FAIL\t{}\n", world.ids["fingerpost.invalid"]));
  world.run();
  CHECK(world.at_once("c") == "(failed)");
  CHECK(world.client.failure(world.map) == "Dovecot reports an internal failure; see its log");
}

#ifdef FINGERPOST_COUNTED_MEMORY
TEST_CASE("known answers need no memory") {
  World world;
  world.replies = {{"a key longer than a short string", "OK a value longer than a short string"},
                   {"another key", "NOTFOUND "}};
  const std::string found = "a key longer than a short string";
  const std::string absent = "another key";
  world.answer(found);
  world.answer(absent);
  Caller caller;
  const std::size_t before = count_of_allocations();
  const MapAnswer first = world.client.look_up(world.map, found, caller, now());
  const MapAnswer second = world.client.look_up(world.map, absent, caller, now());
  const std::size_t after = count_of_allocations();
  CHECK(after == before);
  CHECK(first.kind == AnswerKind::found);
  CHECK(second.kind == AnswerKind::absent);
}

TEST_CASE("memory may be short at any time") {
  const CapturedLog log;
  for (const bool is_dovecot : {false, true})
    for (const bool once : {true, false}) {
      bool was_noticed = true;
      for (std::size_t after = 0; was_noticed; ++after) {
        CAPTURE(after);
        REQUIRE(after < 200);
        const Folder folder;
        Map map = socketmap((folder.path / "socket").string());
        if (is_dovecot) map.type = type_of("dovecot");
        const ReplyingThread server(map.socket, is_dovecot);
        Loop loop;
        MapClient client(loop, 1024 * 1024);
        Caller caller;
        const auto wait = [&] {
          const auto end = now() + 20s;
          while (caller.is_waiting() && now() < end) loop.run_round(10ms);
          CHECK_FALSE(caller.is_waiting());
        };
        {
          const MemoryShortage shortage(after, once);
          try {
            client.look_up(map, "key", caller, now());
            wait();
            client.look_up(map, "key", caller, now());
            wait();
          } catch (const std::bad_alloc&) {
            CHECK_FALSE(caller.is_waiting());
          }
          was_noticed = shortage.was_noticed();
        }
        // There is memory again, and the map is queried after a pause at the latest.
        const auto later = now() + 2s;
        if (client.look_up(map, "key", caller, later).kind == AnswerKind::pending) wait();
        CHECK(in_words(client.look_up(map, "key", caller, now())) == "value");
      }
    }
}
#endif

#ifdef FINGERPOST_SECCOMP
TEST_CASE("a system call that the process gave up is a reason") {
  World world;
  world.replies = {{"key", "OK value"}};
  for (const bool may_connect : {true, false}) {
    const pid_t child = fork();
    if (child == 0) {
      PatientLookups lookups;
      const CapturedLog log;
      confine({.connect = may_connect});
      const MapAnswer answer = lookups.look_up(world.map, "key");
      const bool is_right = may_connect ? answer.value == "value"
                                        : answer.kind == AnswerKind::failed &&
                                              lookups.failure(world.map) ==
                                                  "cannot open a socket: Function not implemented";
      _exit(is_right ? 0 : 1);
    }
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) world.loop.run_round(10ms);
    // Otherwise the next child would keep a connection open, and the loop would see its events.
    world.run_until([&] { return world.server->peers.empty(); });
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
}
#endif

TEST_CASE("patient lookups wait for the answer, or the limit") {
  const Folder folder;
  const Map map = socketmap((folder.path / "socket").string());
  MapLimits limits = hasty();
  limits.answer = 500ms;
  PatientLookups lookups(limits);
  {
    const ReplyingThread server(map.socket);
    CHECK(lookups.look_up(map, "key").value == "value");
    CHECK(lookups.time().count() > 0);
    CHECK(lookups.failure(map).empty());
    CHECK(lookups.look_up(map, "key").value == "value");
  }
  const CapturedLog log;
  unlink(map.socket.c_str());
  Loop loop;
  const MapServer silent(loop, map.socket);
  CHECK(lookups.look_up(map, "other").kind == AnswerKind::failed);
  CHECK(lookups.time().count() >= 0.5);
  CHECK(lookups.failure(map) == "no answer within 0.5 s");
  // It is known to fail, so nobody waits again.
  CHECK(lookups.look_up(map, "third").kind == AnswerKind::failed);
  CHECK(lookups.time().count() < 0.4);
}
