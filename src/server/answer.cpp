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

Answer logged(const Request& request, const Asked& asked, const Found& found, const State& state) {
  const Response response = answer(request, asked, found, state);
  log_event(response);
  return {render(response), {asked.protocol, outcome_of(response)}};
}

Answer refused(Refusal refusal) {
  const Response response = refuse(refusal);
  return {render(response), {.outcome = outcome_of(response)}};
}

/** Returns what `make` makes of a request, or the answer to one that cannot be answered. */
template <class Make>
auto made(const FcgiRequest& request, const Make& make) -> decltype(make()) {
  if (request.too_large) {
    log_line(LogLevel::info, "request too large: 413");
    return refused(Refusal::too_large);
  }
  try {
    return make();
  } catch (const std::bad_alloc&) {
    log_line(LogLevel::error, "out of memory: 500");
  } catch (const std::exception& error) {
    log_line(LogLevel::error, error.what());
  }
  return refused(Refusal::failed);
}

}  // namespace

std::optional<Answer> answer_and_log(const FcgiRequest& request, const State& state,
                                     Lookups& lookups) {
  return made(request, [&]() -> std::optional<Answer> {
    const Asked asked = ask(request.request, state);
    const Found found = find(asked, state, lookups);
    if (found.kind == Found::Kind::pending) return std::nullopt;
    return logged(request.request, asked, found, state);
  });
}

Answer answer_and_log(const FcgiRequest& request, const State& state, const Found& found) {
  return made(request,
              [&] { return logged(request.request, ask(request.request, state), found, state); });
}

}  // namespace fingerpost
