// SPDX-License-Identifier: MIT
//
// Bytes from a web server, or from anything that pretends to be one, on a connection. They arrive
// in pieces whose length is the first byte.
#include "report/report.hpp"
#include "server/fcgi_connection.hpp"
#include "target.hpp"

using namespace fingerpost;
using Next = FcgiConnection::Next;

namespace {

struct Libfcgi {
  Libfcgi() { prepare_libfcgi(); }
};

/** Answers like a server that has only reports. */
std::string answer(const Request& request) {
  if (request.report.empty()) return "Status: 204 No Content\r\n\r\n";
  static const Counts counts;
  static const State state;
  const Response response = report(request, {.counts = counts,
                                             .state = state,
                                             .connections = 1,
                                             .waiting = 0,
                                             .request_memory = 0,
                                             .request_memory_limit = 0,
                                             .maps = {},
                                             .cache_entries = 0,
                                             .cache_memory = 0,
                                             .cache_memory_limit = 0});
  expect(response.status == 200 || response.status == 404 || response.status == 405,
         "a report is there, or not");
  expect(response.caching == Caching::nobody, "a report may not be cached");
  expect(response.body.empty() || response.body.back() == '\n' || response.body.back() == '}',
         "a report is complete");
  return render(response);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Libfcgi prepared;
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  std::string_view rest = as_text(data, size).substr(1);
  FcgiConnection connection;
  for (;;) {
    switch (connection.next()) {
      case Next::bytes:
      case Next::farewell:
        if (rest.empty()) return 0;
        connection.take(rest.substr(0, piece));
        rest.remove_prefix(std::min(piece, rest.size()));
        break;
      case Next::answer: {
        const auto request = connection.request();
        expect(request.has_value(), "libfcgi reads everything that the intake accepts");
        expect(request->request.body.size() <= FcgiIntake::limit, "a body is within its limit");
        connection.answer(*request, answer(request->request), false);
        break;
      }
      case Next::sending:
        expect(connection.is_unfinished(), "an unread answer is unfinished");
        connection.sent((connection.unsent().size() + 1) / 2);
        break;
      case Next::close:
        return 0;
    }
  }
}
