// SPDX-License-Identifier: MIT
//
// What a web server, or who passes for one, writes to a connection, in pieces of a length that the
// first byte gives.
#include "server/fcgi_connection.hpp"
#include "target.hpp"

using namespace fingerpost;
using Next = FcgiConnection::Next;

namespace {

struct Libfcgi {
  Libfcgi() { prepare_libfcgi(); }
};

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
        expect(request.has_value(), "libfcgi reads what the intake lets through");
        expect(request->request.body.size() <= FcgiIntake::limit, "a body has its limit");
        connection.answer(*request, "Status: 204 No Content\r\n\r\n", false);
        break;
      }
      case Next::sending:
        expect(connection.is_unfinished(), "an answer that is not taken is unfinished");
        connection.sent((connection.unsent().size() + 1) / 2);
        break;
      case Next::close:
        return 0;
    }
  }
}
