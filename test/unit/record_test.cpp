// SPDX-License-Identifier: MIT
#include "zone/record.hpp"

#include <doctest/doctest.h>

#include "zone/digest.hpp"
#include "zone/records.hpp"

using namespace fingerpost;

TEST_CASE("records have the form of a zone file") {
  CHECK(cname_record("autoconfig", "mail.example.com").data == "mail.example.com.");
  CHECK(srv_record("_imaps._tcp", 10, 993, "mail.example.com").data ==
        "10 0 993 mail.example.com.");
  CHECK(srv_record_of_nothing("_imap._tcp").data == "0 0 0 .");
  CHECK(full_name(txt_record("@", ""), "example.com") == "example.com");
  CHECK(full_name(txt_record("_x", ""), "example.com") == "_x.example.com");
}

TEST_CASE("the record of ManageSieve names the server, or denies it") {
  const Domain domain = *Domain::parse("example.com");
  const auto data = [&](const Provider& provider) {
    for (const Record& record : service_records(domain, provider).records)
      if (record.name == "_sieve._tcp") return record.data;
    return std::string();
  };
  Provider provider;
  CHECK(data(provider) == "0 0 0 .");
  const auto offer = [&](std::string_view host, std::uint16_t port, Security security) {
    provider.sieve = std::make_unique<Server>(Server{ServerType::sieve,
                                                     *Pattern::parse(host),
                                                     port,
                                                     security,
                                                     Pattern::email_address(),
                                                     {Auth::password_cleartext}});
  };
  offer("mail.%EMAILDOMAIN%", 4190, Security::starttls);
  CHECK(data(provider) == "0 0 4190 mail.example.com.");
  // Clients learn from the server whether it supports STARTTLS.
  offer("mail.example.com", 2000, Security::none);
  CHECK(data(provider) == "0 0 2000 mail.example.com.");
  offer("192.0.2.1", 4190, Security::starttls);
  CHECK(data(provider).empty());
  CHECK(service_records(domain, provider).comments ==
        std::vector<std::string>{"sieve 192.0.2.1: an SRV record needs a host name"});
}

TEST_CASE("text is quoted and split into strings") {
  CHECK(txt_record("@", "").data == "\"\"");
  CHECK(txt_record("@", "a \"b\" \\c").data == "\"a \\\"b\\\" \\\\c\"");
  CHECK(txt_record("@", std::string(255, 'x')).data == '"' + std::string(255, 'x') + '"');
  CHECK(txt_record("@", std::string(256, 'x')).data == '"' + std::string(255, 'x') + "\" \"x\"");
}

TEST_CASE("the digest of PACC is SHA-256 in base64") {
  // FIPS 180-2, appendix B.1.
  CHECK(pacc_digest("abc") == "v=UAAC1; a=sha256; d=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}
