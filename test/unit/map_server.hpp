// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>

#include "base/fd.hpp"
#include "process/loop.hpp"

/** A server on a Unix socket in the test's loop. The test decides what it sends. */
class MapServer final : private fingerpost::Source {
 public:
  /** A client's connection. */
  class Peer final : private fingerpost::Source {
   public:
    Peer(MapServer& server, fingerpost::Fd fd, unsigned count)
        : Source(server.loop_, fd.get()), number(count), server_(server), fd_(std::move(fd)) {
      REQUIRE(await(EPOLLIN));
    }

    /** Sends bytes in pieces of `MapServer::piece` bytes, one in each round of the loop. */
    void say(std::string_view bytes) {
      unsent_ += bytes;
      REQUIRE(await(EPOLLIN | EPOLLOUT));
    }
    /** Closes the connection once everything is sent. */
    void close() {
      closing_ = true;
      REQUIRE(await(EPOLLIN | EPOLLOUT));
    }
    void reply(std::string_view text) {
      say(std::to_string(text.size()) + ":" += std::string(text) + ",");
    }

    /** The first connection has number 1. */
    const unsigned number;
    /** Received bytes that were not taken yet. */
    std::string heard;

   private:
    void on_ready(std::uint32_t events) noexcept override {
      if (events & EPOLLIN) {
        char room[65536];
        const ssize_t count = ::recv(fd(), room, sizeof room, 0);
        if (count <= 0) return server_.end(*this);
        heard.append(room, static_cast<std::size_t>(count));
        server_.on_bytes(*this);
      }
      if (!unsent_.empty()) {
        const std::size_t size = std::min(server_.piece, unsent_.size());
        const ssize_t count = ::send(fd(), unsent_.data(), size, MSG_NOSIGNAL);
        if (count <= 0) return server_.end(*this);
        unsent_.erase(0, static_cast<std::size_t>(count));
      }
      if (unsent_.empty() && closing_) return server_.end(*this);
      if (unsent_.empty()) await(EPOLLIN);
    }

    MapServer& server_;
    fingerpost::Fd fd_;
    std::string unsent_;
    bool closing_ = false;
  };

  /** Called when bytes have arrived. */
  std::function<void(Peer&)> on_bytes = [](Peer&) {};
  /** Sent first on a new connection. */
  std::string greeting;
  std::size_t piece = 1'000'000;
  /** The number of accepted connections. */
  unsigned accepted = 0;
  std::list<Peer> peers;

  MapServer(fingerpost::Loop& loop, const std::string& path, int backlog = 100)
      : MapServer(loop, listening(path, backlog)) {}

  void accept_none() { REQUIRE(await(0)); }
  void accept_again() { REQUIRE(await(EPOLLIN)); }
  void close_all() { peers.clear(); }

  /** Removes the first netstring from a peer's received bytes and returns its text; empty if it is
      incomplete. */
  static std::string take_request(Peer& peer) {
    const auto colon = peer.heard.find(':');
    if (colon == std::string::npos) return {};
    const std::size_t size = std::stoul(peer.heard);
    if (peer.heard.size() < colon + 1 + size + 1) return {};
    std::string request = peer.heard.substr(colon + 1, size);
    peer.heard.erase(0, colon + 1 + size + 1);
    return request;
  }

 private:
  MapServer(fingerpost::Loop& loop, fingerpost::Fd fd)
      : Source(loop, fd.get()), loop_(loop), fd_(std::move(fd)) {
    REQUIRE(await(EPOLLIN));
  }

  static fingerpost::Fd listening(const std::string& path, int backlog) {
    fingerpost::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
    REQUIRE(path.size() < sizeof address.sun_path);
    std::copy(path.begin(), path.end(), address.sun_path);
    REQUIRE(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(fd.get(), backlog) == 0);
    return fd;
  }

  void on_ready(std::uint32_t) noexcept override {
    fingerpost::Fd fd(::accept4(fd_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd) return;
    peers.emplace_back(*this, std::move(fd), ++accepted);
    if (!greeting.empty()) peers.back().say(greeting);
  }

  void end(Peer& peer) {
    peers.remove_if([&](const Peer& other) { return &other == &peer; });
  }

  fingerpost::Loop& loop_;
  fingerpost::Fd fd_;
};
