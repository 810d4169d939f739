// SPDX-License-Identifier: MIT
#include "base/sha256.hpp"

#include <sha2.h>

#include <cstdint>

#include "base/base64.hpp"

namespace fingerpost {

std::string sha256_base64(std::string_view text) {
  SHA2_CTX context;
  SHA256Init(&context);
  SHA256Update(&context, reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  std::uint8_t digest[SHA256_DIGEST_LENGTH];
  SHA256Final(digest, &context);
  return base64({reinterpret_cast<const char*>(digest), sizeof digest});
}

}  // namespace fingerpost
