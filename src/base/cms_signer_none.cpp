// SPDX-License-Identifier: MIT
#include <stdexcept>

#include "base/cms_signer.hpp"

// Stands for cms_signer.cpp in a build without OpenSSL.

namespace fingerpost {

struct CmsSigner::Keys {};

tl::expected<CmsSigner, std::string> CmsSigner::load(const std::string&, const std::string&,
                                                     const std::string&) {
  return tl::make_unexpected("this program was built without OpenSSL");
}

std::string CmsSigner::sign(std::string_view) const {
  throw std::logic_error("no signer can have been loaded");
}

}  // namespace fingerpost
