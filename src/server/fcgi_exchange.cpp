// SPDX-License-Identifier: MIT
#include "server/fcgi_exchange.hpp"

#include <fcgiapp.h>
#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "base/error.hpp"
#include "http/cgi.hpp"

namespace fingerpost {

struct FcgiExchange::Fcgx {
  FCGX_Request request;
};

FcgiExchange::FcgiExchange() : fcgx_(std::make_unique<Fcgx>()) {
  open_pipe();
  if (FCGX_Init() != 0) throw Error("libfcgi cannot start");
  // Without a listening socket, FCGX_Accept_r serves the descriptor it is given and no other.
  FCGX_InitRequest(&fcgx_->request, -1, 0);
}

FcgiExchange::~FcgiExchange() {
  FCGX_Free(&fcgx_->request, 0);
}

void FcgiExchange::open_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) throw Error("pipe: {}", errno_text());
  reading_ = Fd(ends[0]);
  writing_ = Fd(ends[1]);
  // 64 KiB, which it holds anyway, are a little less than the longest head.
  fcntl(writing_.get(), F_SETPIPE_SZ, 2 * FcgiIntake::limit);
}

bool FcgiExchange::read(const std::string& head) {
  if (!reading_) open_pipe();
  // What the pipe does not take is missed by libfcgi, for its end does not block.
  [[maybe_unused]] const auto written = write(writing_.get(), head.data(), head.size());
  FCGX_Request& request = fcgx_->request;
  request.ipcFd = reading_.get();
  // FCGX_Accept_r would begin by closing a descriptor that is not kept; a detached one it closes,
  // if it fails, without waiting for the other side.
  request.keepConnection = 1;
  FCGX_Detach(&request);
  // If it succeeds, it has read the last record: the next head finds the pipe empty.
  if (FCGX_Accept_r(&request) == 0) return true;
  // It has been closed.
  reading_.release();
  return false;
}

bool FcgiExchange::answer(FcgiIntake& intake, int connection, const Handler& handler) {
  if (!read(intake.head())) return false;
  FCGX_Request& request = fcgx_->request;
  const bool keep = request.keepConnection != 0;
  Request asked = request_from_cgi(request.envp);
  asked.body = std::move(intake.body());
  const std::string text = handler(asked);

  request.ipcFd = connection;
  FCGX_PutStr(text.data(), static_cast<int>(text.size()), request.out);
  // As FCGX_Finish_r does it, but that would close the connection if it cannot write to it, and the
  // connection is the caller's.
  const int failed = FCGX_FClose(request.err) | FCGX_FClose(request.out);
  FCGX_Free(&request, 0);
  request.ipcFd = -1;
  return keep && failed == 0;
}

}  // namespace fingerpost
