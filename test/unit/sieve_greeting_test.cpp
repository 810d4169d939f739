// SPDX-License-Identifier: MIT
#include "probe/sieve_greeting.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>

#include <future>

using namespace fingerpost;

namespace {

const std::string offered = "\"IMPLEMENTATION\" \"x\"\r\n\"SASL\" \"\"\r\n\"STARTTLS\"\r\nOK\r\n";

/** A server for one client. It sends the first text, and after the client's first bytes the second.
    Then it hangs up. */
class SieveServer {
 public:
  SieveServer(std::string greeting, std::string answer)
      : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(bind(listener_.get(), any, size) == 0);
    REQUIRE(listen(listener_.get(), 1) == 0);
    REQUIRE(getsockname(listener_.get(), any, &size) == 0);
    port_ = ntohs(address.sin_port);
    done_ = std::async(std::launch::async,
                       [this, greeting = std::move(greeting), answer = std::move(answer)] {
                         const Fd client(accept(listener_.get(), nullptr, nullptr));
                         send(client.get(), greeting.data(), greeting.size(), MSG_NOSIGNAL);
                         char heard[64];
                         if (recv(client.get(), heard, sizeof heard, 0) > 0)
                           send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
                         shutdown(client.get(), SHUT_WR);
                       });
  }

  SieveGreeting greet(bool starttls) const { return greet_sieve({"127.0.0.1"}, port_, starttls); }

 private:
  Fd listener_;
  std::uint16_t port_ = 0;
  std::future<void> done_ = {};
};

FetchFailure failure(const std::string& greeting, const std::string& answer = "") {
  const SieveGreeting result = SieveServer(greeting, answer).greet(true);
  CHECK((result.failure == FetchFailure::none) == static_cast<bool>(result.socket));
  return result.failure;
}

}  // namespace

TEST_CASE("a ManageSieve server is greeted") {
  const SieveGreeting result = SieveServer(offered, "OK \"Begin TLS\"\r\n").greet(true);
  CHECK(result.failure == FetchFailure::none);
  CHECK(result.greeting == "IMPLEMENTATION x");
  CHECK(result.address == "127.0.0.1");
  CHECK(result.transcript ==
        "<\"IMPLEMENTATION\" \"x\"\n<\"SASL\" \"\"\n<\"STARTTLS\"\n<OK\n>STARTTLS\n<OK \"Begin "
        "TLS\"\n");
  const SieveGreeting plain = SieveServer("\"SASL\" \"PLAIN\"\nOK\n", "").greet(false);
  CHECK(plain.failure == FetchFailure::none);
  CHECK(plain.greeting == "SASL PLAIN");
}

TEST_CASE("ManageSieve servers that do something else") {
  CHECK(failure("\"SASL\" \"PLAIN\"\r\nOK\r\n") == FetchFailure::no_starttls);
  CHECK(failure(offered, "NO\r\n") == FetchFailure::no_starttls);
  CHECK(failure(offered) == FetchFailure::other);
  CHECK(failure("* OK IMAP\r\n") == FetchFailure::strange_greeting);
  CHECK(failure("BYE \"busy\"\r\n") == FetchFailure::strange_greeting);
  CHECK(failure(std::string(70000, '"')) == FetchFailure::strange_greeting);
  std::string many;
  while (many.size() < 70000) many += "\"X\"\r\n";
  CHECK(failure(many) == FetchFailure::strange_greeting);
}

TEST_CASE("data received before TLS is not used after it") {
  CHECK(failure(offered, "OK\r\n\"SASL\" \"PLAIN\"\r\nOK\r\n") == FetchFailure::other);
}

TEST_CASE("an unreachable ManageSieve server") {
  CHECK(greet_sieve({"127.0.0.1"}, 1, true).failure == FetchFailure::refused);
  CHECK(greet_sieve({}, 1, true).failure == FetchFailure::other);
  CHECK(greet_sieve({"not an address"}, 1, true).failure == FetchFailure::other);
}

TEST_CASE("OK, NO and BYE end an answer") {
  for (const char* const line : {"OK", "ok \"x\"", "NO (TRYLATER)", "BYE(x)"})
    CHECK(ends_sieve_answer(line));
  for (const char* const line : {"", "\"OK\"", "OKAY", "{3}"}) CHECK_FALSE(ends_sieve_answer(line));
}
