// SPDX-License-Identifier: MIT
#include "inspect/published_record.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

using namespace fingerpost;

namespace {

std::string recorded_servers(const Findings& findings) {
  std::string text;
  for (const FoundServer& server : findings.servers)
    text += fmt::format("{} {}:{} {} # {}\n", word(server.type), server.host, server.port,
                        word(server.security), server.evidence);
  return text;
}

std::string hosts(const Findings& findings) {
  std::string text;
  for (const Fact& host : findings.hosts)
    text += fmt::format("{} # {}\n", host.value, host.evidence);
  return text;
}

}  // namespace

TEST_CASE("all records of mail servers are looked up, MX last") {
  const auto questions = record_questions(*Domain::parse("example.com"));
  REQUIRE(questions.size() == 8);
  CHECK(questions[0] == DnsQuestion{"_imaps._tcp.example.com", DnsType::srv});
  CHECK(questions[1] == DnsQuestion{"_imap._tcp.example.com", DnsType::srv});
  CHECK(questions[6] == DnsQuestion{"_sieve._tcp.example.com", DnsType::srv});
  CHECK(questions[7] == DnsQuestion{"example.com", DnsType::mx});
}

TEST_CASE("SRV records name servers and hosts, MX records only hosts") {
  Findings findings;
  add_records({"_imaps._tcp.example.com", DnsType::srv},
              {.records = {{0, 993, "mail.example.com"}, {1, 1993, "b.example.net"}}}, findings);
  add_records({"_submission._tcp.example.com", DnsType::srv},
              {.records = {{0, 587, "Mail.example.com"}}}, findings);
  add_records({"_sieve._tcp.example.com", DnsType::srv},
              {.records = {{0, 4190, "mail.example.com"}}}, findings);
  add_records({"example.com", DnsType::mx}, {.records = {{10, 0, "mx.example.com"}}}, findings);
  CHECK(recorded_servers(findings) ==
        "imap mail.example.com:993 tls # SRV _imaps._tcp.example.com\n"
        "imap b.example.net:1993 tls # SRV _imaps._tcp.example.com\n"
        "smtp mail.example.com:587 starttls # SRV _submission._tcp.example.com\n"
        "sieve mail.example.com:4190 starttls # SRV _sieve._tcp.example.com\n");
  CHECK(hosts(findings) ==
        "mail.example.com # SRV _imaps._tcp.example.com\n"
        "b.example.net # SRV _imaps._tcp.example.com\n"
        "mx.example.com # MX of example.com\n");
  CHECK(findings.remarks.empty());
}

TEST_CASE("records that name no server") {
  Findings findings;
  add_records({"_imap._tcp.example.com", DnsType::srv},
              {.records = {{0, 0, ""},
                           {0, 0, "mail.example.com."},
                           {0, 143, "\x1b[2J"},
                           {0, 143, "localhost"}}},
              findings);
  CHECK(findings.servers.empty());
  add_records({"_imap._tcp.example.com", DnsType::srv}, {.failure = "refused"}, findings);
  CHECK(findings.remarks.empty());
  add_records({"example.com", DnsType::mx}, {.records = {{0, 0, ""}}}, findings);
  REQUIRE(findings.remarks.size() == 1);
  CHECK(findings.remarks[0].starts_with("MX of example.com says that this domain accepts no mail"));

  DnsAnswer many;
  for (unsigned i = 1; i <= 1000; ++i) many.records.push_back({0, i, "mail.example.com"});
  add_records({"_imap._tcp.example.com", DnsType::srv}, many, findings);
  CHECK(findings.servers.size() == 8);
}
