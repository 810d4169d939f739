// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "server/fcgi_record.hpp"

namespace fingerpost {

/** Collects the FastCGI records of one request (FastCGI 1.0 section 3.3) as they arrive, and passes
    on only what libfcgi 2.4 can read safely.

    libfcgi reads a request with blocking calls, and Apache streams a body as slowly as its client
    sends it, so four slow clients would block four threads. libfcgi also trusts its peer: a
    FCGI_GET_VALUES record can overflow its stack, and a pair of lengths its heap. Therefore this
    class also answers management records, which can arrive before, between and within requests.
    Total; throws only bad_alloc. */
class FcgiIntake {
 public:
  enum class Verdict {
    /** The request needs more bytes. */
    incomplete,
    complete,
    /** Parameters or body exceed the limit, or the body is going to; reading on is pointless. */
    too_large,
    /** The web server broke the protocol or aborted the request; the connection is unusable. */
    broken
  };

  /** The limit in bytes, for parameters and body each: far more than any client sends. */
  static constexpr std::size_t limit = 64 * 1024;

  /** The limit of management records per request; a request with more is broken. */
  static constexpr unsigned most_management = 16;
  /** The limit in bytes for the rest of a request that is too large. Before a web server checks for
      an answer, it sends the part of the body that it already has, and little more. */
  static constexpr std::size_t most_skipped = 16 * 1024 * 1024;

  /** Takes bytes from the connection. After a verdict other than `incomplete`, takes nothing until
      reset(). */
  Verdict take(std::string_view bytes);

  /** Returns the answers to management records, to be sent immediately, whatever the verdict: at
      most `most_management` records of answer_management(). */
  std::string take_replies() noexcept { return std::exchange(replies_, {}); }

  bool is_complete() const noexcept { return verdict_ == Verdict::complete; }
  /** Returns whether any byte of a request has arrived. */
  bool has_begun() const noexcept { return stage_ != Stage::begin || !pending_.empty(); }

  /** Returns the number of bytes that the request occupies so far. */
  std::size_t memory() const noexcept;

  /** Returns the records that libfcgi reads instead of the real ones: the request's begin record
      and each parameter that request_from_cgi() uses, once (none if the request is too large). They
      end with the end of the parameters and hold nothing of the body. */
  std::string head() const;
  std::string& body() noexcept { return body_; }
  /** Returns the number that the web server gave the request. */
  std::uint16_t id() const noexcept { return id_; }

  /** Prepares for the next request on the connection. Keeps bytes that have already arrived; take()
      reads them, even if called without new bytes. */
  void reset();
  /** Prepares for the next request after one that is too large, and discards the rest of that one.
      The rest ends with the request's body or, if the web server does not send it, with the next
      request; Apache and Caddy differ here. Closing the connection instead would lose a request
      that Apache sends on it meanwhile. A rest of more than `most_skipped` bytes is broken. */
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
