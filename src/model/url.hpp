// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fingerpost {

/** An http or https URL in ASCII, without user information, taken apart. Holds no character that
    would need more than XML's or JSON's escaping. */
class Url {
 public:
  /** Nothing for anything else. Never throws but bad_alloc. */
  static std::optional<Url> parse(std::string_view text);

  /** As it was written. */
  const std::string& text() const noexcept { return text_; }
  bool is_https() const noexcept { return https_; }
  /** A-labels, lower case. */
  const std::string& host() const noexcept { return host_; }
  /** The default of the scheme if the text has none. */
  std::uint16_t port() const noexcept { return port_; }
  /** Path, query and fragment; begins with a slash. */
  const std::string& path() const noexcept { return path_; }

 private:
  Url() = default;

  std::string text_;
  bool https_ = false;
  std::string host_;
  std::uint16_t port_ = 0;
  std::string path_;
};

}  // namespace fingerpost
