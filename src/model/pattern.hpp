// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/address.hpp"
#include "model/domain.hpp"

namespace fingerpost {

/** Text with the placeholders of autoconfig: %EMAILADDRESS%, %EMAILLOCALPART%, %EMAILDOMAIN%
    (draft-ietf-mailmaint-autoconfig, "Placeholders"). */
class Pattern {
 public:
  /** Nothing where a word between two `%` is none of the placeholders. */
  static std::optional<Pattern> parse(std::string_view text);
  /** %EMAILADDRESS%. */
  static Pattern email_address();

  /** As written: for clients that fill in the placeholders themselves. */
  const std::string& text() const noexcept { return text_; }
  /** Nothing but a single placeholder. */
  bool is_placeholder() const noexcept;
  /** Needs the address to be filled in; %EMAILDOMAIN% alone needs only a domain. */
  bool needs_address() const noexcept;

  std::string expand(const Address& address) const;
  /** For a pattern that does not need the address. */
  std::string expand(const Domain& domain) const;

  friend bool operator==(const Pattern&, const Pattern&) = default;

 private:
  explicit Pattern(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

}  // namespace fingerpost
