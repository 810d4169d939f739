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

/** Looks keys up in an SQL database, as Postfix does by pgsql_table(5), mysql_table(5) and
    sqlite_table(5). The driver must have been loaded by load_sql_driver(). */
class SqlBackend final : public Backend {
 public:
  /** Connects to nothing. `table` must outlive it. */
  explicit SqlBackend(const SqlTable& table);

  BackendAnswer look_up(std::string_view key) override;

 private:
  using Clock = std::chrono::steady_clock;

  BackendAnswer answer(const AddressParts& key);
  /** Asks, and once more by a new connection if the kept one was lost. */
  tl::expected<BackendAnswer, SqlFailure> ask(const AddressParts& key);
  tl::expected<BackendAnswer, SqlFailure> ask_connected(const AddressParts& key);
  tl::expected<void, SqlFailure> connect();
  /** Returns whether the database refuses this key alone, and not any. */
  bool refuses_only_this();
  void drop_if_idle();

  const SqlTable& table_;
  /** In the order in which to try them. */
  std::vector<std::string> connect_strings_;
  std::unique_ptr<SqlSession> session_;
  Clock::time_point last_use_ = {};
};

}  // namespace fingerpost
