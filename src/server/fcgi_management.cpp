// SPDX-License-Identifier: MIT
#include "server/fcgi_management.hpp"

namespace fingerpost {

namespace {

/** A variable that a web server can query. The first two must be numbers, but nothing here is
    limited by them. The third says that requests do not interleave on a connection. */
struct Variable {
  std::string_view name;
  std::string_view value;
};

constexpr Variable variables[] = {
    {"FCGI_MAX_CONNS", "1024"},
    {"FCGI_MAX_REQS", "1024"},
    {"FCGI_MPXS_CONNS", "0"},
};

/** Returns whether the pairs of a FCGI_GET_VALUES record contain a name. */
bool asks_for(std::string_view pairs, std::string_view name) {
  while (const auto pair = take_pair(pairs))
    if (pair->name == name) return true;
  return false;
}

bool is_sound(std::string_view pairs) {
  while (!pairs.empty())
    if (!take_pair(pairs)) return false;
  return true;
}

std::optional<std::string> values(std::string_view pairs) {
  if (!is_sound(pairs)) return std::nullopt;
  std::string content;
  // Each variable appears once, even if the record names it several times.
  for (const auto& [name, value] : variables)
    if (asks_for(pairs, name)) append_pair(content, name, value);
  std::string record;
  append_record(record, FcgiType::get_values_result, 0, content);
  return record;
}

}  // namespace

std::optional<std::string> answer_management(FcgiType type, std::string_view content) {
  if (type == FcgiType::get_values) return values(content);
  // These types belong to a request or are answers, so a web server must not send them here.
  const auto number = static_cast<std::uint8_t>(type);
  if (number != 0 && type <= FcgiType::unknown_type) return std::nullopt;
  std::string unknown(8, '\0');
  unknown.front() = static_cast<char>(number);
  std::string record;
  append_record(record, FcgiType::unknown_type, 0, unknown);
  return record;
}

}  // namespace fingerpost
