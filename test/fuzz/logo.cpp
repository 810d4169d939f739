// SPDX-License-Identifier: MIT
#include "config/logo.hpp"

#include "base/text.hpp"
#include "target.hpp"

using namespace fingerpost;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto logo = parse_picture(as_text(data, size));
  if (!logo) {
    expect(!logo.error().empty() && is_plain_utf8(logo.error()), "a refusal has a readable reason");
    return 0;
  }
  expect(size <= longest_logo, "a logo is within its limit");
  expect(logo->starts_with("data:image/"), "a logo is a picture");
  const std::string_view base64 = std::string_view(*logo).substr(logo->find(";base64,") + 8);
  expect(base64.size() == (size + 2) / 3 * 4, "a logo is complete");
  return 0;
}
