// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapd/map_workers.hpp"
#include "mapd/served_map.hpp"
#include "postfix/socketmap.hpp"
#include "process/listener.hpp"
#include "process/loop.hpp"

namespace fingerpost {

/** Serves the socketmap_table(5) protocol on the listeners and passes each question to the map that
    it names. Runs in the loop's thread, except for the lookups, which run in the threads of their
    map. */
class MapServer {
 public:
  /** The maximum number of connections. A new one beyond it closes the one that has been idle
      longest. */
  static constexpr std::size_t most_connections = 256;

  /** Starts listening. The loop must outlive the server. */
  MapServer(Loop& loop, Listeners listeners);
  /** Waits for running lookups. */
  ~MapServer();
  MapServer(const MapServer&) = delete;
  MapServer& operator=(const MapServer&) = delete;

  /** Replaces the maps. All get new database connections, because files that those depend on may
      have changed. The old maps still answer the questions they have. Throws std::system_error or
      bad_alloc if threads cannot be started, and then changes nothing. */
  void replace_maps(const std::vector<ServedMap>& maps);

  /** Stops accepting connections, answers open questions, and returns within two seconds. */
  void drain() noexcept;
  /** Whether lookups are running, so that the destructor would wait. */
  bool is_busy() const noexcept;

 private:
  class Listener;
  class Connection;
  /** A question without an answer from its map yet. */
  class Pending;

  using Maps = std::map<std::string, std::unique_ptr<MapWorkers>, std::less<>>;
  using Connections = std::list<Connection>;

  void listen() noexcept;
  void accept(Listener& listener) noexcept;
  template <class Action>
  void attend(Connection& connection, Action action) noexcept;
  void ready(Connection& connection, std::uint32_t events);
  /** read() and send() return false if they closed the connection. */
  bool read(Connection& connection);
  bool send(Connection& connection);
  void go_on(Connection& connection);
  void begin(Connection& connection, std::uint64_t number, std::string_view text);
  void end(Pending& pending, const SocketmapReply& reply) noexcept;
  void give_up(Pending& pending) noexcept;
  void await(Connection& connection);
  void close(Connection& connection) noexcept;
  void sweep() noexcept;

  Loop& loop_;
  Listeners listeners_;
  std::list<Listener> accepting_;
  Maps maps_;
  /** Replaced maps that still have questions to answer. */
  std::list<Maps> retired_;
  /** All connections, the one idle longest first. */
  Connections connections_;
  bool draining_ = false;
  Timer listen_again_;
  Timer sweep_soon_;
};

}  // namespace fingerpost
