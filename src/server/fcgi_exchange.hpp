// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/request.hpp"
#include "server/fcgi_intake.hpp"

namespace fingerpost {

/** What a web server is sent. */
struct FcgiAnswer {
  std::string records;
  /** Whether it keeps the connection open for another request; otherwise it is to be closed. */
  bool keep;
};

/** Makes a request of what was taken in, its parameters read by libfcgi, and records of the answer.
    libfcgi reads from memory: it calls this program's OS_Read() in place of its own, so an exchange
    needs no descriptor. Used by one thread at a time, for one request after the other. */
class FcgiExchange {
 public:
  /** Returns the whole answer in CGI's form. answer() passes its exceptions on. */
  using Handler = std::function<std::string(const Request&)>;

  /** Throws Error, for example if libfcgi does not read from memory. */
  FcgiExchange();
  ~FcgiExchange();

  /** Has a request answered. `intake` must be complete or too large; its body is moved out. Returns
      nothing if libfcgi rejects the request. Throws bad_alloc, also when libfcgi would lack memory,
      because it would then end the process. */
  std::optional<FcgiAnswer> answer(FcgiIntake& intake, const Handler& handler);

 private:
  struct Fcgx;
  class Reading;

  std::unique_ptr<Fcgx> fcgx_;
};

}  // namespace fingerpost
