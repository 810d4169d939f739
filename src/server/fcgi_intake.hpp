// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "server/fcgi_record.hpp"

namespace fingerpost {

/** Collects the FastCGI records of one request (FastCGI 1.0 section 3.3) as they come, and lets
    through only what libfcgi 2.4 can be trusted with.

    libfcgi reads a request with blocking calls, and Apache streams a body as slowly as its client
    sends it: four clients that stop half-way would stop four threads. And libfcgi trusts its
    peer: a FCGI_GET_VALUES record can overflow its stack, a pair of lengths its heap. So management
    records, which may come before, between and amid requests, are answered here. Total; throws
    nothing but bad_alloc. */
class FcgiIntake {
 public:
  enum class Verdict {
    /** More must come. */
    incomplete,
    complete,
    /** Parameters or body are longer than their limit, or the body is going to be; there is no
        need to read on. */
    too_large,
    /** No request as a web server sends it, or given up by it: the connection is worth nothing. */
    broken
  };

  /** In bytes, for parameters and body each: far more than any client sends. */
  static constexpr std::size_t limit = 64 * 1024;

  /** How many management records a request may come with; one more is broken. */
  static constexpr unsigned most_management = 16;
  /** In bytes, of the rest of a request that is too large. A web server sends what it has of a body
      before it looks whether there is an answer, and hardly more. */
  static constexpr std::size_t most_skipped = 16 * 1024 * 1024;

  /** Takes what was read from the connection. Once a verdict other than `incomplete` was reached,
      nothing more is taken until reset(). */
  Verdict take(std::string_view bytes);

  /** The records to send at once, whatever the verdict: what take() answered to management records. At
      most `most_management` records, each as short as answer_management() makes them. */
  std::string take_replies() noexcept { return std::exchange(replies_, {}); }

  bool is_complete() const noexcept { return verdict_ == Verdict::complete; }
  /** Whether anything of a request has come. */
  bool has_begun() const noexcept { return stage_ != Stage::begin || !pending_.empty(); }

  /** Returns the bytes that the request takes up so far. */
  std::size_t memory() const noexcept;

  /** Returns the records that libfcgi reads in place of the real ones: the request as it began, each
      parameter that request_from_cgi() looks at (none if the request is too large), once, and
      nothing of the body. The end of the parameters is the last that is there. */
  std::string head() const;
  std::string& body() noexcept { return body_; }
  /** Of the request, as the web server numbers them. */
  std::uint16_t id() const noexcept { return id_; }

  /** For the next request on the connection. What has come of it already is kept: take() looks at it,
      even without new bytes. */
  void reset();
  /** The same after a request that is too large: throws away the rest of it, which ends with its body
      or, if the web server does not send that, with the next request. Apache and Caddy differ there.
      To close the connection instead would lose a request that Apache sends on it meanwhile. More than
      `most_skipped` is broken. */
  void skip_rest();
  bool is_skipping() const noexcept { return skipping_; }

 private:
  enum class Stage { begin, parameters, body, finished };

  Verdict take_record(FcgiType type, std::uint16_t id, std::string_view content);
  Verdict take_management(FcgiType type, std::string_view content);
  Verdict take_begin(std::uint16_t id, std::string_view content);
  Verdict end_parameters();

  std::string pending_;
  std::string begin_;
  std::string parameters_;
  std::string body_;
  std::string replies_;
  Stage stage_ = Stage::begin;
  Verdict verdict_ = Verdict::incomplete;
  std::uint16_t id_ = 0;
  unsigned management_ = 0;
  bool skipping_ = false;
  std::size_t skipped_ = 0;
};

}  // namespace fingerpost
