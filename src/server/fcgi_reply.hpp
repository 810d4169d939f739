// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fingerpost {

/** Collects a FastCGI server's answer to one request (FastCGI 1.0 section 3.3). Total; throws only
    bad_alloc. */
class FcgiReply {
 public:
  enum class Verdict {
    /** The answer needs more bytes. */
    incomplete,
    /** The answer is complete; take() ignores further bytes. */
    complete,
    /** The bytes are not an answer to this request, or the answer is too long. */
    broken
  };

  /** The limit of the answer in bytes: room for reports on thousands of maps. */
  static constexpr std::size_t limit = 1024 * 1024;

  /** `id` is the number of the request. */
  explicit FcgiReply(std::uint16_t id) noexcept : id_(id) {}

  /** Takes bytes from the connection. */
  Verdict take(std::string_view bytes);

  /** Returns the header and the body that the server has written, in CGI's form. */
  const std::string& output() const noexcept { return output_; }

 private:
  Verdict take_record(std::string_view header, std::string_view content);

  const std::uint16_t id_;
  std::size_t taken_ = 0;
  std::string pending_ = {};
  std::string output_ = {};
  Verdict verdict_ = Verdict::incomplete;
};

}  // namespace fingerpost
