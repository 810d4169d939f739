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

/** Speaks the protocol of socketmap_table(5) on the listeners, and has each question answered by
    the map that it names. Everything happens in the loop's thread but the lookups: they belong to
    the threads of their map. */
class MapServer {
 public:
  /** The number of connections. One more closes the one that has been quiet for longest. */
  static constexpr std::size_t most_connections = 256;

  /** Begins to listen. The loop must outlive the server. */
  MapServer(Loop& loop, Listeners listeners);
  /** Waits for lookups that are being made. */
  ~MapServer();
  MapServer(const MapServer&) = delete;
  MapServer& operator=(const MapServer&) = delete;

  /** Serves these maps from now on, all with new connections, because files that theirs depend on
      may have changed. Those before answer what they were asked. Throws std::system_error or
      bad_alloc if threads cannot be started, and then leaves everything as it was. */
  void replace_maps(const std::vector<ServedMap>& maps);

  /** Stops accepting connections, answers what has begun, and returns within two seconds. */
  void drain() noexcept;
  /** Whether lookups are being made, for which the destructor would wait. */
  bool is_busy() const noexcept;

 private:
  class Listener;
  class Connection;
  /** A question of a connection that its map has not answered. */
  class Pending;

  using Maps = std::map<std::string, std::unique_ptr<MapWorkers>, std::less<>>;
  using Connections = std::list<Connection>;

  void listen() noexcept;
  void accept(Listener& listener) noexcept;
  template <class Action>
  void attend(Connection& connection, Action action) noexcept;
  void ready(Connection& connection, std::uint32_t events);
  /** These two return false if they closed the connection. */
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
  /** Maps that are no longer served and still have questions. */
  std::list<Maps> retired_;
  /** The one that has been quiet for longest comes first. */
  Connections connections_;
  bool draining_ = false;
  Timer listen_again_;
  Timer sweep_soon_;
};

}  // namespace fingerpost
