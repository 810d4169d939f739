// SPDX-License-Identifier: MIT
#include "zone/digest.hpp"

#include <array>
#include <cstdlib>
#include <memory>

#include "base/free.hpp"
#include "zone/ldns.hpp"

namespace fingerpost {

std::string pacc_digest(std::string_view body) {
  std::string copy(body);
  std::array<unsigned char, LDNS_SHA256_DIGEST_LENGTH> digest;
  ldns_sha256(reinterpret_cast<unsigned char*>(copy.data()), static_cast<unsigned>(copy.size()),
              digest.data());
  const std::unique_ptr<ldns_rdf, Free<ldns_rdf_deep_free>> data(
      ldns_rdf_new_frm_data(LDNS_RDF_TYPE_B64, digest.size(), digest.data()));
  const std::unique_ptr<char, Free<std::free>> base64(ldns_rdf2str(data.get()));
  return std::string("v=UAAC1; a=sha256; d=") + base64.get();
}

}  // namespace fingerpost
