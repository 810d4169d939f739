// SPDX-License-Identifier: MIT
#include "model/sasl.hpp"

#include <doctest/doctest.h>

using namespace fingerpost;

TEST_CASE("the method of a SASL mechanism") {
  CHECK(auth_of_sasl("PLAIN") == Auth::password_cleartext);
  CHECK(auth_of_sasl("login") == Auth::password_cleartext);
  CHECK(auth_of_sasl("XOAUTH2") == Auth::oauth2);
  CHECK(auth_of_sasl("Scram-Sha-256-Plus") == Auth::password_encrypted);
  CHECK(!auth_of_sasl("ANONYMOUS"));
  CHECK(!auth_of_sasl(""));
}

TEST_CASE("the methods for clients") {
  using Methods = std::vector<Auth>;
  CHECK(methods_for({}).empty());
  CHECK(methods_for({"ANONYMOUS"}).empty());
  CHECK(methods_for({"PLAIN", "LOGIN"}) == Methods{Auth::password_cleartext});
  CHECK(methods_for({"CRAM-MD5", "DIGEST-MD5"}) == Methods{Auth::password_encrypted});
  CHECK(methods_for({"SCRAM-SHA-256", "PLAIN"}) == Methods{Auth::password_cleartext});
  CHECK(methods_for({"GSSAPI", "XOAUTH2", "OAUTHBEARER", "plain"}) ==
        Methods{Auth::password_cleartext, Auth::oauth2, Auth::gssapi});
}
