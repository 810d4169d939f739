// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/fd.hpp"
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
    One for each thread, used for one request after the other. */
class FcgiExchange {
 public:
  /** Gives the whole answer in CGI's form; must not throw. */
  using Handler = std::function<std::string(const Request&)>;

  /** Throws Error. */
  FcgiExchange();
  ~FcgiExchange();

  /** Has a request answered. `intake` is complete or too large, and loses its body. Nothing if
      libfcgi finds fault with it. Throws bad_alloc, or Error if there is no descriptor left. */
  std::optional<FcgiAnswer> answer(FcgiIntake& intake, const Handler& handler);

 private:
  struct Fcgx;

  void open_pipe();
  /** Has libfcgi read the head; false if it finds fault with it. */
  bool read(const std::string& head);

  /** Of the pipe that libfcgi reads: on a connection, it would wait for what is missing. */
  Fd reading_;
  Fd writing_;
  std::unique_ptr<Fcgx> fcgx_;
};

}  // namespace fingerpost
