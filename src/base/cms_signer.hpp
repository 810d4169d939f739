// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace fingerpost {

/** Signs with one key, in the form that Apple wants of profiles: CMS SignedData, DER, the content
    inside, intermediate certificates included (RFC 5652). Immutable, for any thread. */
class CmsSigner {
 public:
  virtual ~CmsSigner() = default;

  /** Throws std::runtime_error if OpenSSL fails. */
  virtual std::string sign(std::string_view content) const = 0;

  /** Returns the end of the certificate's time. */
  virtual std::chrono::system_clock::time_point expiry() const noexcept = 0;
};

/** A signer, or what hinders it: a file, a key that does not belong to the certificate, a missing
    module. */
using LoadedCmsSigner = tl::expected<std::shared_ptr<const CmsSigner>, std::string>;

/** Loads a signer from PEM files, which it reads as read_file() does; `chain` may be empty. */
LoadedCmsSigner load_cms_signer(const std::string& certificate, const std::string& key,
                                const std::string& chain);

/** Holds the content of a PEM file. */
struct PemFile {
  /** The file's path for messages; empty if there is no file. */
  std::string path;
  std::string content;
};

/** The function that cms_openssl.cpp exports as fingerpost_load_cms_signer. It does not open files
    or keep its arguments. */
using CmsSignerLoader = LoadedCmsSigner (*)(const PemFile& certificate, const PemFile& key,
                                            const PemFile& chain);

}  // namespace fingerpost
