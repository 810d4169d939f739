// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/domain.hpp"

namespace fingerpost {

/** An e-mail address, as far as finding its settings needs it: whether the mailbox exists is never
    asked. The text may hold any printable character, so every format escapes it on the way out. */
class Address {
 public:
  /** White space at the ends is dropped. What follows the last `@` must be a domain; what stands
      before it is 1 to 64 bytes (RFC 5321 section 4.5.3.1.1) of UTF-8 (RFC 6531) without control
      characters and blanks. Nothing otherwise. Never throws but bad_alloc. */
  static std::optional<Address> parse(std::string_view text);

  /** As it was written, domain included: SnappyMail compares the login name with what it asked
      for. */
  const std::string& text() const noexcept { return text_; }
  std::string_view local_part() const noexcept { return std::string_view(text_).substr(0, at_); }
  const Domain& domain() const noexcept { return domain_; }

 private:
  Address(std::string text, std::size_t at, Domain domain)
      : text_(std::move(text)), at_(at), domain_(std::move(domain)) {}

  std::string text_;
  std::size_t at_;
  Domain domain_;
};

}  // namespace fingerpost
