// SPDX-License-Identifier: MIT
#include "zone/record.hpp"

#include <fmt/format.h>

namespace fingerpost {

namespace {

constexpr std::size_t longest_string = 255;

std::string quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted += '"';
}

}  // namespace

Record cname_record(std::string name, std::string_view host) {
  return {std::move(name), "CNAME", fmt::format("{}.", host)};
}

Record srv_record(std::string name, unsigned priority, unsigned port, std::string_view host) {
  return {std::move(name), "SRV", fmt::format("{} 0 {} {}.", priority, port, host)};
}

Record srv_record_of_nothing(std::string name) {
  return srv_record(std::move(name), 0, 0, "");
}

Record txt_record(std::string name, std::string_view text) {
  std::string data;
  do {
    const std::string_view part = text.substr(0, longest_string);
    data += (data.empty() ? "" : " ") + quoted(part);
    text.remove_prefix(part.size());
  } while (!text.empty());
  return {std::move(name), "TXT", std::move(data)};
}

std::string full_name(const Record& record, std::string_view domain) {
  return record.name == "@" ? std::string(domain) : fmt::format("{}.{}", record.name, domain);
}

}  // namespace fingerpost
