// SPDX-License-Identifier: MIT
#include "server/fcgi_management.hpp"

namespace fingerpost {

namespace {

/** A variable that a web server can ask for. The first two limit nothing here, but must be numbers.
    The third says that requests do not interleave on a connection. */
struct Variable {
  std::string_view name;
  std::string_view value;
};

constexpr Variable variables[] = {
    {"FCGI_MAX_CONNS", "1024"},
    {"FCGI_MAX_REQS", "1024"},
    {"FCGI_MPXS_CONNS", "0"},
};

/** Whether the pairs of a FCGI_GET_VALUES record hold a name. */
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
  // Each variable appears once, however often it is asked for.
  for (const auto& [name, value] : variables)
    if (asks_for(pairs, name)) append_pair(content, name, value);
  std::string record;
  append_record(record, FcgiType::get_values_result, 0, content);
  return record;
}

}  // namespace

std::optional<std::string> answer_management(FcgiType type, std::string_view content) {
  if (type == FcgiType::get_values) return values(content);
  // These types belong to a request, or are answers, which a web server does not send.
  const auto number = static_cast<std::uint8_t>(type);
  if (number != 0 && type <= FcgiType::unknown_type) return std::nullopt;
  std::string unknown(8, '\0');
  unknown.front() = static_cast<char>(number);
  std::string record;
  append_record(record, FcgiType::unknown_type, 0, unknown);
  return record;
}

}  // namespace fingerpost
