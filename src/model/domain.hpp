// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fingerpost {

/** A domain name in the form used for comparing and sending: A-labels, lower case, no final dot. It
    holds only letters, digits, hyphens and dots, so it is safe in every format. */
class Domain {
 public:
  /** Parses a name in any case; it may have U-labels (UTF-8, converted by IDNA 2008 with the
      mapping of UTS 46). Returns nothing if the text is not a host name; an IP address is not one.
      Throws only bad_alloc. */
  static std::optional<Domain> parse(std::string_view text);

  const std::string& text() const noexcept { return text_; }

  /** Returns the part after the first label, or nothing if there is only one. */
  std::optional<Domain> parent() const;

  friend bool operator==(const Domain&, const Domain&) = default;

 private:
  explicit Domain(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

/** Returns a name with U-labels instead of A-labels, to show to people. Returns it unchanged if its
    U-labels do not convert back or are not fully visible. Throws only bad_alloc. */
std::string to_u_labels(const std::string& name);

}  // namespace fingerpost
