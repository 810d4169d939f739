// SPDX-License-Identifier: MIT
#include "mapd/ldap_connection.hpp"

#include <fmt/format.h>
#include <ldap.h>
// For ldap_init_fd().
#include <openldap.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>

#include "base/free.hpp"
#include "mapd/ldap_tls_context.hpp"

namespace fingerpost {

namespace {

using LdapKind = LdapFailure::Kind;
using Time = LdapConnection::Time;
using Scheme = LdapServer::Scheme;

/** The longest message, in bytes, that is read from the server. */
constexpr ber_len_t longest_message = 4 * 1024 * 1024;

/** A deadline in the past: closing a connection must not wait. */
constexpr Time no_time{};

using Message = std::unique_ptr<LDAPMessage, Free<ldap_msgfree>>;

struct FreePosition {
  void operator()(BerElement* position) const noexcept { ber_free(position, 0); }
};

timeval left_until(Time deadline) {
  using std::chrono::microseconds;
  const auto left =
      std::max(std::chrono::ceil<microseconds>(deadline - std::chrono::steady_clock::now()),
               microseconds(0));
  return {left.count() / 1'000'000, left.count() % 1'000'000};
}

bool is_late(Time deadline) {
  return std::chrono::steady_clock::now() >= deadline;
}

/** The functions below do libldap's I/O on this socket. */
TimedSocket& socket_of(Sockbuf_IO_Desc* descriptor) {
  return *static_cast<TimedSocket*>(descriptor->sbiod_pvt);
}

int set_up_io(Sockbuf_IO_Desc* descriptor, void* socket) {
  descriptor->sbiod_pvt = socket;
  return 0;
}

int remove_io(Sockbuf_IO_Desc*) {
  return 0;
}

int control_io(Sockbuf_IO_Desc*, int, void*) {
  return 0;
}

ber_slen_t read_io(Sockbuf_IO_Desc* descriptor, void* bytes, ber_len_t size) {
  return socket_of(descriptor).read(bytes, size);
}

ber_slen_t write_io(Sockbuf_IO_Desc* descriptor, void* bytes, ber_len_t size) {
  return socket_of(descriptor).write(bytes, size);
}

/** The socket belongs to the Handle. */
int close_io(Sockbuf_IO_Desc*) {
  return 0;
}

Sockbuf_IO timed_io = {set_up_io, remove_io, control_io, read_io, write_io, close_io};

LdapFailure failure_of(int code, Time deadline) {
  switch (code) {
    case LDAP_NO_SUCH_OBJECT:
      return {LdapKind::missing, "search_base does not exist"};
    case LDAP_SIZELIMIT_EXCEEDED:
      return {LdapKind::refused, "more entries than size_limit or the server allows"};
    case LDAP_FILTER_ERROR:
      return {LdapKind::refused, "query_filter is not a valid filter"};
    case LDAP_INVALID_DN_SYNTAX:
      return {LdapKind::refused, "search_base or a reference is not a distinguished name"};
    case LDAP_INVALID_CREDENTIALS:
      return {LdapKind::unavailable, "the server rejects bind_dn or bind_pw"};
    case LDAP_INSUFFICIENT_ACCESS:
      return {LdapKind::unavailable, "the server denies access to search_base"};
    case LDAP_TIMEOUT:
    case LDAP_TIMELIMIT_EXCEEDED:
      return {LdapKind::unavailable, "no answer in time"};
    case LDAP_SERVER_DOWN:
      if (is_late(deadline)) return {LdapKind::unavailable, "no answer in time"};
      return {LdapKind::lost, "the connection was lost"};
    default:
      return {LdapKind::unavailable, fmt::format("error {} from the server or libldap", code)};
  }
}

LdapEntry entry_of(LDAP* ld, LDAPMessage* message) {
  LdapEntry entry;
  BerElement* position = nullptr;
  char* name = ldap_first_attribute(ld, message, &position);
  const std::unique_ptr<BerElement, FreePosition> position_owner(position);
  for (; name; name = ldap_next_attribute(ld, message, position)) {
    const std::unique_ptr<char, Free<ldap_memfree>> owner(name);
    const std::unique_ptr<berval*, Free<ldap_value_free_len>> values(
        ldap_get_values_len(ld, message, name));
    LdapEntry::Attribute& attribute = entry.attributes.emplace_back();
    attribute.name = name;
    for (berval** value = values.get(); value && *value; ++value)
      attribute.values.emplace_back((*value)->bv_val, strnlen((*value)->bv_val, (*value)->bv_len));
  }
  return entry;
}

std::size_t size_of(const LdapEntry& entry) {
  std::size_t size = sizeof entry;
  for (const auto& attribute : entry.attributes) {
    size += sizeof attribute + attribute.name.size();
    for (const std::string& value : attribute.values) size += sizeof value + value.size();
  }
  return size;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  // libldap does not write to the texts.
  for (const std::string& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

int scope_of(LdapTable::Scope scope) {
  switch (scope) {
    case LdapTable::Scope::sub:
      return LDAP_SCOPE_SUBTREE;
    case LdapTable::Scope::base:
      return LDAP_SCOPE_BASE;
    case LdapTable::Scope::one:
      return LDAP_SCOPE_ONELEVEL;
  }
  return LDAP_SCOPE_BASE;
}

}  // namespace

void load_ldap_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    const int none = 0;
    ldap_set_option(nullptr, LDAP_OPT_DEBUG_LEVEL, &none);
  });
}

/** The state of an open connection. */
struct LdapConnection::Handle {
  ~Handle() {
    socket.set_deadline(no_time);
    if (ld) ldap_unbind_ext(ld, nullptr, nullptr);
  }

  /** Returns an error code of the library, 0 for success. */
  int set_up(const LdapTable& table, const LdapServer& server);
  std::optional<LdapFailure> start_tls(const LdapTable& table, bool at_once, Time deadline);
  int bind(const LdapTable& table, Time deadline);

  /** Sends a search and sets `id` to its message id. Returns an error code of the library. */
  int send(const LdapSearch& search, unsigned size_limit, Time deadline, int& id);
  /** Waits for the result of an operation other than a search. Returns its code. */
  int result_of(int id, Time deadline);
  /** Waits for the next message of an operation. Returns its type, 0 at the deadline, or -1 on an
      error. */
  int wait(int id, Time deadline, Message& message);
  int last_error() const;
  int code_of(Message message);

  /** Must outlive `ld`, which uses it when closing. */
  TimedSocket socket;
  LDAP* ld = nullptr;
};

int LdapConnection::Handle::set_up(const LdapTable& table, const LdapServer& server) {
  if (const int code =
          ldap_init_fd(socket.descriptor(), LDAP_PROTO_EXT, url_of(server).c_str(), &ld);
      code != LDAP_SUCCESS)
    return code;
  Sockbuf* buffer = nullptr;
  ber_len_t longest = longest_message;
  if (ldap_get_option(ld, LDAP_OPT_SOCKBUF, &buffer) != LDAP_OPT_SUCCESS ||
      ber_sockbuf_add_io(buffer, &timed_io, LBER_SBIOD_LEVEL_PROVIDER, &socket) != 0 ||
      ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &longest) != 1)
    return LDAP_LOCAL_ERROR;
  const std::pair<int, const void*> options[] = {{LDAP_OPT_PROTOCOL_VERSION, &table.version},
                                                 {LDAP_OPT_DEREF, &table.dereference},
                                                 {LDAP_OPT_REFERRALS, LDAP_OPT_OFF},
                                                 {LDAP_OPT_RESTART, LDAP_OPT_ON}};
  for (const auto& [option, value] : options)
    if (ldap_set_option(ld, option, value) != LDAP_OPT_SUCCESS) return LDAP_LOCAL_ERROR;
  return LDAP_SUCCESS;
}

std::optional<LdapFailure> LdapConnection::Handle::start_tls(const LdapTable& table, bool at_once,
                                                             Time deadline) {
  void* const context = ldap_tls_context(table.tls);
  const int check = table.tls.require_cert ? LDAP_OPT_X_TLS_DEMAND : LDAP_OPT_X_TLS_NEVER;
  if (!context || ldap_set_option(ld, LDAP_OPT_X_TLS_CTX, context) != LDAP_OPT_SUCCESS ||
      ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &check) != LDAP_OPT_SUCCESS)
    return LdapFailure{LdapKind::unavailable, "cannot use the files or tls_cipher_suite for TLS"};
  int id = 0;
  if (!at_once) {
    int code = ldap_start_tls(ld, nullptr, nullptr, &id);
    if (code == LDAP_SUCCESS) code = result_of(id, deadline);
    if (code == LDAP_SERVER_DOWN || code == LDAP_TIMEOUT) return failure_of(code, deadline);
    if (code != LDAP_SUCCESS)
      return LdapFailure{LdapKind::unavailable,
                         fmt::format("the server refuses StartTLS (error {})", code)};
  }
  if (ldap_install_tls(ld) == LDAP_SUCCESS) return std::nullopt;
  if (is_late(deadline)) return failure_of(LDAP_TIMEOUT, deadline);
  return LdapFailure{LdapKind::unavailable,
                     "TLS failed, or the server's certificate is not trusted"};
}

int LdapConnection::Handle::bind(const LdapTable& table, Time deadline) {
  if (table.bind == LdapTable::Bind::none) return LDAP_SUCCESS;
  const bool is_simple = table.bind == LdapTable::Bind::simple;
  std::string secret = is_simple ? table.bind_password : table.authorization;
  berval credentials = {secret.size(), secret.data()};
  int id = 0;
  const int code = ldap_sasl_bind(ld, is_simple ? table.bind_dn.c_str() : nullptr,
                                  is_simple ? LDAP_SASL_SIMPLE : "EXTERNAL", &credentials, nullptr,
                                  nullptr, &id);
  return code == LDAP_SUCCESS ? result_of(id, deadline) : code;
}

int LdapConnection::Handle::send(const LdapSearch& search, unsigned size_limit, Time deadline,
                                 int& id) {
  // The protocol has whole seconds, and 0 means no limit.
  timeval limit = {left_until(deadline).tv_sec + 1, 0};
  std::vector<char*> attributes = pointers(search.attributes);
  return ldap_search_ext(ld, search.base.c_str(), scope_of(search.scope), search.filter.c_str(),
                         attributes.data(), 0, nullptr, nullptr, &limit,
                         static_cast<int>(size_limit), &id);
}

int LdapConnection::Handle::wait(int id, Time deadline, Message& message) {
  timeval left = left_until(deadline);
  LDAPMessage* received = nullptr;
  const int type = ldap_result(ld, id, LDAP_MSG_ONE, &left, &received);
  message.reset(received);
  return type;
}

int LdapConnection::Handle::last_error() const {
  int code = LDAP_OTHER;
  ldap_get_option(ld, LDAP_OPT_RESULT_CODE, &code);
  return code == LDAP_SUCCESS ? LDAP_OTHER : code;
}

int LdapConnection::Handle::code_of(Message message) {
  int said = LDAP_OTHER;
  const int code =
      ldap_parse_result(ld, message.release(), &said, nullptr, nullptr, nullptr, nullptr, 1);
  return code == LDAP_SUCCESS ? said : code;
}

int LdapConnection::Handle::result_of(int id, Time deadline) {
  Message message;
  const int type = wait(id, deadline, message);
  if (type > 0) return code_of(std::move(message));
  return type == 0 ? LDAP_TIMEOUT : last_error();
}

LdapConnection::LdapConnection(const LdapTable& table, const LdapServer& server)
    : table_(table), server_(server) {
  if (server.scheme != Scheme::ldapi) addresses_.emplace(server.host, server.port);
}

LdapConnection::~LdapConnection() = default;

void LdapConnection::close() noexcept {
  handle_.reset();
}

std::optional<LdapFailure> LdapConnection::open(Time deadline) {
  auto handle = std::make_unique<Handle>();
  TimedSocket& socket = handle->socket;
  const bool connected =
      addresses_ ? socket.connect_tcp(*addresses_, deadline) : socket.connect_unix(server_.host);
  if (!connected)
    return LdapFailure{LdapKind::unavailable, fmt::format("cannot connect: {}", socket.why())};
  socket.set_deadline(deadline);
  if (const int code = handle->set_up(table_, server_); code != LDAP_SUCCESS)
    return failure_of(code, deadline);
  const bool at_once = server_.scheme == Scheme::ldaps;
  if (at_once || table_.tls.start)
    if (auto failure = handle->start_tls(table_, at_once, deadline)) return failure;
  if (const int code = handle->bind(table_, deadline); code != LDAP_SUCCESS)
    return failure_of(code, deadline);
  handle_ = std::move(handle);
  return std::nullopt;
}

tl::expected<std::vector<LdapEntry>, LdapFailure> LdapConnection::search(const LdapSearch& search,
                                                                         Time deadline,
                                                                         std::size_t& room) {
  handle_->socket.set_deadline(deadline);
  int id = 0;
  if (const int code = handle_->send(search, table_.size_limit, deadline, id); code != LDAP_SUCCESS)
    return tl::unexpected(failed(code, deadline));
  std::vector<LdapEntry> entries;
  for (;;) {
    Message message;
    const int type = handle_->wait(id, deadline, message);
    if (type <= 0)
      return tl::unexpected(failed(type == 0 ? LDAP_TIMEOUT : handle_->last_error(), deadline));
    if (type == LDAP_RES_SEARCH_RESULT) {
      const int code = handle_->code_of(std::move(message));
      if (code != LDAP_SUCCESS) return tl::unexpected(failed(code, deadline));
      return entries;
    }
    if (type != LDAP_RES_SEARCH_ENTRY) continue;
    LdapEntry entry = entry_of(handle_->ld, message.get());
    const std::size_t size = size_of(entry);
    if (size > room || (table_.size_limit > 0 && entries.size() == table_.size_limit)) break;
    room -= size;
    entries.push_back(std::move(entry));
  }
  // The server would keep sending.
  close();
  return tl::unexpected(LdapFailure{LdapKind::refused, "too many entries or values"});
}

LdapFailure LdapConnection::failed(int code, Time deadline) {
  LdapFailure failure = failure_of(code, deadline);
  if (failure.kind == LdapKind::lost || failure.kind == LdapKind::unavailable) close();
  return failure;
}

tl::expected<LdapSearch, LdapUrlProblem> parse_ldap_url(const std::string& text) {
  if (ldap_is_ldap_url(text.c_str()) == 0) return tl::unexpected(LdapUrlProblem::no_url);
  LDAPURLDesc* parsed = nullptr;
  if (ldap_url_parse(text.c_str(), &parsed) != LDAP_URL_SUCCESS)
    return tl::unexpected(LdapUrlProblem::malformed);
  const std::unique_ptr<LDAPURLDesc, Free<ldap_free_urldesc>> owner(parsed);
  LdapSearch search = {.base = parsed->lud_dn ? parsed->lud_dn : "",
                       .scope = LdapTable::Scope::base,
                       .filter = parsed->lud_filter ? parsed->lud_filter : "(objectClass=*)",
                       .attributes = {}};
  if (parsed->lud_scope == LDAP_SCOPE_SUBTREE) search.scope = LdapTable::Scope::sub;
  if (parsed->lud_scope == LDAP_SCOPE_ONELEVEL) search.scope = LdapTable::Scope::one;
  for (char** name = parsed->lud_attrs; name && *name; ++name)
    search.attributes.emplace_back(*name);
  return search;
}

}  // namespace fingerpost
