// SPDX-License-Identifier: MIT
#include "mapd/ldap_backend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "mapd/fold_key.hpp"
#include "mapd/ldap_lookup.hpp"

namespace fingerpost {

namespace {

using LdapKind = LdapFailure::Kind;
using AnswerKind = BackendAnswer::Kind;

BackendAnswer found(std::string values) {
  if (values.empty()) return {};
  if (!is_utf8(values)) return {AnswerKind::refused, {}, "a value is not UTF-8"};
  return {AnswerKind::found, std::move(values), {}};
}

}  // namespace

LdapBackend::LdapBackend(const LdapTable& table) : table_(table) {
  for (const LdapServer& server : table.servers) connections_.emplace_back(table, server);
}

BackendAnswer LdapBackend::look_up(std::string_view key) {
  const auto folded = fold_key(key);
  if (!folded) return {};
  const auto parts = table_.expansion.split_key(*folded);
  if (!parts) return {};
  const auto deadline = std::chrono::steady_clock::now() +
                        std::min<std::chrono::milliseconds>(longest, table_.timeout);
  try {
    return answer(*parts, deadline);
  } catch (...) {
    // The connection may still receive the rest of an answer.
    current().close();
    throw;
  }
}

BackendAnswer LdapBackend::answer(const AddressParts& key, Time deadline) {
  for (std::size_t left = connections_.size();;) {
    auto values = ask(key, left, deadline);
    if (values) return found(std::move(*values));
    LdapFailure& failure = values.error();
    if (failure.kind == LdapKind::refused)
      return {AnswerKind::refused, {}, std::move(failure.reason)};
    std::string reason = fmt::format("{}: {}", url_of(table_.servers[current_]), failure.reason);
    if (failure.kind == LdapKind::missing) return {AnswerKind::unavailable, {}, std::move(reason)};
    current_ = (current_ + 1) % connections_.size();
    if (--left == 0 || std::chrono::steady_clock::now() >= deadline)
      return {AnswerKind::unavailable, {}, std::move(reason)};
  }
}

tl::expected<std::string, LdapFailure> LdapBackend::ask(const AddressParts& key, std::size_t left,
                                                        Time deadline) {
  const auto run = [&] {
    std::size_t room = most_bytes;
    const auto search = [&](const LdapSearch& one) {
      return current().search(one, deadline, room);
    };
    return LdapLookup(table_, key, search).run();
  };
  if (current().is_open()) {
    auto values = run();
    const bool may_be_old = !values && (values.error().kind == LdapKind::lost ||
                                        values.error().kind == LdapKind::unavailable);
    // The server may have closed the idle connection, or announced that it will: reconnect.
    if (!may_be_old || std::chrono::steady_clock::now() >= deadline) return values;
  }
  if (auto failure = open(left, deadline)) return tl::unexpected(std::move(*failure));
  return run();
}

std::optional<LdapFailure> LdapBackend::open(std::size_t left, Time deadline) {
  const auto now = std::chrono::steady_clock::now();
  return current().open(now + (deadline - now) / static_cast<long>(left));
}

}  // namespace fingerpost
