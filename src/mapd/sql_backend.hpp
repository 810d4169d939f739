// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "mapd/backend.hpp"
#include "mapd/sql_session.hpp"
#include "postfix/sql_table.hpp"

namespace fingerpost {

/** Looks up keys in an SQL database like Postfix's pgsql_table(5), mysql_table(5) and
    sqlite_table(5). Call load_sql_driver() first. */
class SqlBackend final : public Backend {
 public:
  /** Does not connect. `table` must outlive the backend. */
  explicit SqlBackend(const SqlTable& table);

  BackendAnswer look_up(std::string_view key) override;

 private:
  using Clock = std::chrono::steady_clock;

  BackendAnswer answer(const AddressParts& key);
  /** Runs the query, and once more on a new connection if the kept one was lost. */
  tl::expected<BackendAnswer, SqlFailure> ask(const AddressParts& key);
  tl::expected<BackendAnswer, SqlFailure> ask_connected(const AddressParts& key);
  tl::expected<void, SqlFailure> connect();
  /** Returns whether the database refuses only this key rather than every key. */
  bool refuses_only_this();
  void drop_if_idle();

  const SqlTable& table_;
  /** Connection strings in the order in which to try them. */
  std::vector<std::string> connect_strings_;
  std::unique_ptr<SqlSession> session_;
  Clock::time_point last_use_ = {};
};

}  // namespace fingerpost
