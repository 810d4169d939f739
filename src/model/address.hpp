// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/domain.hpp"

namespace fingerpost {

/** An e-mail address; whether the mailbox exists is never checked. The local part may hold any
    visible character, so every format must escape it. */
class Address {
 public:
  /** Parses an address, ignoring ASCII white space at its ends. The part after the last `@` must be
      a domain. The part before it must be 1 to 64 bytes (RFC 5321 section 4.5.3.1.1) of UTF-8 (RFC
      6531) in visible characters: no spaces, and no control, format or bidirectional characters,
      which could disguise one address as another (RFC 8264 sections 4.2 and 9). Returns nothing if
      the text is not an address. Throws only bad_alloc. */
  static std::optional<Address> parse(std::string_view text);

  /** Returns the local part as it was written and the domain as Domain::text() has it. So a user
      has the same login name in all formats, in the form that mail servers look up: Postfix folds
      the case of a domain but does not convert between the two forms of an internationalized one.
      It accepts U-labels only from SMTPUTF8 clients, so its tables need the A-labels
      (SMTPUTF8_README, 2026-11). */
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
