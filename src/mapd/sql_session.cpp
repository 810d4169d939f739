// SPDX-License-Identifier: MIT
#include "mapd/sql_session.hpp"

#include <dlfcn.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <new>
#include <utility>

#include "base/error.hpp"
#include "mapd/time_limit.hpp"

namespace fingerpost {

namespace {

using Clock = std::chrono::steady_clock;
using SqlKind = SqlFailure::Kind;

/** A failure after this long was caused by one of the time limits below. */
constexpr std::chrono::milliseconds slow_after{1300};
/** The limit for a server that hangs and so does not enforce its own. */
constexpr std::chrono::milliseconds most_time{1800};

/** Returns a function of a library that a driver has loaded, or null. This program is not linked
    with that library. */
template <class Function>
Function* function_of(const char* library, const char* name) {
  void* const handle = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
  return handle ? reinterpret_cast<Function*>(dlsym(handle, name)) : nullptr;
}

/** Interrupts a blocking call on a connection from another thread. The functions below turn off the
    sanitizer's type check because this program is not linked with the drivers' classes. */
using Stop = void (*)(soci::details::session_backend&);

__attribute__((no_sanitize("vptr"))) void stop_pgsql(soci::details::session_backend& backend) {
  static auto* const socket_of = function_of<decltype(PQsocket)>("libpq.so.5", "PQsocket");
  if (socket_of)
    shutdown(socket_of(static_cast<soci::postgresql_session_backend&>(backend).conn_), SHUT_RDWR);
}

/** Discards the server's notices, which libpq would print and which may quote the key. */
__attribute__((no_sanitize("vptr"))) void silence_pgsql(soci::details::session_backend& backend) {
  static auto* const set_processor =
      function_of<decltype(PQsetNoticeProcessor)>("libpq.so.5", "PQsetNoticeProcessor");
  if (set_processor)
    set_processor(
        static_cast<soci::postgresql_session_backend&>(backend).conn_, [](void*, const char*) {},
        nullptr);
}

void stop_sqlite(soci::details::session_backend& backend) {
  static auto* const interrupt =
      function_of<decltype(sqlite_api::sqlite3_interrupt)>("libsqlite3.so.0", "sqlite3_interrupt");
  if (interrupt) interrupt(static_cast<soci::sqlite3_session_backend&>(backend).conn_);
}

/** MySQL's library enforces the timeouts in the connection string itself. */
void stop_mysql(soci::details::session_backend&) {}

constexpr const char* no_server = "cannot connect or log in to the database";
constexpr const char* query_refused = "the database refused the query; try it with postmap -q";

struct Driver {
  SqlDialect dialect;
  const char* name;
  const char* package;
  /** Statements to run on a new connection. */
  std::vector<const char*> needed;
  /** Alternatives for different servers, of which one must succeed. */
  std::vector<const char*> one_of;
  /** The number of columns that are values. With SQLite, Postfix 3.7.11 uses only the first. */
  int most_columns;
  /** Reasons for a failed connection and for a refused query. */
  const char* no_connection;
  const char* no_answer;
  Stop stop;
};

const Driver& driver_of(SqlDialect dialect) {
  // libpq would print notices, and those from functions may quote the key.
  static const Driver drivers[] = {
      {SqlDialect::pgsql,
       "postgresql",
       "libsoci-postgresql4.0",
       {"SET statement_timeout = 1500; SET default_transaction_read_only = on;"
        "SET standard_conforming_strings = on; SET client_min_messages = error"},
       {},
       1 << 20,
       no_server,
       query_refused,
       stop_pgsql},
      // Sets the modes that the queries' quoting assumes.
      {SqlDialect::mysql,
       "mysql",
       "libsoci-mysql4.0",
       {"SET SESSION sql_mode = REPLACE(REPLACE(@@SESSION.sql_mode, 'NO_BACKSLASH_ESCAPES', ''), "
        "'ANSI_QUOTES', '')",
        "SET SESSION TRANSACTION READ ONLY"},
       {"SET SESSION max_statement_time = 1.5", "SET SESSION max_execution_time = 1500"},
       1 << 20,
       no_server,
       query_refused,
       stop_mysql},
      {SqlDialect::sqlite,
       "sqlite3",
       "libsoci-sqlite3-4.0",
       {},
       {},
       1,
       "cannot open dbpath",
       // A read-only connection opens the file at its first query.
       "SQLite cannot read dbpath, or refused the query; try it with postmap -q, as the same user",
       stop_sqlite},
  };
  return *std::find_if(std::begin(drivers), std::end(drivers),
                       [&](const Driver& driver) { return driver.dialect == dialect; });
}

/** Deleter for the parts of a SOCI statement, which free their resources only in clean_up(). */
template <class T>
struct CleanUp {
  void operator()(T* part) const {
    part->clean_up();
    delete part;
  }
};
template <class T>
using Part = std::unique_ptr<T, CleanUp<T>>;

using Statement = Part<soci::details::statement_backend>;
using Parameter = Part<soci::details::standard_use_type_backend>;
using Column = Part<soci::details::standard_into_type_backend>;

/** A statement that uses the interface of SOCI's drivers directly. SOCI's public interface converts
    values by type, which gives other texts than Postfix. */
class Execution {
 public:
  Execution(soci::session& session, const SqlQuery& query, std::vector<std::string> values)
      : values_(std::move(values)), statement_(session.make_statement_backend()) {
    statement_->alloc();
    statement_->prepare(query.text, soci::details::st_one_time_query);
    int position = 1;
    for (std::string& value : values_) {
      parameters_.emplace_back(statement_->make_use_type_backend());
      parameters_.back()->bind_by_pos(position, &value, soci::details::x_stdstring, true);
      parameters_.back()->pre_use(nullptr);
    }
    columns_in_result_ = statement_->prepare_for_describe();
  }

  int columns() const noexcept { return columns_in_result_; }

  void fetch(int most_columns, const SqlSession::Take& take) {
    texts_.resize(static_cast<std::size_t>(std::min(columns_in_result_, most_columns)));
    int position = 1;
    for (std::string& text : texts_) {
      columns_.emplace_back(statement_->make_into_type_backend());
      columns_.back()->define_by_pos(position, &text, soci::details::x_stdstring);
      columns_.back()->pre_fetch();
    }
    for (auto state = statement_->execute(1); has_row(state); state = statement_->fetch(1))
      if (!take_row(take)) return;
  }

 private:
  static bool has_row(soci::details::statement_backend::exec_fetch_result state) {
    return state == soci::details::statement_backend::ef_success;
  }

  bool take_row(const SqlSession::Take& take) {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      soci::indicator indicator = soci::i_ok;
      columns_[i]->post_fetch(true, false, &indicator);
      if (indicator == soci::i_ok && !take(texts_[i])) return false;
    }
    return true;
  }

  std::vector<std::string> values_;
  std::vector<std::string> texts_;
  Statement statement_;
  /** These belong to the statement and are destroyed before it. */
  std::vector<Parameter> parameters_;
  std::vector<Column> columns_;
  int columns_in_result_ = 0;
};

class Session final : public SqlSession {
 public:
  Session(const Driver& driver, const std::string& string)
      : driver_(driver), session_(driver.name, string) {
    if (driver.dialect == SqlDialect::pgsql) silence_pgsql(*session_.get_backend());
    const TimeLimit limit = limited();
    for (const char* const statement : driver.needed) session_ << statement;
    bool is_done = driver.one_of.empty();
    for (const char* const statement : driver.one_of) is_done = is_done || try_statement(statement);
    if (!is_done) throw soci::soci_error("no time limit");
  }

  tl::expected<bool, SqlFailure> run(const SqlQuery& query, const std::vector<std::string>& values,
                                     const Take& take) override {
    const auto begin = Clock::now();
    const TimeLimit limit = limited();
    try {
      Execution execution(session_, query, values);
      execution.fetch(driver_.most_columns, take);
      return execution.columns() > 0;
    } catch (const soci::soci_error& error) {
      return tl::unexpected(failure(error, Clock::now() - begin));
    }
  }

 private:
  TimeLimit limited() {
    return {most_time, [this] { driver_.stop(*session_.get_backend()); }};
  }

  bool try_statement(const char* statement) {
    try {
      session_ << statement;
      return true;
    } catch (const soci::soci_error&) {
      return false;
    }
  }

  SqlFailure failure(const soci::soci_error& error, Clock::duration took) {
    if (took >= slow_after) return {SqlKind::slow, "the database took too long"};
    if (error.get_error_category() == soci::soci_error::connection_error || !is_connected())
      return {SqlKind::lost, "the connection to the database was lost"};
    return {SqlKind::refused, driver_.no_answer};
  }

  bool is_connected() noexcept {
    try {
      return session_.is_connected();
    } catch (...) {
      return false;
    }
  }

  const Driver& driver_;
  soci::session session_;
};

}  // namespace

void load_sql_driver(SqlDialect dialect) {
  const Driver& driver = driver_of(dialect);
  const auto loaded = soci::dynamic_backends::list_all();
  if (std::find(loaded.begin(), loaded.end(), driver.name) != loaded.end()) return;
  // Otherwise SOCI would also search the working directory.
  soci::dynamic_backends::search_paths().clear();
  try {
    soci::dynamic_backends::register_backend(driver.name);
  } catch (const soci::soci_error&) {
    throw Error("cannot load the driver for {} databases; install the package {}", driver.name,
                driver.package);
  }
}

tl::expected<std::unique_ptr<SqlSession>, SqlFailure> SqlSession::connect(
    SqlDialect dialect, const std::string& string) {
  const auto begin = Clock::now();
  try {
    return std::make_unique<Session>(driver_of(dialect), string);
  } catch (const soci::soci_error&) {
    if (Clock::now() - begin >= slow_after)
      return tl::unexpected(SqlFailure{SqlKind::slow, "the database took too long to connect"});
    return tl::unexpected(SqlFailure{SqlKind::lost, driver_of(dialect).no_connection});
  }
}

}  // namespace fingerpost
