// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace fingerpost {

/** Signs with one key, in the form that Apple wants of profiles: CMS SignedData, DER, the content
    inside, intermediate certificates included (RFC 5652). Immutable, for any thread. */
class CmsSigner {
 public:
  /** PEM files; `chain` may be empty. Otherwise what hinders it: a file, a key that does not belong
      to the certificate, or a build without OpenSSL. */
  static tl::expected<CmsSigner, std::string> load(const std::string& certificate,
                                                   const std::string& key,
                                                   const std::string& chain);

  /** Throws std::runtime_error if OpenSSL fails. */
  std::string sign(std::string_view content) const;

 private:
  struct Keys;
  explicit CmsSigner(std::shared_ptr<const Keys> keys) : keys_(std::move(keys)) {}

  std::shared_ptr<const Keys> keys_;
};

}  // namespace fingerpost
