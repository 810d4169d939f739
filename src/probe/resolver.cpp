// SPDX-License-Identifier: MIT
#include "probe/resolver.hpp"

#include <arpa/inet.h>
#include <ldns/ldns.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <thread>

#include "base/free.hpp"
#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr long time_limit_ms = 5000;

using LdnsResolver = std::unique_ptr<ldns_resolver, Free<ldns_resolver_deep_free>>;
using LdnsData = std::unique_ptr<ldns_rdf, Free<ldns_rdf_deep_free>>;
using LdnsPacket = std::unique_ptr<ldns_pkt, Free<ldns_pkt_free>>;

bool is_address(int family, const std::string& text) {
  in6_addr address;
  return inet_pton(family, text.c_str(), &address) == 1;
}

ldns_rr_type ldns_type(DnsType type) {
  switch (type) {
    case DnsType::a:
      return LDNS_RR_TYPE_A;
    case DnsType::aaaa:
      return LDNS_RR_TYPE_AAAA;
    case DnsType::mx:
      return LDNS_RR_TYPE_MX;
    case DnsType::srv:
      return LDNS_RR_TYPE_SRV;
    case DnsType::txt:
      return LDNS_RR_TYPE_TXT;
  }
  return LDNS_RR_TYPE_A;
}

/** Each server is tried twice, since UDP loses packets, within the limit. */
void limit_time(ldns_resolver* resolver) {
  constexpr std::size_t tries = 2;
  const std::size_t servers = std::max<std::size_t>(ldns_resolver_nameserver_count(resolver), 1);
  const long each = time_limit_ms * 1000 / static_cast<long>(servers * tries);
  ldns_resolver_set_timeout(resolver, {each / 1'000'000, each % 1'000'000});
  ldns_resolver_set_retry(resolver, tries);
  // ldns sleeps that many seconds after each server that did not answer.
  ldns_resolver_set_retrans(resolver, 0);
}

LdnsResolver make_resolver(const std::string& address, std::uint16_t port) {
  ldns_resolver* raw = nullptr;
  if (address.empty()) {
    if (ldns_resolver_new_frm_file(&raw, nullptr) != LDNS_STATUS_OK) return nullptr;
  } else {
    raw = ldns_resolver_new();
    const auto kind = is_address(AF_INET, address) ? LDNS_RDF_TYPE_A : LDNS_RDF_TYPE_AAAA;
    const LdnsData server(ldns_rdf_new_frm_str(kind, address.c_str()));
    ldns_resolver_push_nameserver(raw, server.get());
    ldns_resolver_set_port(raw, port);
    ldns_resolver_set_recursive(raw, true);
  }
  limit_time(raw);
  return LdnsResolver(raw);
}

/** Presentation form: names without the final dot and in lower case. */
std::string text_of(const ldns_rdf* data) {
  const std::unique_ptr<char, Free<std::free>> text(ldns_rdf2str(data));
  if (!text) return {};
  std::string result = text.get();
  if (ldns_rdf_get_type(data) == LDNS_RDF_TYPE_DNAME) {
    result = to_lower(result);
    result.pop_back();
  }
  return result;
}

unsigned number_of(const ldns_rdf* data) {
  return ldns_rdf2native_int16(data);
}

/** A string of a TXT record as its bytes: a length, then so many. */
std::string string_of(const ldns_rdf* data) {
  const auto* const bytes = reinterpret_cast<const char*>(ldns_rdf_data(data));
  const std::size_t size = ldns_rdf_size(data);
  return size < 1 ? std::string() : std::string(bytes + 1, size - 1);
}

DnsRecord record_of(const ldns_rr* rr, DnsType type) {
  const auto field = [&](std::size_t index) { return ldns_rr_rdf(rr, index); };
  switch (type) {
    case DnsType::a:
    case DnsType::aaaa:
      return {.data = text_of(field(0))};
    case DnsType::mx:
      return {.priority = number_of(field(0)), .data = text_of(field(1))};
    case DnsType::srv:
      return {
          .priority = number_of(field(0)), .port = number_of(field(2)), .data = text_of(field(3))};
    case DnsType::txt: {
      DnsRecord record;
      for (std::size_t i = 0; i < ldns_rr_rd_count(rr); ++i) record.data += string_of(field(i));
      return record;
    }
  }
  return {};
}

std::string failure_of(ldns_pkt_rcode code) {
  switch (code) {
    case LDNS_RCODE_SERVFAIL:
      return "the DNS server could not find out (SERVFAIL)";
    case LDNS_RCODE_REFUSED:
      return "the DNS server refuses to say (REFUSED)";
    default:
      return "the DNS server answers with error " + std::to_string(code);
  }
}

DnsAnswer answer_of(const ldns_pkt* packet, DnsType type) {
  const auto code = ldns_pkt_get_rcode(packet);
  if (code != LDNS_RCODE_NOERROR && code != LDNS_RCODE_NXDOMAIN) return {failure_of(code)};
  DnsAnswer answer;
  const ldns_rr_list* const section = ldns_pkt_answer(packet);
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
    const ldns_rr* const rr = ldns_rr_list_rr(section, i);
    if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_CNAME)
      answer.alias = text_of(ldns_rr_rdf(rr, 0));
    else if (ldns_rr_get_type(rr) == ldns_type(type))
      answer.records.push_back(record_of(rr, type));
  }
  std::stable_sort(answer.records.begin(), answer.records.end(),
                   [](const auto& a, const auto& b) { return a.priority < b.priority; });
  return answer;
}

}  // namespace

std::optional<Resolver> Resolver::parse(std::string_view text) {
  const auto server = split_host_port(text);
  if (!server) return std::nullopt;
  Resolver resolver;
  resolver.address_ = server->host;
  resolver.port_ = server->port.value_or(resolver.port_);
  const bool is_numeric =
      is_address(AF_INET, resolver.address_) || is_address(AF_INET6, resolver.address_);
  return is_numeric ? std::optional(resolver) : std::nullopt;
}

DnsAnswer Resolver::ask(const DnsQuestion& question) const {
  const LdnsResolver resolver = make_resolver(address_, port_);
  if (!resolver || ldns_resolver_nameserver_count(resolver.get()) == 0)
    return {"/etc/resolv.conf names no DNS server"};
  const LdnsData name(ldns_dname_new_frm_str(question.name.c_str()));
  if (!name) return {"is no name that DNS can hold"};
  ldns_pkt* raw = nullptr;
  const ldns_status status = ldns_resolver_query_status(
      &raw, resolver.get(), name.get(), ldns_type(question.type), LDNS_RR_CLASS_IN, LDNS_RD);
  const LdnsPacket packet(raw);
  if (status != LDNS_STATUS_OK || !packet) return {"no DNS server answers"};
  return answer_of(packet.get(), question.type);
}

std::vector<DnsAnswer> Resolver::ask(const std::vector<DnsQuestion>& questions,
                                     const std::function<void()>& answered) const {
  // ldns waits for one answer at a time.
  std::vector<DnsAnswer> answers(questions.size());
  std::vector<std::thread> threads;
  std::mutex mutex;
  for (std::size_t i = 0; i < questions.size(); ++i)
    threads.emplace_back([&, i] {
      answers[i] = ask(questions[i]);
      const std::lock_guard lock(mutex);
      answered();
    });
  for (std::thread& thread : threads) thread.join();
  return answers;
}

}  // namespace fingerpost
