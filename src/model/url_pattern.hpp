// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/address.hpp"
#include "model/domain.hpp"
#include "model/url.hpp"

namespace fingerpost {

/** A URL that may contain placeholders, as in automx2 and mailcow: all three in its path, query and
    fragment, but only %EMAILDOMAIN% in its host. */
class UrlPattern {
 public:
  /** Parses a pattern. Returns nothing if some address would not expand it to a valid URL, or if it
      contains a stray `%` (see find_stray_percent()). Throws only bad_alloc. */
  static std::optional<UrlPattern> parse(std::string_view text);

  /** Returns the pattern as it was written. */
  const std::string& text() const noexcept { return parts_.text; }
  bool has_placeholder() const noexcept { return parts_.has_placeholder; }
  /** Whether the URL needs an address; %EMAILDOMAIN% alone needs only a domain. */
  bool needs_address() const noexcept { return parts_.needs_address; }
  /** Returns the URL for an invented user. Its scheme and port are correct, it has a path if the
      pattern has one, and everything but the placeholders is as written. */
  const Url& sample() const noexcept { return parts_.sample; }

  /** Returns the URL with its placeholders replaced by the parts of the address. All characters
      except letters, digits and `-._~` are percent-encoded (RFC 3986 section 2.1), so no address
      can add a path segment or a parameter: `@` always becomes %40. The host gets `domain`, which
      the configuration must serve, never the domain of the address. `address` may be null if
      needs_address() is false. */
  Url expand(const Domain& domain, const Address* address) const;

 private:
  struct Parts {
    std::string text;
    Url sample;
    bool has_placeholder;
    bool needs_address;
    /** The scheme and `://`, as written. */
    std::string scheme;
    /** The host in lower case, with its placeholder. */
    std::string host;
    /** The port with its colon, as written, or empty. */
    std::string port;
    /** The path, query and fragment, as written. */
    std::string tail;
  };

  explicit UrlPattern(Parts parts) : parts_(std::move(parts)) {}

  Parts parts_;
};

}  // namespace fingerpost
