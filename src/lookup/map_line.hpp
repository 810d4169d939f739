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

/** The reason of a failure for lack of memory. */
inline constexpr std::string_view memory_is_short = "out of memory";

/** Sends questions to the server of one map: a queue, and connections that are opened when needed,
    kept open, and closed when idle. Everything happens in the loop's thread and never waits. It has
    no time limit for an answer: the asker withdraws the question instead. */
class MapLine {
  class Connection;

 public:
  using Time = Loop::Clock::time_point;

  /** A question in the queue or on a connection. Its submitter owns it, and must withdraw it or get
      it back before destroying it. */
  class Question : public boost::intrusive::list_base_hook<
                       boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    virtual ~Question() = default;
    /** Returns the key, which never changes. It has no control characters and is no longer than
        longest_key(). */
    virtual std::string_view key() const noexcept = 0;
    /** Returns when it was last sent to the server; nothing while it waits in the queue. */
    std::optional<Time> sent() const noexcept { return sent_; }

   private:
    friend class MapLine;

    std::optional<Time> sent_ = {};
    Connection* connection_ = nullptr;
    std::uint32_t id_ = 0;
    bool sent_again_ = false;
  };

  /** Receives questions with their results. It may withdraw others and destroy the received one,
      but must not submit any or destroy the line. */
  class Asker {
   public:
    virtual void on_reply(MapLine::Question& question, const SocketmapReply& reply) noexcept = 0;
    /** Called if the server could not be reached or did not speak its protocol. */
    virtual void on_failure(MapLine::Question& question, std::string_view reason) noexcept = 0;

   protected:
    ~Asker() = default;
  };

  /** Opens no connection yet. The loop and `asker` must outlive the line. Throws bad_alloc. */
  MapLine(Loop& loop, const Map& map, const MapLimits& limits, Asker& asker);
  ~MapLine();
  MapLine(const MapLine&) = delete;
  MapLine& operator=(const MapLine&) = delete;

  /** Returns the length of the longest key that the server accepts. */
  std::size_t longest_key() const noexcept { return longest_key_; }
  /** Whether it connects to the server of this map. */
  bool leads_to(const Map& map) const noexcept;

  /** Sends a question as soon as a connection is free. `asker` may get it back before this
      returns. */
  void submit(Question& question) noexcept;
  /** Removes a question; does nothing if the line does not have it. If it was sent and the server
      has sent nothing since then, no other question uses its connection. */
  void withdraw(Question& question) noexcept;

 private:
  using Questions = boost::intrusive::list<Question, boost::intrusive::constant_time_size<false>>;

  /** Sends the waiting questions, as far as connections are free. */
  void send_queue() noexcept;
  /** Returns a connection that takes a question, or null if none does and none can be opened now.
      Throws Error if none can be opened at all, and bad_alloc. */
  Connection* free_connection();
  std::unique_ptr<Connection> open();
  /** Closes a connection. Its questions are sent again or returned. */
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
