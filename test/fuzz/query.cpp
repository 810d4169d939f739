// SPDX-License-Identifier: MIT
#include "http/query.hpp"

#include "target.hpp"

using namespace fingerpost;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view query = as_text(data, size);
  const auto value = query_value(query, {"emailaddress", "email", "domain"});
  expect(!value || (!value->empty() && value->size() < size), "a value is a part of the query");
  return 0;
}
