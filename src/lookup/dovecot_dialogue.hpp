// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lookup/dialogue.hpp"

namespace fingerpost {

/** The protocol of Dovecot's auth-userdb socket: lines of tab-separated fields, with numbers that
    match replies, in any order, to questions. The value of an address is its user name in the
    userdb. Read in Dovecot 2.3.19 and in its sources of 2026-08 (src/auth/auth-master-connection.c,
    src/lib-auth-client/auth-master.c). */
class DovecotDialogue final : public Dialogue {
 public:
  std::size_t most_at_once() const noexcept override { return 100; }
  /** Dovecot accepts lines of up to 1024 bytes, and closes the connection at a longer one. */
  std::size_t longest_key() const noexcept override { return 900; }
  std::string ask(std::uint32_t id, std::string_view key) override;
  void take(std::string_view bytes) override;
  std::optional<MapReply> next() override;
  std::string_view problem() const noexcept override { return problem_; }
  bool is_inside_reply() const noexcept override { return begin_ != bytes_.size(); }

  /** Dovecot's own clients accept lines of up to 8192 bytes. */
  static constexpr std::size_t longest_line = 16 * 1024;

 private:
  std::optional<MapReply> read(std::string_view line);

  std::string bytes_;
  /** The offset of the next line. */
  std::size_t begin_ = 0;
  /** The user name in the last reply, without escapes. */
  std::string user_;
  std::string_view problem_ = {};
  bool greeted_ = false;
  /** Whether the server has sent its version. */
  bool known_ = false;
};

}  // namespace fingerpost
