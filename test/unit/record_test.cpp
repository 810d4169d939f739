// SPDX-License-Identifier: MIT
#include "zone/record.hpp"

#include <doctest/doctest.h>

#include "zone/digest.hpp"

using namespace fingerpost;

TEST_CASE("records have the form of a zone file") {
  CHECK(cname_record("autoconfig", "mail.example.com").data == "mail.example.com.");
  CHECK(srv_record("_imaps._tcp", 10, 993, "mail.example.com").data ==
        "10 0 993 mail.example.com.");
  CHECK(srv_record_of_nothing("_imap._tcp").data == "0 0 0 .");
  CHECK(full_name(txt_record("@", ""), "example.com") == "example.com");
  CHECK(full_name(txt_record("_x", ""), "example.com") == "_x.example.com");
}

TEST_CASE("text is quoted, and cut where a string ends") {
  CHECK(txt_record("@", "").data == "\"\"");
  CHECK(txt_record("@", "a \"b\" \\c").data == "\"a \\\"b\\\" \\\\c\"");
  CHECK(txt_record("@", std::string(255, 'x')).data == '"' + std::string(255, 'x') + '"');
  CHECK(txt_record("@", std::string(256, 'x')).data == '"' + std::string(255, 'x') + "\" \"x\"");
}

TEST_CASE("the digest of PACC is SHA-256 in base64") {
  // FIPS 180-2, appendix B.1.
  CHECK(pacc_digest("abc") == "v=UAAC1; a=sha256; d=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}
