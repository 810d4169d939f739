// SPDX-License-Identifier: MIT
#include "mapd/sql_backend.hpp"

#include <algorithm>
#include <iterator>
#include <random>
#include <utility>

#include "base/text.hpp"
#include "mapd/connect_string.hpp"
#include "mapd/fold_key.hpp"

namespace fingerpost {

namespace {

using AnswerKind = BackendAnswer::Kind;

/** No further host is tried after this time, because the lookup would take too long. */
constexpr std::chrono::milliseconds last_try{500};

/** A key that does not exist and that every database accepts. */
constexpr std::string_view harmless_key = "nobody@a.b.c.d.e.f.g.h.invalid";

/** Returns the connection strings in the order in which Postfix tries the hosts: Unix sockets
    first, each kind in random order. */
std::vector<std::string> shuffled_strings(const SqlTable& table) {
  const std::vector<std::string> all = connect_strings(table);
  std::vector<std::string> sockets;
  std::vector<std::string> others;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool is_socket = i < table.hosts.size() && table.hosts[i].kind == SqlHost::Kind::socket;
    (is_socket ? sockets : others).push_back(all[i]);
  }
  std::minstd_rand random(std::random_device{}());
  std::shuffle(sockets.begin(), sockets.end(), random);
  std::shuffle(others.begin(), others.end(), random);
  sockets.insert(sockets.end(), others.begin(), others.end());
  return sockets;
}

BackendAnswer unavailable(const SqlFailure& failure) {
  return {AnswerKind::unavailable, {}, failure.reason};
}

/** Truncates at the first NUL, like Postfix. */
std::string_view until_nul(std::string_view value) {
  return value.substr(0, value.find('\0'));
}

}  // namespace

SqlBackend::SqlBackend(const SqlTable& table)
    : table_(table), connect_strings_(shuffled_strings(table)) {}

BackendAnswer SqlBackend::look_up(std::string_view key) {
  const auto folded = fold_key(key);
  if (!folded) return {};
  const auto parts = table_.expansion.split_key(*folded);
  if (!parts) return {};
  drop_if_idle();
  BackendAnswer found = answer(*parts);
  last_use_ = Clock::now();
  return found;
}

void SqlBackend::drop_if_idle() {
  if (Clock::now() - last_use_ >= std::chrono::seconds(table_.idle_seconds)) session_.reset();
}

BackendAnswer SqlBackend::answer(const AddressParts& key) {
  auto answered = ask(key);
  if (answered) return std::move(*answered);
  const SqlFailure failure = answered.error();
  if (failure.kind == SqlFailure::Kind::refused && refuses_only_this())
    return {AnswerKind::refused, {}, "the database refused the key"};
  return unavailable(failure);
}

bool SqlBackend::refuses_only_this() {
  return ask(split_address(harmless_key)).has_value();
}

tl::expected<BackendAnswer, SqlFailure> SqlBackend::ask(const AddressParts& key) {
  if (session_) {
    auto answered = ask_connected(key);
    if (answered || answered.error().kind != SqlFailure::Kind::lost) return answered;
  }
  return connect().and_then([&] { return ask_connected(key); });
}

tl::expected<void, SqlFailure> SqlBackend::connect() {
  const auto begin = Clock::now();
  SqlFailure failure = {SqlFailure::Kind::lost, "no host to connect to"};
  for (std::size_t left = connect_strings_.size(); left > 0; --left) {
    auto session = SqlSession::connect(table_.dialect, connect_strings_.front());
    if (session) {
      session_ = std::move(*session);
      return {};
    }
    failure = session.error();
    // The next lookup starts with another host, too.
    std::rotate(connect_strings_.begin(), std::next(connect_strings_.begin()),
                connect_strings_.end());
    if (Clock::now() - begin >= last_try) break;
  }
  return tl::unexpected(failure);
}

tl::expected<BackendAnswer, SqlFailure> SqlBackend::ask_connected(const AddressParts& key) {
  std::vector<std::string> parameters;
  for (const Template& parameter : table_.query.parameters)
    parameters.push_back(fill(parameter, key));
  Values values(table_.expansion, key);
  bool too_many = false;
  // If this throws, the connection is closed because the rest of an answer may still arrive.
  auto session = std::move(session_);
  const auto has_result = session->run(table_.query, parameters, [&](std::string_view value) {
    too_many = !values.add(until_nul(value));
    return !too_many;
  });
  const bool is_usable = has_result || has_result.error().kind == SqlFailure::Kind::refused;
  // After a CALL, MySQL sends one more result, which SOCI (4.0.3) does not read.
  if (is_usable && !table_.query.is_call) session_ = std::move(session);
  if (!has_result) return tl::unexpected(has_result.error());
  if (too_many) return BackendAnswer{AnswerKind::refused, {}, "too many values"};
  if (!*has_result && table_.requires_result)
    return BackendAnswer{AnswerKind::refused, {}, "the query has no result"};
  if (!is_utf8(values.text()))
    return BackendAnswer{AnswerKind::refused, {}, "a value is not UTF-8"};
  if (values.text().empty()) return BackendAnswer{};
  return BackendAnswer{AnswerKind::found, values.text(), {}};
}

}  // namespace fingerpost
