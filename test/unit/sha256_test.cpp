// SPDX-License-Identifier: MIT
#include "base/sha256.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fingerpost;

// The first three texts are the examples of FIPS 180-2, appendix B; coreutils' sha256sum gives the same.
TEST_CASE("SHA-256 in base64") {
  CHECK(sha256_base64("abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  CHECK(sha256_base64("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE=");
  CHECK(sha256_base64(std::string(1'000'000, 'a')) ==
        "zcduXJkU+5KBocfihNc+Z/GAmkiklyAOBG05zMcRLNA=");
  CHECK(sha256_base64("") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}
