// SPDX-License-Identifier: MIT
#include "server/fcgi_connection.hpp"

#include <doctest/doctest.h>

#include <string>

#include "fcgi_records.hpp"

using namespace fingerpost;
using Next = FcgiConnection::Next;

namespace {

std::string get(std::string_view host, bool keep = true, int id = 1) {
  return begin(1, keep, id) + record(4, pair("HTTP_HOST", host), id, 3) + record(4, {}, id) +
         record(5, {}, id);
}

std::string post(std::string_view host, std::string_view body) {
  return begin() + record(4, pair("HTTP_HOST", host)) + record(4, {}) + record(5, body, 1, 5) +
         record(5, {});
}

std::string answer_to(std::string_view host, int id = 1) {
  return record(6, host, id) + record(6, {}, id) + record(3, std::string(8, '\0'), id);
}

/** Acts as the server: answers each request with its host and its body, and sends everything.
    Returns the bytes that the web server gets. */
std::string serve(FcgiConnection& connection, bool last = false) {
  std::string got;
  for (;;) {
    if (connection.next() == Next::answer) {
      const auto request = connection.request();
      REQUIRE(request);
      CHECK(connection.is_being_answered());
      const std::string cgi = request->too_large
                                  ? "too large"
                                  : std::string(request->request.host) + request->request.body;
      connection.answer(*request, cgi, last);
    } else if (connection.next() == Next::sending) {
      got += connection.unsent();
      connection.sent(connection.unsent().size());
    } else {
      return got;
    }
  }
}

/** Gives bytes to a new connection in pieces, and serves it after each piece. */
std::string serve_in_pieces(FcgiConnection& connection, std::string_view bytes, std::size_t size) {
  std::string got;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
    REQUIRE((connection.next() == Next::bytes || connection.next() == Next::farewell));
    connection.take(bytes.substr(0, size));
    got += serve(connection);
  }
  return got;
}

}  // namespace

TEST_CASE("requests arrive in pieces of any size") {
  prepare_libfcgi();
  const std::string bytes = record(12, {}, 0) + get("one.example", true, 1) +
                            post("two.example", " body") + record(12, {}, 0) +
                            get("three.example", true, 3);
  const std::string expected = unknown_12 + answer_to("one.example") +
                               answer_to("two.example body") + unknown_12 +
                               answer_to("three.example", 3);
  for (std::size_t size = 1; size < bytes.size(); ++size) {
    FcgiConnection connection;
    CHECK(serve_in_pieces(connection, bytes, size) == expected);
    CHECK(connection.next() == Next::bytes);
    CHECK_FALSE(connection.is_unfinished());
    CHECK(connection.memory() < 256);
  }
}

TEST_CASE("a request is split at every byte") {
  prepare_libfcgi();
  const std::string bytes = post("example.com", " body");
  for (std::size_t i = 1; i < bytes.size(); ++i) {
    FcgiConnection connection;
    connection.take(bytes.substr(0, i));
    CHECK(connection.next() == Next::bytes);
    CHECK(connection.is_unfinished());
    CHECK_FALSE(connection.is_being_answered());
    connection.take(bytes.substr(i));
    CHECK(connection.next() == Next::answer);
    CHECK(serve(connection) == answer_to("example.com body"));
  }
}

TEST_CASE("an answer is read in pieces, and the next request waits until then") {
  prepare_libfcgi();
  FcgiConnection connection;
  connection.take(get("one.example") + get("two.example"));
  auto request = connection.request();
  REQUIRE(request);
  CHECK(connection.is_unfinished());
  CHECK(connection.memory() > FcgiRequest::own_memory);
  connection.answer(*request, request->request.host, false);
  std::string got;
  while (connection.next() == Next::sending) {
    got += connection.unsent().front();
    connection.sent(1);
  }
  CHECK(got == answer_to("one.example"));
  CHECK(connection.next() == Next::answer);
  CHECK(serve(connection) == answer_to("two.example"));
}

TEST_CASE("a connection that the web server does not keep ends after its answer") {
  prepare_libfcgi();
  FcgiConnection connection;
  connection.take(get("example.com", false) + get("never.example"));
  CHECK(serve(connection) == answer_to("example.com"));
  CHECK(connection.next() == Next::close);
}

TEST_CASE("the last answer ends a kept connection") {
  prepare_libfcgi();
  FcgiConnection connection;
  connection.take(get("example.com") + get("never.example"));
  CHECK(serve(connection, true) == answer_to("example.com"));
  CHECK(connection.next() == Next::close);
}

TEST_CASE("requests that interleave end the connection") {
  prepare_libfcgi();
  const std::string whole = get("one.example");
  for (const std::string& other :
       {begin(1, true, 2), record(4, pair("HTTP_HOST", "two.example"), 2), record(5, "x", 2)}) {
    // The begin record, the parameters with their padding, and the end of them.
    for (const std::size_t end : {16U, 16U + 8 + 22 + 3, 16U + 8 + 22 + 3 + 8}) {
      FcgiConnection connection;
      connection.take(whole.substr(0, end));
      REQUIRE(connection.next() == Next::bytes);
      connection.take(other);
      CHECK(connection.next() == Next::close);
    }
  }
}

TEST_CASE("an aborted request ends the connection") {
  prepare_libfcgi();
  const std::string abort = record(2, {});
  for (const std::string& before : {std::string(), begin(), begin() + record(4, {}),
                                    begin() + record(4, {}) + record(5, "x")}) {
    FcgiConnection connection;
    connection.take(before + abort);
    CHECK(connection.next() == Next::close);
  }
  // A request that is being answered gets its answer; only then is the abort noticed.
  FcgiConnection connection;
  connection.take(get("example.com") + abort);
  CHECK(serve(connection) == answer_to("example.com"));
  CHECK(connection.next() == Next::close);
}

TEST_CASE("a broken connection gets the answers to earlier records, and is closed") {
  FcgiConnection connection;
  connection.take(record(12, {}, 0) + "nonsense, of more than eight bytes");
  CHECK(connection.next() == Next::sending);
  CHECK(serve(connection) == unknown_12);
  CHECK(connection.next() == Next::close);
}

TEST_CASE("management records have a limit on both sides") {
  for (const unsigned more : {0U, 1U}) {
    FcgiConnection connection;
    std::string expected;
    for (unsigned i = 0; i < FcgiIntake::most_management + more; ++i)
      connection.take(record(12, {}, 0));
    for (unsigned i = 0; i < FcgiIntake::most_management; ++i) expected += unknown_12;
    CHECK(serve(connection) == expected);
    CHECK(connection.next() == (more ? Next::close : Next::bytes));
  }
}

TEST_CASE("an idle connection keeps no memory of records that arrived in pieces") {
  prepare_libfcgi();
  const std::string large(60'000, 'x');
  FcgiConnection connection;
  CHECK(serve_in_pieces(connection, record(12, large, 0), 1000) == unknown_12);
  CHECK(connection.memory() < 256);
  const std::string refused = begin() + record(4, pair("CONTENT_LENGTH", "65537")) + record(4, {});
  CHECK(serve_in_pieces(connection, refused + record(5, large), 1000) == answer_to("too large"));
  CHECK_FALSE(connection.is_unfinished());
  CHECK(connection.memory() < 256);
}

TEST_CASE("parameters have a limit on both sides") {
  prepare_libfcgi();
  for (const std::size_t more : {0U, 1U}) {
    // The lengths of name and value take five bytes.
    const std::string query(FcgiIntake::limit - 5 - 12 + more, 'q');
    const std::string parameters = pair("QUERY_STRING", query);
    REQUIRE(parameters.size() == FcgiIntake::limit + more);
    FcgiConnection connection;
    connection.take(begin() + record(4, std::string_view(parameters).substr(0, 40'000)) +
                    record(4, std::string_view(parameters).substr(40'000)) + record(4, {}) +
                    record(5, "body") + record(5, {}));
    CHECK(serve(connection) == answer_to(more ? "too large" : "body"));
    CHECK(connection.next() == Next::bytes);
  }
}

TEST_CASE("bodies have a limit on both sides, and the next request is served") {
  prepare_libfcgi();
  const std::string half(FcgiIntake::limit / 2, 'b');
  for (const std::string_view more : {"", "b"}) {
    std::string bytes = begin() + record(4, {}) + record(5, half) + record(5, half);
    if (!more.empty()) bytes += record(5, more);
    bytes += record(5, {});
    FcgiConnection connection;
    std::string got = serve_in_pieces(connection, bytes, 1000);
    if (more.empty())
      CHECK(got.size() > FcgiIntake::limit);
    else
      CHECK(got == answer_to("too large"));
    CHECK(serve_in_pieces(connection, get("next.example"), 7) == answer_to("next.example"));
  }
}

TEST_CASE("the rest of a refused request is discarded until the web server closes") {
  prepare_libfcgi();
  FcgiConnection connection;
  connection.take(begin(1, false) + record(4, pair("CONTENT_LENGTH", "65537")) + record(4, {}) +
                  record(5, "body"));
  CHECK(serve(connection) == answer_to("too large"));
  CHECK(connection.next() == Next::farewell);
  CHECK(connection.is_unfinished());
  const std::string piece(1024 * 1024, 'b');
  for (std::size_t taken = 0; taken < FcgiIntake::most_skipped; taken += piece.size()) {
    connection.take(piece);
    CHECK(connection.next() == Next::farewell);
  }
  connection.take("b");
  CHECK(connection.next() == Next::close);
}
