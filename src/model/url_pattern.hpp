// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/address.hpp"
#include "model/domain.hpp"
#include "model/url.hpp"

namespace fingerpost {

/** A URL that may hold placeholders, as automx2 and mailcow have them: in its path, query or fragment
    all three, in its host only %EMAILDOMAIN%. Copies share what they hold; only a moved-from one
    holds nothing. */
class UrlPattern {
 public:
  /** Nothing for what does not become a legal URL with any address filled in, or holds a stray `%`
      (see find_stray_percent()). Never throws but bad_alloc. */
  static std::optional<UrlPattern> parse(std::string_view text);

  /** As it was written. */
  const std::string& text() const noexcept { return parts_->text; }
  bool has_placeholder() const noexcept { return parts_->has_placeholder; }
  /** Whether it needs the address to be filled in; %EMAILDOMAIN% alone needs only a domain. */
  bool needs_address() const noexcept { return parts_->needs_address; }
  /** Returns the URL of an invented user: right in its scheme and port, in whether it has a path,
      and in all that is no placeholder. */
  const Url& sample() const noexcept { return parts_->sample; }

  /** Fills in the address's parts, percent-encoded (RFC 3986 section 2.1) but for letters, digits and
      `-._~`, so that no address adds a segment or a parameter: the `@` becomes %40 everywhere. The
      host gets `domain`, which is one that the configuration serves, and never the address's.
      `address` may be null where needs_address() is false. */
  Url expand(const Domain& domain, const Address* address) const;

 private:
  struct Parts {
    std::string text;
    Url sample;
    bool has_placeholder;
    bool needs_address;
    /** Scheme and slashes, as written. */
    std::string scheme;
    /** Lower case, with its placeholder. */
    std::string host;
    /** As written, with its colon, or empty. */
    std::string port;
    /** Path, query and fragment, as written. */
    std::string tail;
  };

  explicit UrlPattern(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}

  // A provider has room for five, and most have none.
  std::shared_ptr<const Parts> parts_;
};

}  // namespace fingerpost
