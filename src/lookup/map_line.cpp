// SPDX-License-Identifier: MIT
#include "lookup/map_line.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <utility>

#include "base/error.hpp"
#include "base/fd.hpp"
#include "lookup/dovecot_dialogue.hpp"
#include "lookup/socketmap_dialogue.hpp"

namespace fingerpost {

namespace {

constexpr std::string_view closed = "the server closed the connection without an answer";
/** Returns the name of a map at its server. */
const std::string& table_of(const Map& map) noexcept {
  return map.type->reader == MapReader::mapd ? map.text : map.table;
}

std::unique_ptr<Dialogue> new_dialogue(MapReader reader, const std::string& table) {
  if (reader == MapReader::dovecot) return std::make_unique<DovecotDialogue>();
  return std::make_unique<SocketmapDialogue>(table);
}

}  // namespace

class MapLine::Connection final : public Source {
 public:
  Connection(MapLine& line, Fd fd)
      : Source(line.loop_, fd.get()),
        line_(line),
        fd_(std::move(fd)),
        dialogue_(new_dialogue(line.reader_, line.table_)),
        end_(Loop::Clock::now() + line.limits_.age),
        close_idle_(line.loop_, [this] { close_and_go_on(line_, *this, {}); }) {
    rest();
  }

  /** Whether it takes questions, now or after replies to others. */
  bool is_in_use(Time now) const noexcept { return !stuck_ && now < end_; }
  bool has_room() const noexcept { return sent_.size() < dialogue_->most_at_once(); }

  /** Sends a question, or as much of it as the server accepts now. Returns a reason to close the
      connection, or nothing. */
  std::optional<std::string_view> ask(Question& question) noexcept;
  void withdraw(Question& question) noexcept;
  /** Removes and returns the questions without a reply. */
  Questions take_questions() noexcept { return std::move(sent_); }
  /** Whether the server has answered on this connection before, so it may have closed it because it
      was idle or is restarting. */
  bool may_be_worn_out() const noexcept { return last_reply_ && !dialogue_->is_inside_reply(); }

 private:
  void on_ready(std::uint32_t events) noexcept override;
  /** Reads and handles replies. Returns a reason to close the connection, or nothing. */
  std::optional<std::string_view> receive();
  void give_back_replies();
  bool send() noexcept;
  void rest() noexcept;
  /** Destroys the connection. */
  static void close_and_go_on(MapLine& line, Connection& connection,
                              std::string_view reason) noexcept;

  MapLine& line_;
  const Fd fd_;
  const std::unique_ptr<Dialogue> dialogue_;
  std::string unsent_;
  /** The questions that were sent and have no reply. */
  Questions sent_;
  std::optional<Time> last_reply_ = {};
  bool stuck_ = false;
  const Time end_;
  Timer close_idle_;
};

std::optional<std::string_view> MapLine::Connection::ask(Question& question) noexcept {
  question.unlink();
  question.connection_ = this;
  question.sent_ = Loop::Clock::now();
  sent_.push_back(question);
  close_idle_.clear();
  try {
    unsent_ += dialogue_->ask(question.id_, question.key());
  } catch (const std::bad_alloc&) {
    return memory_is_short;
  }
  return send() ? std::nullopt : std::optional(closed);
}

bool MapLine::Connection::send() noexcept {
  while (!unsent_.empty()) {
    const ssize_t count = ::send(fd(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (count < 0 && errno != EINTR) {
      if (errno != EAGAIN) return false;
      break;
    }
    if (count > 0) unsent_.erase(0, static_cast<std::size_t>(count));
  }
  return await(unsent_.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT);
}

void MapLine::Connection::withdraw(Question& question) noexcept {
  question.unlink();
  question.connection_ = nullptr;
  // A late reply would be mistaken for the reply to the next question.
  if (dialogue_->most_at_once() == 1 || !last_reply_ || *last_reply_ < *question.sent())
    stuck_ = true;
  rest();
}

/** Starts the timer that closes the connection once no questions are left on it. */
void MapLine::Connection::rest() noexcept {
  if (!sent_.empty()) return;
  const Time now = Loop::Clock::now();
  // Not closed here, because callers may still use the connection.
  close_idle_.set(is_in_use(now) ? std::min(line_.limits_.idle, end_ - now)
                                 : Loop::Clock::duration::zero());
}

void MapLine::Connection::close_and_go_on(MapLine& line, Connection& connection,
                                          std::string_view reason) noexcept {
  line.close(connection, reason);
  line.send_queue();
}

void MapLine::Connection::on_ready(std::uint32_t events) noexcept {
  MapLine& line = line_;
  std::optional<std::string_view> problem;
  try {
    if (events & EPOLLOUT && !send()) problem = closed;
    // Received even if sending failed: the server may have replied and then closed the connection.
    if (const auto other = receive()) problem = other;
  } catch (const std::bad_alloc&) {
    problem = memory_is_short;
  }
  if (problem)
    close_and_go_on(line, *this, *problem);
  else
    line.send_queue();
}

std::optional<std::string_view> MapLine::Connection::receive() {
  std::array<char, 16 * 1024> room;
  const ssize_t count = ::recv(fd(), room.data(), room.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  if (count <= 0) return closed;
  dialogue_->take({room.data(), static_cast<std::size_t>(count)});
  give_back_replies();
  if (const auto problem = dialogue_->problem(); !problem.empty()) return problem;
  return std::nullopt;
}

void MapLine::Connection::give_back_replies() {
  while (const auto reply = dialogue_->next()) {
    last_reply_ = Loop::Clock::now();
    if (dialogue_->most_at_once() > 1) stuck_ = false;
    const auto question = std::find_if(
        sent_.begin(), sent_.end(), [&](const Question& other) { return other.id_ == reply->id; });
    // The question was withdrawn.
    if (question == sent_.end()) continue;
    Question& answered = *question;
    answered.unlink();
    answered.connection_ = nullptr;
    line_.asker_.on_reply(answered, reply->reply);
  }
  rest();
}

MapLine::MapLine(Loop& loop, const Map& map, const MapLimits& limits, Asker& asker)
    : loop_(loop),
      limits_(limits),
      asker_(asker),
      reader_(map.type->reader),
      socket_(map.socket),
      table_(table_of(map)),
      longest_key_(new_dialogue(reader_, table_)->longest_key()),
      connect_again_(loop, [this] { send_queue(); }) {}

MapLine::~MapLine() = default;

bool MapLine::leads_to(const Map& map) const noexcept {
  return map.type->reader == reader_ && map.socket == socket_ && table_of(map) == table_;
}

void MapLine::submit(Question& question) noexcept {
  question.id_ = ++last_id_;
  question.sent_.reset();
  question.sent_again_ = false;
  queue_.push_back(question);
  send_queue();
}

void MapLine::withdraw(Question& question) noexcept {
  if (question.connection_)
    question.connection_->withdraw(question);
  else
    question.unlink();
}

void MapLine::send_queue() noexcept {
  while (!queue_.empty()) {
    Question& question = queue_.front();
    try {
      Connection* const connection = free_connection();
      if (!connection) return;
      if (const auto problem = connection->ask(question)) close(*connection, *problem);
    } catch (const Error& error) {
      question.unlink();
      asker_.on_failure(question, error.what());
    } catch (const std::bad_alloc&) {
      question.unlink();
      fail(question, memory_is_short);
    }
  }
}

MapLine::Connection* MapLine::free_connection() {
  const Time now = Loop::Clock::now();
  std::size_t used = 0;
  for (const auto& connection : connections_) {
    if (!connection->is_in_use(now)) continue;
    if (connection->has_room()) return connection.get();
    ++used;
  }
  if (used >= (reader_ == MapReader::dovecot ? 1 : limits_.connections)) return nullptr;
  try {
    connections_.reserve(connections_.size() + 1);
    auto connection = open();
    if (!connection) return nullptr;
    connections_.push_back(std::move(connection));
    return connections_.back().get();
  } catch (const Error&) {
    // The other connections are enough.
    if (used > 0) return nullptr;
    throw;
  }
}

std::unique_ptr<MapLine::Connection> MapLine::open() {
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  if (socket_.size() >= sizeof address.sun_path)
    throw Error("cannot connect to {}: the path is too long", socket_);
  std::copy(socket_.begin(), socket_.end(), address.sun_path);
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) throw Error("cannot open a socket: {}", errno_text());
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    // The server's queue is full.
    if (errno == EAGAIN) {
      connect_again_.set_unless_set(limits_.reconnect);
      return nullptr;
    }
    throw Error("cannot connect to {}: {}", socket_, errno_text());
  }
  auto connection = std::make_unique<Connection>(*this, std::move(fd));
  if (!connection->await(EPOLLIN)) throw Error("cannot wait for {}: {}", socket_, errno_text());
  return connection;
}

void MapLine::close(Connection& connection, std::string_view reason) noexcept {
  const auto place = std::find_if(connections_.begin(), connections_.end(),
                                  [&](const auto& other) { return other.get() == &connection; });
  const std::unique_ptr<Connection> old = std::move(*place);
  connections_.erase(place);
  Questions questions = old->take_questions();
  Questions again;
  while (!questions.empty()) {
    Question& question = questions.front();
    question.unlink();
    question.connection_ = nullptr;
    if (old->may_be_worn_out() && !question.sent_again_) {
      question.sent_again_ = true;
      question.sent_.reset();
      again.push_back(question);
    } else {
      fail(question, reason);
    }
  }
  queue_.splice(queue_.begin(), again);
}

void MapLine::fail(Question& question, std::string_view reason) noexcept {
  std::string text;
  try {
    text = fmt::format("{}: {}", socket_, reason);
    reason = text;
  } catch (const std::bad_alloc&) {
    // The reason alone is enough.
  }
  asker_.on_failure(question, reason);
}

}  // namespace fingerpost
