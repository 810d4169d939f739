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
  virtual ~CmsSigner() = default;

  /** Throws std::runtime_error if OpenSSL fails. */
  virtual std::string sign(std::string_view content) const = 0;
};

/** A signer, or what hinders it: a file, a key that does not belong to the certificate, a missing
    module. */
using LoadedCmsSigner = tl::expected<std::shared_ptr<const CmsSigner>, std::string>;

/** Reads the PEM files as read_file() does; `chain` may be empty. */
LoadedCmsSigner load_cms_signer(const std::string& certificate, const std::string& key,
                                const std::string& chain);

/** A file in PEM that was read. */
struct PemFile {
  /** For messages; empty if there is none. */
  std::string path;
  std::string content;
};

/** What cms_openssl.cpp exports as fingerpost_load_cms_signer. It neither opens files nor keeps
    what it is given. */
using CmsSignerLoader = LoadedCmsSigner (*)(const PemFile& certificate, const PemFile& key,
                                            const PemFile& chain);

}  // namespace fingerpost
