// SPDX-License-Identifier: MIT
#include "lookup/keyed_hash.hpp"

#include <sys/random.h>

#include <bit>
#include <cstring>

namespace fingerpost {

namespace {

struct Secret {
  std::uint64_t words[2] = {};

  /** If the kernel gives no bytes, they stay 0: the hash works as well, but is not secret. */
  Secret() noexcept { [[maybe_unused]] const auto size = getrandom(words, sizeof words, 0); }
};

/** SipHash-1-3, from Jean-Philippe Aumasson, Daniel J. Bernstein: "SipHash: a fast short-input PRF"
    (2012). */
class SipHash {
 public:
  explicit SipHash(const Secret& secret) noexcept
      : v0_(secret.words[0] ^ 0x736f6d6570736575),
        v1_(secret.words[1] ^ 0x646f72616e646f6d),
        v2_(secret.words[0] ^ 0x6c7967656e657261),
        v3_(secret.words[1] ^ 0x7465646279746573) {}

  void add(std::uint64_t word) noexcept {
    v3_ ^= word;
    round();
    v0_ ^= word;
  }

  std::uint64_t end() noexcept {
    v2_ ^= 0xff;
    for (int i = 0; i < 3; ++i) round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  void round() noexcept {
    v0_ += v1_;
    v1_ = std::rotl(v1_, 13) ^ v0_;
    v0_ = std::rotl(v0_, 32);
    v2_ += v3_;
    v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ += v3_;
    v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ += v1_;
    v1_ = std::rotl(v1_, 17) ^ v2_;
    v2_ = std::rotl(v2_, 32);
  }

  std::uint64_t v0_, v1_, v2_, v3_;
};

}  // namespace

std::uint64_t keyed_hash(std::uint64_t number, std::string_view text) noexcept {
  static const Secret secret;
  SipHash hash(secret);
  hash.add(number);
  // The length, as in SipHash, distinguishes texts that end in zeros.
  std::uint64_t last = std::uint64_t{text.size()} << 56;
  for (; text.size() >= 8; text.remove_prefix(8)) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    hash.add(word);
  }
  for (std::size_t i = 0; i < text.size(); ++i)
    last |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  hash.add(last);
  return hash.end();
}

}  // namespace fingerpost
