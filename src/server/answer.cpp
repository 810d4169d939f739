// SPDX-License-Identifier: MIT
#include "server/answer.hpp"

#include <fmt/compile.h>

#include <new>

#include "base/log.hpp"
#include "responder/handle.hpp"

namespace fingerpost {

namespace {

void log_event(const Response& response) {
  const auto& [protocol, domain, detail] = response.event;
  if (protocol.empty())
    log(LogLevel::debug, "no such path: {}", response.status);
  else if (logs(LogLevel::info)) {
    fmt::memory_buffer line;
    fmt::format_to(fmt::appender(line), FMT_COMPILE("{}: {}: {}{}{}"), protocol,
                   domain.empty() ? std::string_view("no domain") : domain, response.status,
                   detail.empty() ? "" : " ", detail);
    log_line(LogLevel::info, {line.data(), line.size()});
  }
}

}  // namespace

std::string answer_and_log(const FcgiRequest& request, const State& state) {
  if (request.too_large) {
    log_line(LogLevel::info, "request too large: 413");
    return render(refuse(Refusal::too_large));
  }
  try {
    const Response response = handle(request.request, state);
    log_event(response);
    return render(response);
  } catch (const std::bad_alloc&) {
    log_line(LogLevel::error, "out of memory: 500");
  } catch (const std::exception& error) {
    log_line(LogLevel::error, error.what());
  }
  return render(refuse(Refusal::failed));
}

}  // namespace fingerpost
