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
  /** Returns the whole answer in CGI's form. What it throws, answer() throws. */
  using Handler = std::function<std::string(const Request&)>;

  /** Throws Error, also if libfcgi does not read from memory. */
  FcgiExchange();
  ~FcgiExchange();

  /** Has a request answered. `intake` is complete or too large, and loses its body. Returns nothing
      if libfcgi finds fault with it. Throws bad_alloc, also where there is no memory for libfcgi,
      which would end the process. */
  std::optional<FcgiAnswer> answer(FcgiIntake& intake, const Handler& handler);

 private:
  struct Fcgx;
  class Reading;

  std::unique_ptr<Fcgx> fcgx_;
};

}  // namespace fingerpost
