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
    peer: a FCGI_GET_VALUES record can overflow its stack, and a pair of lengths its heap. So this
    class answers management records, which may come before, between and within requests. Total;
    throws only bad_alloc. */
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

  /** The limit of management records with a request; a request with more is broken. */
  static constexpr unsigned most_management = 16;
  /** The limit in bytes for the rest of a request that is too large. A web server sends the part of
      a body that it has before it checks for an answer, and hardly more. */
  static constexpr std::size_t most_skipped = 16 * 1024 * 1024;

  /** Takes what was read from the connection. Once a verdict other than `incomplete` was reached,
      nothing more is taken until reset(). */
  Verdict take(std::string_view bytes);

  /** Returns the records to send at once, whatever the verdict: take()'s answers to management
      records. They are at most `most_management` records, each as short as answer_management()
      makes them. */
  std::string take_replies() noexcept { return std::exchange(replies_, {}); }

  bool is_complete() const noexcept { return verdict_ == Verdict::complete; }
  /** Whether anything of a request has come. */
  bool has_begun() const noexcept { return stage_ != Stage::begin || !pending_.empty(); }

  /** Returns the number of bytes that the request occupies so far. */
  std::size_t memory() const noexcept;

  /** Returns the records that libfcgi reads instead of the real ones: the begin record of the
      request, and each parameter that request_from_cgi() uses, once (none if the request is too
      large). They have none of the body and end with the end of the parameters. */
  std::string head() const;
  std::string& body() noexcept { return body_; }
  /** Of the request, as the web server numbers them. */
  std::uint16_t id() const noexcept { return id_; }

  /** Prepares for the next request on the connection. Bytes of it that have arrived are kept:
      take() looks at them, even without new bytes. */
  void reset();
  /** Prepares for the next request after one that is too large, and discards the rest of that. The
      rest ends with its body or, if the web server does not send that, with the next request;
      Apache and Caddy differ here. Closing the connection instead would lose a request that Apache
      sends on it meanwhile. A rest of more than `most_skipped` is broken. */
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
