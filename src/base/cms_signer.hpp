// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace fingerpost {

/** Signs with one key, in the form that Apple requires for profiles: CMS SignedData in DER, with
    the content inside and intermediate certificates included (RFC 5652). Immutable, so any thread
    may use it. */
class CmsSigner {
 public:
  virtual ~CmsSigner() = default;

  /** Returns the signed content. Throws std::runtime_error if OpenSSL fails. */
  virtual std::string sign(std::string_view content) const = 0;

  /** Returns when the certificate expires. */
  virtual std::chrono::system_clock::time_point expiry() const noexcept = 0;
};

/** A signer, or the reason why there is none: an unreadable file, a key that does not belong to the
    certificate, a missing module. */
using LoadedCmsSigner = tl::expected<std::shared_ptr<const CmsSigner>, std::string>;

/** Loads a signer from PEM files, read by read_file(). `chain` may be empty. */
LoadedCmsSigner load_cms_signer(const std::string& certificate, const std::string& key,
                                const std::string& chain);

/** Holds the content of a PEM file. */
struct PemFile {
  /** The file's path for messages; empty if there is no file. */
  std::string path;
  std::string content;
};

/** The function that cms_openssl.cpp exports as fingerpost_load_cms_signer. It opens no files and
    keeps no references to its arguments. */
using CmsSignerLoader = LoadedCmsSigner (*)(const PemFile& certificate, const PemFile& key,
                                            const PemFile& chain);

}  // namespace fingerpost
