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
    out. It has one request at a time; what a web server sends meanwhile waits (HAProxy's
    `http-reuse always` sends the next request before it has the last answer). For one thread at a
    time. Total; throws only bad_alloc, after which the connection is worth nothing. */
class FcgiConnection {
 public:
  /** What must happen next. */
  enum class Next {
    /** Bytes come from the web server: take(). */
    bytes,
    /** The request is answered: request() and then answer(). */
    answer,
    /** The web server takes what is unsent: sent(). */
    sending,
    /** The web server closes the connection. Until then, its bytes are discarded: take(). To close
        a connection with unread bytes resets it and might lose the answer. */
    farewell,
    /** The connection is closed. */
    close
  };

  Next next() const noexcept;

  /** Takes bytes that were read, if next() is `bytes` or `farewell`. */
  void take(std::string_view bytes);

  /** Returns the request that is to be answered, once; nothing if libfcgi rejects it. */
  std::optional<FcgiRequest> request();
  /** Ends the request with an answer in CGI's form (RFC 3875 section 6). If the web server wants no
      more answers, or `last`, the connection ends when it is sent. */
  void answer(const FcgiRequest& request, std::string_view cgi, bool last);

  /** Bytes for the web server, and how many of them it has taken. */
  std::string_view unsent() const noexcept { return unsent_; }
  void sent(std::size_t count);

  /** Whether what came is not a request as a web server sends it. */
  bool is_broken() const noexcept { return verdict_ == FcgiIntake::Verdict::broken; }
  /** Whether a request has begun and its answer is not yet sent, or the farewell has begun. */
  bool is_unfinished() const noexcept;
  /** Whether the request was handed out by request(). */
  bool is_being_answered() const noexcept { return request_memory_ > 0; }
  /** Returns the number of bytes that it holds. */
  std::size_t memory() const noexcept;

 private:
  void look(FcgiIntake::Verdict verdict);

  FcgiIntake intake_;
  FcgiIntake::Verdict verdict_ = FcgiIntake::Verdict::incomplete;
  std::string unsent_;
  /** Of the request that is being answered. */
  std::size_t request_memory_ = 0;
  /** The last answer was given. */
  bool ending_ = false;
  /** The number of bytes discarded in the farewell. */
  std::size_t discarded_ = 0;
};

}  // namespace fingerpost
