// SPDX-License-Identifier: MIT
#include "server/answer.hpp"

#include <fmt/compile.h>

#include <new>

#include "base/log.hpp"
#include "responder/handle.hpp"

namespace fingerpost {

namespace {

/** Logs one line for a request. An event without a protocol must have a detail. */
void log_request(LogLevel level, const Event& event, int status) {
  if (!logs(level)) return;
  const auto& [protocol, domain, detail] = event;
  if (log_format() == LogFormat::json)
    return log_members(level, {{"protocol", protocol},
                               {"domain", std::string_view(domain)},
                               {"status", status},
                               {"detail", detail}});
  if (protocol.empty()) return log(level, "{}: {}", detail, status);
  fmt::memory_buffer line;
  fmt::format_to(fmt::appender(line), FMT_COMPILE("{}: {}: {}{}{}"), protocol,
                 domain.empty() ? std::string_view("no domain") : domain, status,
                 detail.empty() ? "" : " ", detail);
  log_line(level, {line.data(), line.size()});
}

void log_answer(const Response& response) {
  if (response.event.protocol.empty())
    log_request(LogLevel::debug, {.detail = "no such path"}, response.status);
  else
    log_request(LogLevel::info, response.event, response.status);
}

/** Logs and returns the answer to a request that cannot be answered. */
Answer refused(LogLevel level, std::string_view why, Refusal refusal) {
  const Response response = refuse(refusal);
  log_request(level, {.detail = why}, response.status);
  return {render(response), {.outcome = outcome_of(response)}};
}

Answer logged(const Request& request, const Asked& asked, const Found& found, const State& state) {
  const Response response = answer(request, asked, found, state);
  log_answer(response);
  return {render(response), {asked.protocol, outcome_of(response)}};
}

/** Returns the result of `make`, or a refusal if the request is too large or `make` throws. */
template <class Make>
auto made(const FcgiRequest& request, const Make& make) -> decltype(make()) {
  if (request.too_large) return refused(LogLevel::info, "request too large", Refusal::too_large);
  try {
    return make();
  } catch (const std::bad_alloc&) {
    return refused(LogLevel::error, "out of memory", Refusal::failed);
  } catch (const std::exception& error) {
    return refused(LogLevel::error, error.what(), Refusal::failed);
  }
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
