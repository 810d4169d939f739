// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fingerpost {

/** An http or https URL in ASCII without user information, split into its parts. It holds no
    character that needs more than XML's or JSON's escaping. Copies share their parts; only a
    moved-from URL has none. */
class Url {
 public:
  /** Parses a URL. Returns nothing if it is not of this kind. Throws only bad_alloc. */
  static std::optional<Url> parse(std::string_view text);

  /** Returns the URL as it was written. */
  const std::string& text() const noexcept { return parts_->text; }
  bool is_https() const noexcept { return parts_->https; }
  /** Returns the host in lower case, with A-labels. */
  const std::string& host() const noexcept { return parts_->host; }
  /** Returns the port; the scheme's default if the text has none. */
  std::uint16_t port() const noexcept { return parts_->port; }
  /** Returns the path, query and fragment, with a slash at the start. */
  const std::string& path() const noexcept { return parts_->path; }

 private:
  struct Parts {
    std::string text;
    bool https = false;
    std::string host = {};
    std::uint16_t port = 0;
    std::string path = {};
  };

  // UrlPattern builds URLs from valid parts.
  friend class UrlPattern;

  explicit Url(Parts parts) : parts_(std::make_shared<const Parts>(std::move(parts))) {}

  std::shared_ptr<const Parts> parts_;
};

}  // namespace fingerpost
