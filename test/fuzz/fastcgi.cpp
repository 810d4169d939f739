// SPDX-License-Identifier: MIT
//
// What a web server, or who passes for one, writes to a connection, in pieces of a length that the
// first byte gives.
#include "server/fcgi_exchange.hpp"
#include "target.hpp"

using namespace fingerpost;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static FcgiExchange exchange;
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  std::string_view rest = as_text(data, size).substr(1);
  FcgiIntake intake;
  while (!rest.empty()) {
    const std::string_view bytes = rest.substr(0, piece);
    rest.remove_prefix(bytes.size());
    const auto verdict = intake.take(bytes);
    if (verdict == FcgiIntake::Verdict::incomplete) continue;
    if (verdict == FcgiIntake::Verdict::broken) break;
    const auto answer = exchange.answer(intake, [](const Request& request) {
      expect(request.body.size() <= FcgiIntake::limit, "a body has its limit");
      return std::string("Status: 204 No Content\r\n\r\n");
    });
    expect(answer.has_value(), "libfcgi reads what the intake lets through");
    intake.reset();
  }
  return 0;
}
