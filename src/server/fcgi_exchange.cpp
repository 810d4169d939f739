// SPDX-License-Identifier: MIT
#include "server/fcgi_exchange.hpp"

#include <fcgiapp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <utility>

#include "base/error.hpp"
#include "http/cgi.hpp"

namespace fingerpost {

namespace {

Fd memory_file() {
  Fd fd(memfd_create("fingerpost", MFD_CLOEXEC));
  if (!fd) throw Error("memfd: {}", errno_text());
  return fd;
}

}  // namespace

struct FcgiExchange::Fcgx {
  FCGX_Request request;
};

FcgiExchange::FcgiExchange() : input_(memory_file()), fcgx_(std::make_unique<Fcgx>()) {
  if (FCGX_Init() != 0) throw Error("libfcgi cannot start");
  // Without a listening socket, FCGX_Accept_r serves the descriptor it is given and no other.
  FCGX_InitRequest(&fcgx_->request, -1, 0);
}

FcgiExchange::~FcgiExchange() {
  FCGX_Free(&fcgx_->request, 0);
}

bool FcgiExchange::read(const std::string& head) {
  if (!input_) input_ = memory_file();
  // What an earlier, longer head left behind the end of this one is not read.
  const ssize_t written = pwrite(input_.get(), head.data(), head.size(), 0);
  if (written != static_cast<ssize_t>(head.size()) || lseek(input_.get(), 0, SEEK_SET) != 0)
    return false;
  FCGX_Request& request = fcgx_->request;
  request.ipcFd = input_.get();
  // FCGX_Accept_r would begin by closing a descriptor that is not kept; a detached one it closes,
  // if it fails, without waiting for the other side.
  request.keepConnection = 1;
  FCGX_Detach(&request);
  if (FCGX_Accept_r(&request) == 0) return true;
  // It has been closed.
  input_.release();
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
