// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/** The protocol of socketmap_table(5) (Postfix 3.7), which uses netstrings. */
namespace fingerpost {

/** The most bytes of a reply (socketmap_table(5)). */
inline constexpr std::size_t longest_reply = 100'000;
/** The most bytes of a request: the name of a map, a space, and a key. */
inline constexpr std::size_t longest_request = 8192;

/** Extracts netstrings from a stream of bytes. Whatever the bytes are, it holds no more than one
    netstring of the longest size and the bytes that arrived with it. */
class NetstringReader {
 public:
  explicit NetstringReader(std::size_t longest) noexcept : longest_(longest) {}

  /** Adds bytes that arrived. Throws only bad_alloc. */
  void take(std::string_view bytes);
  /** Returns the next complete string, a view that is valid until the next call. Returns nothing if
      there is none yet or the bytes are invalid. */
  std::optional<std::string_view> next();
  /** Whether the bytes are not netstrings, or a netstring is too long. Once true, it stays true. */
  bool is_wrong() const noexcept { return wrong_; }
  /** Whether every byte that arrived was returned. */
  bool is_empty() const noexcept { return begin_ == bytes_.size(); }
  /** Returns the number of bytes held. */
  std::size_t held() const noexcept { return bytes_.size(); }

 private:
  const std::size_t longest_;
  std::string bytes_;
  /** The offset of the next string. */
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
  /** The value, or the reason why there is none. */
  std::string_view text;
};
/** Parses a reply. Returns nothing if the text is not one. */
std::optional<SocketmapReply> parse_socketmap_reply(std::string_view text) noexcept;
/** Formats a reply: its word, a space and its text. */
std::string socketmap_reply(const SocketmapReply& reply);

}  // namespace fingerpost
