// SPDX-License-Identifier: MIT
#pragma once

#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lookup/dialogue.hpp"
#include "lookup/map_limits.hpp"
#include "model/map.hpp"
#include "process/loop.hpp"

namespace fingerpost {

/** The way to the server of one map: a queue of questions, and connections that are opened when
    they are needed, kept, and closed when they are idle. Everything happens in the loop's thread
    and never waits. It knows no time limit for an answer: whoever asks withdraws the question. */
class MapLine {
  class Connection;

 public:
  using Time = Loop::Clock::time_point;

  /** A question on its way. It belongs to whoever submits it, and must be withdrawn or have come
      back before it is destroyed. */
  class Question : public boost::intrusive::list_base_hook<
                       boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    virtual ~Question() = default;
    /** Returns what is asked, which never changes. It has no control characters and is no longer
        than longest_key(). */
    virtual std::string_view key() const noexcept = 0;
    /** When it was sent to the server for the last time; nothing while it waits in the queue. */
    std::optional<Time> sent() const noexcept { return sent_; }

   private:
    friend class MapLine;

    std::optional<Time> sent_ = {};
    Connection* connection_ = nullptr;
    std::uint32_t id_ = 0;
    bool sent_again_ = false;
  };

  /** Takes questions back. It may withdraw others and destroy the one that it takes, but submits
      none and does not destroy the line. */
  class Asker {
   public:
    virtual void on_reply(MapLine::Question& question, const SocketmapReply& reply) noexcept = 0;
    /** The server was not reached or did not speak its protocol. */
    virtual void on_failure(MapLine::Question& question, std::string_view reason) noexcept = 0;

   protected:
    ~Asker() = default;
  };

  /** Opens nothing yet. The loop and `asker` must outlive it. Throws bad_alloc. */
  MapLine(Loop& loop, const Map& map, const MapLimits& limits, Asker& asker);
  ~MapLine();
  MapLine(const MapLine&) = delete;
  MapLine& operator=(const MapLine&) = delete;

  /** Returns the length of the longest key that the server takes. */
  std::size_t longest_key() const noexcept { return longest_key_; }
  /** Whether it leads to the server that this map has. */
  bool leads_to(const Map& map) const noexcept;

  /** Asks as soon as a connection is free. The question may come back, by `asker`, before this
      returns. */
  void submit(Question& question) noexcept;
  /** Forgets a question. If it was sent and nothing has come from the server since then, its
      connection is not used for others. Nothing happens if the line does not have the question. */
  void withdraw(Question& question) noexcept;

 private:
  using Questions = boost::intrusive::list<Question, boost::intrusive::constant_time_size<false>>;

  /** Sends what waits in the queue, as far as there are connections. */
  void send_queue() noexcept;
  /** Returns a connection that takes a question; null if none does and none can be opened now.
      Throws Error if none can be opened at all, and bad_alloc. */
  Connection* free_connection();
  std::unique_ptr<Connection> open();
  /** Closes a connection. Its questions are sent again or come back. */
  void close(Connection& connection, std::string_view reason) noexcept;
  void fail(Question& question, std::string_view reason) noexcept;

  Loop& loop_;
  const MapLimits& limits_;
  Asker& asker_;
  const MapReader reader_;
  const std::string socket_;
  const std::string table_;
  std::size_t longest_key_;
  std::uint32_t last_id_ = 0;
  Questions queue_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Timer connect_again_;
};

}  // namespace fingerpost
