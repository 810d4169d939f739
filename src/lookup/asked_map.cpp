// SPDX-License-Identifier: MIT
#include "lookup/asked_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <new>

#include "base/log.hpp"

namespace fingerpost {

namespace {

using Kind = MapCache::Kind;
using Status = SocketmapReply::Status;

/** The minimum time between two log lines. */
constexpr auto between_refusals = std::chrono::minutes(1);

/** Keys that no map has (RFC 6761 section 6.4) and no server has trouble with. */
constexpr std::string_view harmless_domain = "fingerpost.invalid";
constexpr std::string_view harmless_address = "fingerpost@fingerpost.invalid";

/** Returns the reason why a reply has no answer. Only fingerpost-mapd's own text is used, because
    it never contains the key. */
std::string_view reason_of(MapReader reader, const SocketmapReply& reply) noexcept {
  if (reader == MapReader::mapd) return reply.text;
  if (reader == MapReader::dovecot) return "Dovecot reports an internal failure; see its log";
  if (reply.status == Status::permanent) return "the server refuses the key";
  return "the server reports a temporary failure";
}

bool has_control_characters(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

}  // namespace

class AskedMap::Question final : public WaitingRoom::Question {
 public:
  Question(AskedMap& map, bool probes) noexcept : probes_(probes), map_(map) {}

  /** A view of its key in `questions_`. */
  std::string_view key() const noexcept override { return key_; }
  void set_key(std::string_view key) noexcept { key_ = key; }
  /** Whether it is the first question after the map failed. */
  bool probes() const noexcept { return probes_; }

 private:
  void on_late() noexcept override {
    fmt::basic_memory_buffer<char, 64> reason;
    const std::chrono::duration<double> limit = map_.limits_.answer;
    fmt::format_to(std::back_inserter(reason), "no answer within {} s", limit.count());
    map_.fail(*this, {reason.data(), reason.size()});
  }

  const bool probes_;
  AskedMap& map_;
  std::string_view key_ = {};
};

AskedMap::AskedMap(Loop& loop, const Map& map, MapCache::MapId id, const MapLimits& limits,
                   MapCache& cache, WaitingRoom& room)
    : name_(map.text),
      reader_(map.type->reader),
      id_(id),
      limits_(limits),
      cache_(cache),
      room_(room),
      line_(loop, map, limits, *this),
      check_soon_(loop, [this] { check(); }),
      back_off_(limits.first_pause, limits.longest_pause) {}

AskedMap::~AskedMap() {
  const Time now = Loop::Clock::now();
  while (!questions_.empty()) end(questions_.begin()->second, now);
}

MapAnswer AskedMap::look_up(std::string_view key, Waiter& waiter, Time now) {
  if (key.size() > line_.longest_key() || has_control_characters(key)) {
    ++counts_.absent;
    return {};
  }
  const auto known = cache_.find(id_, key, now);
  if ((!known || (known->due && !known->fresh)) && ask(key, &waiter, now))
    return {.kind = MapAnswer::Kind::pending};
  if (!known) {
    ++counts_.failed;
    return {.kind = MapAnswer::Kind::failed};
  }
  // The view stays valid, because no question is answered immediately.
  const MapAnswer said = answer(*known);
  if (known->due && known->fresh) try {
      ask(key, nullptr, now);
    } catch (const std::bad_alloc&) {
      // It can be asked later: the answer is still fresh.
    }
  return said;
}

MapAnswer AskedMap::answer(const MapCache::Known& known) noexcept {
  const bool failed = known.kind == Kind::refused || known.kind == Kind::failed;
  ++(failed                       ? counts_.failed
     : !known.fresh               ? counts_.stale
     : known.kind == Kind::absent ? counts_.absent
                                  : counts_.fresh);
  if (failed) return {.kind = MapAnswer::Kind::failed};
  return {.kind = known.kind == Kind::found ? MapAnswer::Kind::found : MapAnswer::Kind::absent,
          .value = known.value};
}

bool AskedMap::ask(std::string_view key, Waiter* waiter, Time now) {
  // A check that is due is the next probe.
  const bool checks_first = back_off_.is_failing() && check_soon_.is_set();
  return back_off_.allows(now) && !checks_first && submit(key, waiter, now);
}

bool AskedMap::submit(std::string_view key, Waiter* waiter, Time now) {
  auto place = questions_.find(key);
  const bool is_new = place == questions_.end();
  if (is_new) {
    const std::size_t memory = sizeof(*place) + key.size();
    if (questions_.size() >= limits_.questions_of_map || !room_.has_room(memory)) return false;
    place = questions_.try_emplace(std::string(key), *this, back_off_.is_failing()).first;
    place->second.set_key(place->first);
    room_.enter(place->second, memory, now);
    if (back_off_.is_failing()) back_off_.begin_probe();
  }
  if (waiter) place->second.add(*waiter);
  // submit() may end the question.
  if (is_new) line_.submit(place->second);
  return true;
}

void AskedMap::on_reply(MapLine::Question& asked, const SocketmapReply& reply) noexcept {
  auto& question = static_cast<Question&>(asked);
  const Time now = Loop::Clock::now();
  switch (reply.status) {
    case Status::found:
    case Status::absent:
      last_answer_ = now;
      if (back_off_.is_failing()) log(LogLevel::info, "map {} works again", name_);
      back_off_.recover();
      // A check says nothing about the key that caused it.
      if (question.key() != check_key_) reason_.clear();
      return remember(question, reply.status == Status::found ? Kind::found : Kind::absent,
                      reply.status == Status::found ? reply.text : std::string_view(), now);
    case Status::permanent:
      // It says nothing about other keys.
      set_reason(reason_of(reader_, reply));
      log_refusal(now);
      return remember(question, Kind::refused, {}, now);
    case Status::temporary:
    case Status::timeout:
      if (!is_doubtful(question)) return fail(question, reason_of(reader_, reply));
      set_reason(reason_of(reader_, reply));
      check_soon_.set_unless_set(Loop::Clock::duration::zero());
      postpone(question, now);
      return end(question, now);
  }
}

void AskedMap::log_refusal(Time now) noexcept {
  // fingerpost-mapd logs this itself.
  if (reader_ == MapReader::mapd || now < silent_until_) return;
  silent_until_ = now + between_refusals;
  log(LogLevel::warning, "map {}: the server refuses a key", name_);
}

bool AskedMap::is_doubtful(const Question& question) noexcept {
  // fingerpost-mapd makes the distinction itself.
  if (reader_ == MapReader::mapd || question.key() == check_key_) return false;
  const bool is_address = question.key().find('@') != question.key().npos;
  check_key_ = is_address ? harmless_address : harmless_domain;
  return question.key() != check_key_ && check_key_.size() <= line_.longest_key();
}

void AskedMap::check() noexcept {
  try {
    submit(check_key_, nullptr, Loop::Clock::now());
  } catch (const std::bad_alloc&) {
    // The next temporary failure leads to another check.
  }
}

void AskedMap::on_failure(MapLine::Question& question, std::string_view reason) noexcept {
  fail(static_cast<Question&>(question), reason);
}

void AskedMap::remember(Question& question, Kind kind, std::string_view value, Time now) noexcept {
  try {
    cache_.remember(id_, question.key(), kind, value, now);
    end(question, now);
  } catch (const std::bad_alloc&) {
    fail(question, memory_is_short);
  }
}

void AskedMap::fail(Question& question, std::string_view reason) noexcept {
  const Time now = Loop::Clock::now();
  set_reason(reason);
  const Time since = question.sent().value_or(question.asked());
  if (!last_answer_ || *last_answer_ <= since) fail_map(question, now);
  postpone(question, now);
  end(question, now);
}

void AskedMap::fail_map(const Question& question, Time now) noexcept {
  const bool failed_before = back_off_.is_failing();
  if (failed_before && !question.probes()) return;
  back_off_.fail(now);
  if (!failed_before) log(LogLevel::warning, "map {} fails: {}", name_, reason_);
  for (auto place = questions_.begin(); place != questions_.end();) {
    Question& other = place->second;
    ++place;
    if (&other == &question || other.sent()) continue;
    postpone(other, now);
    end(other, now);
  }
}

void AskedMap::postpone(Question& question, Time now) noexcept {
  try {
    cache_.postpone(id_, question.key(), limits_.first_pause, now);
  } catch (const std::bad_alloc&) {
    // Otherwise the waiters would ask again and again.
    if (!back_off_.is_failing()) back_off_.fail(now);
  }
}

void AskedMap::end(Question& question, Time now) noexcept {
  ++counts_.asked;
  counts_.time += now - question.asked();
  if (question.probes()) back_off_.end_probe();
  line_.withdraw(question);
  room_.leave(question);
  questions_.erase(questions_.find(question.key()));
}

void AskedMap::set_reason(std::string_view reason) noexcept {
  try {
    reason_ = reason;
  } catch (const std::bad_alloc&) {
    reason_.clear();
  }
}

}  // namespace fingerpost
