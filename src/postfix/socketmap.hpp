// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/** The protocol of socketmap_table(5) (Postfix 3.7), over netstrings. */
namespace fingerpost {

/** A reply holds at most so many bytes (socketmap_table(5)). */
inline constexpr std::size_t longest_reply = 100'000;
/** A request holds at most so many bytes: the name of a map, a space, and a key. */
inline constexpr std::size_t longest_request = 8192;

/** Takes netstrings out of bytes as they come. Whatever they are, holds no more than one of the
    longest size and what came with it. */
class NetstringReader {
 public:
  explicit NetstringReader(std::size_t longest) noexcept : longest_(longest) {}

  /** Takes bytes that came. Throws only bad_alloc. */
  void take(std::string_view bytes);
  /** Returns the next complete string, which lives until the next call; nothing if there is none
      yet, or if the bytes are wrong. */
  std::optional<std::string_view> next();
  /** Whether the bytes are not netstrings, or one is too long. It stays so. */
  bool is_wrong() const noexcept { return wrong_; }
  /** Whether all that came was returned. */
  bool is_empty() const noexcept { return begin_ == bytes_.size(); }
  /** Returns the number of bytes that it holds. */
  std::size_t held() const noexcept { return bytes_.size(); }

 private:
  const std::size_t longest_;
  std::string bytes_;
  /** Where the next string begins. */
  std::size_t begin_ = 0;
  bool wrong_ = false;
};

std::string netstring(std::string_view text);

struct SocketmapRequest {
  std::string_view map;
  std::string_view key;
};
/** Splits a request at its first space. Returns nothing if it has none. */
std::optional<SocketmapRequest> parse_socketmap_request(std::string_view text) noexcept;

struct SocketmapReply {
  enum class Status { found, absent, temporary, timeout, permanent };

  Status status;
  /** The value, or why there is none. */
  std::string_view text;
};
/** Returns nothing if the text is not a reply. */
std::optional<SocketmapReply> parse_socketmap_reply(std::string_view text) noexcept;
/** Returns the text of a reply: its word, a space and its text. */
std::string socketmap_reply(const SocketmapReply& reply);

}  // namespace fingerpost
