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
  Fd reading(ends[0]);
  Fd writing(ends[1]);
  // 64 KiB, which it holds anyway, are a little less than the longest head.
  if (fcntl(writing.get(), F_SETPIPE_SZ, 2 * FcgiIntake::limit) < 0)
    throw Error("pipe: {}", errno_text());
  reading_ = std::move(reading);
  writing_ = std::move(writing);
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

std::optional<FcgiAnswer> FcgiExchange::answer(FcgiIntake& intake, const Handler& handler) {
  if (!read(intake.head())) return std::nullopt;
  FCGX_Request& request = fcgx_->request;
  Request asked = request_from_cgi(request.envp);
  asked.body = std::move(intake.body());
  FcgiAnswer answer = {.records = {}, .keep = request.keepConnection != 0};
  append_stream(answer.records, FcgiType::output, intake.id(), handler(asked));
  // The status of a program, 0, and that of the protocol, FCGI_REQUEST_COMPLETE.
  append_record(answer.records, FcgiType::end_request, intake.id(), std::string(8, '\0'));
  FCGX_Free(&request, 0);
  request.ipcFd = -1;
  return answer;
}

}  // namespace fingerpost
