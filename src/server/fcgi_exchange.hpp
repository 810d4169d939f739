// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/fd.hpp"
#include "http/request.hpp"
#include "server/fcgi_intake.hpp"

namespace fingerpost {

/** libfcgi's part of a request: it reads the parameters and writes the answer. One for each
    thread, used for one request after the other. */
class FcgiExchange {
 public:
  /** Gives the whole answer in CGI's form; must not throw. */
  using Handler = std::function<std::string(const Request&)>;

  /** Throws Error. */
  FcgiExchange();
  ~FcgiExchange();

  /** Has a request answered on a connection, which stays the caller's. `intake` is complete or too
      large, and loses its body. Returns whether the web server keeps the connection open for
      another request; otherwise it is to be closed, as it is if it does not block and its buffer
      does not take the answer. Throws bad_alloc, or Error if there is no descriptor left. */
  bool answer(FcgiIntake& intake, int connection, const Handler& handler);

 private:
  struct Fcgx;

  void open_pipe();
  /** Has libfcgi read the head; false if it finds fault with it. */
  bool read(const std::string& head);

  /** Where libfcgi reads: its reading calls wait for what is missing, so they get no connection. */
  Fd reading_;
  Fd writing_;
  std::unique_ptr<Fcgx> fcgx_;
};

}  // namespace fingerpost
