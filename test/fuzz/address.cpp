// SPDX-License-Identifier: MIT
#include "model/address.hpp"

#include "base/text.hpp"
#include "target.hpp"

using namespace fingerpost;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto address = Address::parse(as_text(data, size));
  if (!address) return 0;
  expect(is_utf8(address->text()), "an address is UTF-8");
  expect(address->local_part().size() <= 64, "a local part is within its limit");
  const auto again = Address::parse(address->text());
  expect(again && again->text() == address->text() && again->domain() == address->domain(),
         "an address stays as it is");
  return 0;
}
