// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/address.hpp"
#include "model/domain.hpp"

namespace fingerpost {

/** The values of the placeholders. */
struct Placeholders {
  std::string_view address;
  std::string_view local_part;
  std::string_view domain;
};

/** Replaces the placeholders in a text. Any other `%` stays. */
std::string fill_in(std::string_view text, const Placeholders& values);
/** Whether the text contains %EMAILADDRESS% or %EMAILLOCALPART%. */
bool needs_address(std::string_view text) noexcept;
/** Returns the position of the first `%` that begins neither a placeholder nor a percent-encoding
    (RFC 3986 section 2.1), or npos if there is none. */
std::size_t find_stray_percent(std::string_view text) noexcept;

/** A text with autoconfig's placeholders: %EMAILADDRESS%, %EMAILLOCALPART%, %EMAILDOMAIN%
    (draft-ietf-mailmaint-autoconfig, "Placeholders"). */
class Pattern {
 public:
  /** Parses a pattern. Returns nothing if a `%` does not begin a placeholder. */
  static std::optional<Pattern> parse(std::string_view text);
  /** Returns a pattern without placeholders. `text` must not contain a `%`. */
  static Pattern literal(std::string_view text);
  /** Returns %EMAILADDRESS%. */
  static Pattern email_address();

  /** Returns the pattern as it was written, for clients that fill in placeholders themselves. */
  const std::string& text() const noexcept { return text_; }
  /** Whether the whole text is a single placeholder. */
  bool is_placeholder() const noexcept;
  /** Whether expanding it needs an address; %EMAILDOMAIN% needs only a domain. */
  bool needs_address() const noexcept { return fingerpost::needs_address(text_); }

  std::string expand(const Address& address) const;
  /** Expands a pattern that does not need an address. */
  std::string expand(const Domain& domain) const;

  friend bool operator==(const Pattern&, const Pattern&) = default;

 private:
  explicit Pattern(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

}  // namespace fingerpost
