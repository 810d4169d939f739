// SPDX-License-Identifier: MIT
//
// Bytes from a mail server. The first byte determines the type of server, and whether TLS began
// with the connection.
#include <iterator>

#include "base/text.hpp"
#include "probe/offer.hpp"
#include "target.hpp"

using namespace fingerpost;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr ServerType types[] = {ServerType::imap, ServerType::pop3, ServerType::smtp,
                                  ServerType::sieve};
  const bool tls = data[0] & 4;
  const Offers offers = read_offers(types[data[0] % 4], tls, as_text(data, size).substr(1));
  expect(!tls || !offers.before_tls.made, "nothing precedes implicit TLS");
  for (const Offer* const offer : {&offers.before_tls, &offers.after_tls}) {
    expect(
        offer->made || (offer->mechanisms.empty() && !offer->starttls && !offer->takes_password()),
        "nothing is offered where nobody answered");
    expect(offer->mechanisms.size() <= 50, "there are not many mechanisms");
    for (const std::string& mechanism : offer->mechanisms)
      expect(!mechanism.empty() && mechanism == printable(mechanism, 20), "a mechanism is a word");
  }
  return 0;
}
