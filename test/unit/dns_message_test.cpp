// SPDX-License-Identifier: MIT
#include "probe/dns_message.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fingerpost;

namespace {

using namespace std::string_literals;

using Bytes = std::vector<std::uint8_t>;

const DnsQuestion question{"a.example", DnsType::a};
/** A pointer to the name in the question (RFC 1035 section 4.1.4). */
const std::string asked = "\xc0\x0c"s;
const std::string ttl = "\0\0\0\x3c"s;

std::string record(const std::string& owner, char type, const std::string& data) {
  return owner + "\0"s + type + "\0\1"s + ttl + '\0' + static_cast<char>(data.size()) + data;
}

/** Returns a reply to the query with this number of records. */
Bytes reply(const DnsQuery& query, const std::string& records, char number,
            const std::string& flags = "\x81\x80"s) {
  const std::string name = "\1a\7example\0"s;
  const std::string text =
      std::string{static_cast<char>(query.id >> 8), static_cast<char>(query.id & 0xff)} + flags +
      "\0\1\0"s + number + "\0\0\0\0"s + name + "\0\1\0\1"s + records;
  return Bytes(text.begin(), text.end());
}

std::optional<DnsReply> read(const DnsQuery& query, const Bytes& message) {
  return read_reply(message, question, query.id);
}

}  // namespace

TEST_CASE("a query contains its question and allows long answers") {
  const auto query = make_query(question);
  REQUIRE(query);
  const std::string wire(query->wire.begin(), query->wire.end());
  CHECK(wire.find("\1a\7example\0\0\1\0\1"s) == 12);
  // The size is in the class field of the OPT record (RFC 6891 section 6.1.2).
  CHECK(wire.find("\0\0\x29\x04\xd0"s) != wire.npos);
  CHECK(!make_query({std::string(64, 'x') + ".example", DnsType::a}));
  CHECK(!make_query({"a..example", DnsType::a}));
}

TEST_CASE("addresses are read, also through aliases") {
  const DnsQuery query = *make_query(question);
  const auto found = read(query, reply(query, record(asked, 1, "\x7f\0\0\1"s), 1));
  REQUIRE(found);
  CHECK(found->answer.failure.empty());
  REQUIRE(found->answer.records.size() == 1);
  CHECK(found->answer.records[0].data == "127.0.0.1");

  const std::string b = "\1B\0"s;
  const auto aliased =
      read(query, reply(query, record(asked, 5, b) + record("\1b\0"s, 1, "\x7f\0\0\2"s), 2));
  REQUIRE(aliased);
  CHECK(aliased->answer.alias == "b");
  CHECK(aliased->answer.records.at(0).data == "127.0.0.2");

  const auto loop = read(query, reply(query, record(asked, 5, asked), 1));
  REQUIRE(loop);
  CHECK(loop->answer.records.empty());
}

TEST_CASE("messages that are not the answer are rejected") {
  const DnsQuery query = *make_query(question);
  const std::string address = record(asked, 1, "\x7f\0\0\1"s);
  CHECK(!read({static_cast<std::uint16_t>(query.id ^ 1), query.wire}, reply(query, address, 1)));
  CHECK(!read(query, query.wire));
  CHECK(!read_reply(reply(query, address, 1), {"b.example", DnsType::a}, query.id));
  CHECK(!read_reply(reply(query, address, 1), {"a.example", DnsType::aaaa}, query.id));
  CHECK(!read(query, {}));
  Bytes cut = reply(query, address, 1);
  while (!cut.empty()) {
    cut.pop_back();
    CHECK(!read(query, cut));
  }
  const auto foreign = read(query, reply(query, record("\1b\0"s, 1, "\x7f\0\0\1"s), 1));
  REQUIRE(foreign);
  CHECK(foreign->answer.records.empty());
  const auto empty = read(query, reply(query, record(asked, 1, ""), 1));
  CHECK((!empty || empty->answer.records.empty()));
}

TEST_CASE("truncated replies and failures are recognized") {
  const DnsQuery query = *make_query(question);
  CHECK(read(query, reply(query, "", 0, "\x83\x80"s))->truncated);
  CHECK(read(query, reply(query, "", 0, "\x81\x82"s))->answer.failure ==
        "the DNS server failed (SERVFAIL)");
  CHECK(read(query, reply(query, "", 0, "\x81\x83"s))->answer.failure.empty());
}
