// SPDX-License-Identifier: MIT
#include "probe/dns_message.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/free.hpp"
#include "base/text.hpp"
#include "zone/ldns.hpp"

namespace fingerpost {

namespace {

using LdnsData = std::unique_ptr<ldns_rdf, Free<ldns_rdf_deep_free>>;
using LdnsPacket = std::unique_ptr<ldns_pkt, Free<ldns_pkt_free>>;

/** The largest size, in bytes, that passes networks without fragmentation (DNS flag day 2020). */
constexpr std::uint16_t udp_size = 1232;

/** ldns uses the same numbers. */
ldns_rr_type ldns_type(DnsType type) {
  return static_cast<ldns_rr_type>(type);
}

LdnsData make_name(const std::string& text) {
  return LdnsData(ldns_dname_new_frm_str(text.c_str()));
}

/** Whether the record has this type and owner, and all fields of the type. */
bool is_record(const ldns_rr* record, ldns_rr_type type, const ldns_rdf* owner) {
  const auto* const descriptor = ldns_rr_descript(static_cast<std::uint16_t>(type));
  if (ldns_rr_get_type(record) != type || ldns_dname_compare(ldns_rr_owner(record), owner) != 0 ||
      ldns_rr_rd_count(record) < ldns_rr_descriptor_minimum(descriptor))
    return false;
  for (std::size_t i = 0; i < ldns_rr_rd_count(record); ++i)
    if (!ldns_rr_rdf(record, i)) return false;
  return true;
}

/** Returns the presentation form. Names are in lower case and without the final dot. */
std::string text_of(const ldns_rdf* data) {
  const std::unique_ptr<char, Free<std::free>> text(ldns_rdf2str(data));
  if (!text) return {};
  std::string result = text.get();
  if (ldns_rdf_get_type(data) == LDNS_RDF_TYPE_DNAME) {
    result = to_lower(result);
    if (result.ends_with('.')) result.pop_back();
  }
  return result;
}

/** Returns a string of a TXT record, which is a length byte followed by the text. */
std::string string_of(const ldns_rdf* data) {
  const auto* const bytes = reinterpret_cast<const char*>(ldns_rdf_data(data));
  return ldns_rdf_size(data) < 1 ? std::string() : std::string(bytes + 1, ldns_rdf_size(data) - 1);
}

DnsRecord record_of(const ldns_rr* rr, DnsType type) {
  const auto number = [&](std::size_t index) -> unsigned {
    return ldns_rdf2native_int16(ldns_rr_rdf(rr, index));
  };
  const std::size_t fields = ldns_rr_rd_count(rr);
  DnsRecord record;
  if (type == DnsType::mx || type == DnsType::srv) record.priority = number(0);
  if (type == DnsType::srv) record.port = number(2);
  if (type != DnsType::txt)
    record.data = text_of(ldns_rr_rdf(rr, fields - 1));
  else
    for (std::size_t i = 0; i < fields; ++i) record.data += string_of(ldns_rr_rdf(rr, i));
  return record;
}

std::string failure_of(ldns_pkt_rcode code) {
  switch (code) {
    case LDNS_RCODE_NOERROR:
    case LDNS_RCODE_NXDOMAIN:
      return {};
    case LDNS_RCODE_SERVFAIL:
      return "the DNS server failed (SERVFAIL)";
    case LDNS_RCODE_REFUSED:
      return "the DNS server refused the query (REFUSED)";
    default:
      return "the DNS server returned error " + std::to_string(code);
  }
}

/** Returns the name to which the section's aliases lead. */
const ldns_rdf* follow_aliases(const ldns_rr_list* section, const ldns_rdf* name) {
  // Follows each alias at most once, in the order in which servers write them.
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
    const ldns_rr* const rr = ldns_rr_list_rr(section, i);
    if (is_record(rr, LDNS_RR_TYPE_CNAME, name)) name = ldns_rr_rdf(rr, 0);
  }
  return name;
}

DnsAnswer answer_of(const ldns_pkt* packet, const ldns_rdf* name, DnsType type) {
  DnsAnswer answer;
  answer.failure = failure_of(ldns_pkt_get_rcode(packet));
  if (!answer.failure.empty()) return answer;
  const ldns_rr_list* const section = ldns_pkt_answer(packet);
  const ldns_rdf* const owner = follow_aliases(section, name);
  if (owner != name) answer.alias = text_of(owner);
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
    const ldns_rr* const rr = ldns_rr_list_rr(section, i);
    if (is_record(rr, ldns_type(type), owner)) answer.records.push_back(record_of(rr, type));
  }
  std::stable_sort(answer.records.begin(), answer.records.end(),
                   [](const auto& a, const auto& b) { return a.priority < b.priority; });
  return answer;
}

bool answers(const ldns_pkt* packet, const ldns_rdf* name, ldns_rr_type type, std::uint16_t id) {
  const ldns_rr_list* const questions = ldns_pkt_question(packet);
  if (!ldns_pkt_qr(packet) || ldns_pkt_id(packet) != id || ldns_rr_list_rr_count(questions) != 1)
    return false;
  const ldns_rr* const question = ldns_rr_list_rr(questions, 0);
  return ldns_rr_get_type(question) == type &&
         ldns_dname_compare(ldns_rr_owner(question), name) == 0;
}

}  // namespace

std::optional<DnsQuery> make_query(const DnsQuestion& question) {
  LdnsData name = make_name(question.name);
  if (!name) return std::nullopt;
  const LdnsPacket packet(
      ldns_pkt_query_new(name.release(), ldns_type(question.type), LDNS_RR_CLASS_IN, LDNS_RD));
  if (!packet) return std::nullopt;
  ldns_pkt_set_random_id(packet.get());
  ldns_pkt_set_edns_udp_size(packet.get(), udp_size);
  std::uint8_t* raw = nullptr;
  std::size_t size = 0;
  if (ldns_pkt2wire(&raw, packet.get(), &size) != LDNS_STATUS_OK) return std::nullopt;
  const std::unique_ptr<std::uint8_t, Free<std::free>> wire(raw);
  return DnsQuery{ldns_pkt_id(packet.get()), {raw, raw + size}};
}

std::optional<DnsReply> read_reply(std::span<const std::uint8_t> message,
                                   const DnsQuestion& question, std::uint16_t id) {
  ldns_pkt* raw = nullptr;
  if (ldns_wire2pkt(&raw, message.data(), message.size()) != LDNS_STATUS_OK) return std::nullopt;
  const LdnsPacket packet(raw);
  const LdnsData name = make_name(question.name);
  if (!name || !answers(raw, name.get(), ldns_type(question.type), id)) return std::nullopt;
  return DnsReply{ldns_pkt_tc(raw), answer_of(raw, name.get(), question.type)};
}

}  // namespace fingerpost
