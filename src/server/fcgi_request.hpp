// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "http/request.hpp"
#include "server/fcgi_intake.hpp"

struct FCGX_Request;

namespace fingerpost {

/** Frees what libfcgi holds of a request. */
struct FcgxFree {
  void operator()(FCGX_Request* request) const noexcept;
};

/** A request whose parameters libfcgi has read. It may be moved, and used and destroyed in any
    thread. */
struct FcgiRequest {
  /** The bytes that a request holds beside its body and parameters: the buffers of libfcgi's
      streams. */
  static constexpr std::size_t own_memory = 18 * 1024;

  /** Its views are into `parameters`. */
  Request request;
  /** The number that the web server gave it. */
  std::uint16_t id;
  /** Whether parameters or body exceed their limit; `request` is then empty. */
  bool too_large;
  /** Whether the web server wants another answer on the connection. */
  bool keep;
  std::unique_ptr<FCGX_Request, FcgxFree> parameters;
};

/** Has libfcgi read a request, which must be complete or too large; its body is moved out. Returns
    nothing if libfcgi rejects it. libfcgi reads from memory: it calls this program's OS_Read() in
    place of its own, so it needs no descriptor. Any thread. Throws bad_alloc, also where libfcgi
    would lack memory, because libfcgi would then end the process. */
std::optional<FcgiRequest> read_request(FcgiIntake& intake);

/** Throws Error if libfcgi cannot start, or does not read by this program's OS_Read(). To be called
    once, before read_request(). */
void prepare_libfcgi();

}  // namespace fingerpost
