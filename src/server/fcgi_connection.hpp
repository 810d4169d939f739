// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "server/fcgi_intake.hpp"
#include "server/fcgi_request.hpp"

namespace fingerpost {

/** A connection from a web server without its socket: bytes in, requests out, answers in, bytes
    out. Handles one request at a time; bytes that arrive meanwhile wait (HAProxy's `http-reuse
    always` sends the next request before it has the last answer). For one thread at a time. Total;
    throws only bad_alloc, after which the connection is unusable. */
class FcgiConnection {
 public:
  /** What the caller must do next. */
  enum class Next {
    /** Read bytes from the web server: take(). */
    bytes,
    /** Answer the request: request(), then answer(). */
    answer,
    /** Send the unsent bytes: unsent(), then sent(). */
    sending,
    /** Wait until the web server closes the connection, and discard its bytes until then: take().
        Closing a connection with unread bytes would reset it and could lose the answer. */
    farewell,
    /** Close the connection. */
    close
  };

  Next next() const noexcept;

  /** Takes bytes from the web server. next() must be `bytes` or `farewell`. */
  void take(std::string_view bytes);

  /** Returns the request to answer, once; nothing if libfcgi rejects it. */
  std::optional<FcgiRequest> request();
  /** Ends the request with an answer in CGI's form (RFC 3875 section 6). The connection ends when
      the answer is sent if the web server wants no more answers or `last` is true. */
  void answer(const FcgiRequest& request, std::string_view cgi, bool last);

  /** Returns the bytes to send to the web server. */
  std::string_view unsent() const noexcept { return unsent_; }
  /** Removes the first `count` unsent bytes, which the web server has taken. */
  void sent(std::size_t count);

  /** Returns whether the web server broke the FastCGI protocol. */
  bool is_broken() const noexcept { return verdict_ == FcgiIntake::Verdict::broken; }
  /** Returns whether a request has begun and its answer is not yet sent, or the farewell has
      begun. */
  bool is_unfinished() const noexcept;
  /** Returns whether request() has returned a request that has no answer yet. */
  bool is_being_answered() const noexcept { return request_memory_ > 0; }
  /** Returns the number of bytes that the connection holds. */
  std::size_t memory() const noexcept;

 private:
  void look(FcgiIntake::Verdict verdict);

  FcgiIntake intake_;
  FcgiIntake::Verdict verdict_ = FcgiIntake::Verdict::incomplete;
  std::string unsent_;
  /** The bytes of the request that is being answered. */
  std::size_t request_memory_ = 0;
  /** Whether the last answer was given. */
  bool ending_ = false;
  /** The number of bytes discarded in the farewell. */
  std::size_t discarded_ = 0;
};

}  // namespace fingerpost
