// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "http/request.hpp"
#include "server/fcgi_intake.hpp"

struct FCGX_Request;

namespace fingerpost {

/** Frees libfcgi's memory of a request. */
struct FcgxFree {
  void operator()(FCGX_Request* request) const noexcept;
};

/** A request whose parameters libfcgi has read. Can be moved, and used and destroyed in any
    thread. */
struct FcgiRequest {
  /** The bytes that a request holds in addition to its body and parameters: the buffers of
      libfcgi's streams. */
  static constexpr std::size_t own_memory = 18 * 1024;

  /** Its views point into `parameters`. */
  Request request;
  /** The number that the web server gave it. */
  std::uint16_t id;
  /** Whether parameters or body exceed their limit; `request` is then empty. */
  bool too_large;
  /** Whether the web server wants another answer on the connection. */
  bool keep;
  std::unique_ptr<FCGX_Request, FcgxFree> parameters;
};

/** Reads a request with libfcgi and moves its body out. The request must be complete or too large.
    Returns nothing if libfcgi rejects it. libfcgi reads from memory, not from a descriptor, because
    it calls this program's OS_Read() instead of its own. Can run on any thread. Throws bad_alloc,
    also if libfcgi would not have enough memory, because libfcgi would end the process. */
std::optional<FcgiRequest> read_request(FcgiIntake& intake);

/** Prepares libfcgi. Must be called once, before read_request(). Throws Error if libfcgi cannot
    start or does not call this program's OS_Read(). */
void prepare_libfcgi();

}  // namespace fingerpost
