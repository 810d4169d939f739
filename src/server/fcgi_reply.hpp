// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fingerpost {

/** Collects what a FastCGI server answers to one request, as records of FastCGI 1.0 section 3.3.
    Total; throws only bad_alloc. */
class FcgiReply {
 public:
  enum class Verdict {
    /** More must come. */
    incomplete,
    /** The server has answered, and nothing more is taken. */
    complete,
    /** No answer to this request, or one that is too long. */
    broken
  };

  /** In bytes, for the whole answer: room for the reports on thousands of maps. */
  static constexpr std::size_t limit = 1024 * 1024;

  /** `id` is the number of the request. */
  explicit FcgiReply(std::uint16_t id) noexcept : id_(id) {}

  /** Takes what was read from the connection. */
  Verdict take(std::string_view bytes);

  /** Returns what the server has written: a header and a body, in CGI's form. */
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
