// SPDX-License-Identifier: MIT
// The only file that uses OpenSSL: a module that is loaded when it is needed.
#include <fmt/format.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <chrono>
#include <ctime>
#include <new>
#include <stdexcept>

#include "base/cms_signer.hpp"
#include "base/free.hpp"

namespace fingerpost {

namespace {

void free_certificates(STACK_OF(X509) * certificates) {
  sk_X509_pop_free(certificates, X509_free);
}

using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Certificates = std::unique_ptr<STACK_OF(X509), Free<free_certificates>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Free<CMS_ContentInfo_free>>;

/** Returns the reason for the last failure, and empties the thread's error queue. */
std::string openssl_reason() {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return reason ? reason : "unknown error";
}

auto cannot_read(const std::string& path, std::string_view what) {
  const unsigned long error = ERR_peek_last_error();
  const int reason = ERR_GET_LIB(error) == ERR_LIB_PEM ? ERR_GET_REASON(error) : 0;
  const std::string text = openssl_reason();
  if (reason == PEM_R_NO_START_LINE)
    return tl::make_unexpected(fmt::format("{}: contains no {} in PEM format", path, what));
  if (reason == PEM_R_BAD_PASSWORD_READ)
    return tl::make_unexpected(
        fmt::format("{0}: has a passphrase; remove it: openssl pkey -in {0} -out FILE", path));
  return tl::make_unexpected(fmt::format("{}: {}", path, text));
}

/** Fails instead of prompting for a passphrase: a daemon has no terminal to ask on. */
int no_passphrase(char*, int, int, void*) {
  return -1;
}

/** Whether the last attempt to read PEM failed only because the input ended. If so, clears the
    error. */
bool at_end() {
  const bool end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (end) ERR_clear_error();
  return end;
}

/** Adds the certificates in a file to the chain. Skips those that it holds already, because OpenSSL
    refuses to sign with a duplicate: certbot's fullchain.pem begins with the certificate itself.
    Returns false if the file holds no certificate, or something that cannot be read. */
bool read_chain(BIO* file, X509* certificate, STACK_OF(X509) * chain) {
  bool any = false;
  while (Certificate next{PEM_read_bio_X509(file, nullptr, nullptr, nullptr)}) {
    any = true;
    bool known = X509_cmp(next.get(), certificate) == 0;
    for (int i = 0; i < sk_X509_num(chain); ++i)
      known = known || X509_cmp(next.get(), sk_X509_value(chain, i)) == 0;
    if (known) continue;
    if (sk_X509_push(chain, next.get()) == 0) throw std::bad_alloc();
    next.release();
  }
  return any && at_end();
}

struct Keys {
  Certificate certificate;
  Key key;
  Certificates chain{sk_X509_new_null()};
};

/** Returns when a certificate expires; the epoch if its date cannot be read. */
std::chrono::system_clock::time_point end_of(const X509* certificate) {
  tm time = {};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) != 1) return {};
  return std::chrono::system_clock::from_time_t(timegm(&time));
}

class OpensslSigner final : public CmsSigner {
 public:
  explicit OpensslSigner(Keys keys)
      : keys_(std::move(keys)), expiry_(end_of(keys_.certificate.get())) {}
  std::string sign(std::string_view content) const override;
  std::chrono::system_clock::time_point expiry() const noexcept override { return expiry_; }

 private:
  Keys keys_;
  const std::chrono::system_clock::time_point expiry_;
};

/** Returns a reader of the file's content, which must outlive it. Throws bad_alloc. */
Bio reader_of(const PemFile& file) {
  Bio bio(BIO_new_mem_buf(file.content.data(), static_cast<int>(file.content.size())));
  if (!bio) throw std::bad_alloc();
  return bio;
}

LoadedCmsSigner load(const PemFile& certificate, const PemFile& key, const PemFile& chain) {
  Keys keys;
  keys.certificate.reset(
      PEM_read_bio_X509(reader_of(certificate).get(), nullptr, nullptr, nullptr));
  if (!keys.certificate) return cannot_read(certificate.path, "certificate");

  keys.key.reset(PEM_read_bio_PrivateKey(reader_of(key).get(), nullptr, no_passphrase, nullptr));
  if (!keys.key) return cannot_read(key.path, "private key");
  if (X509_check_private_key(keys.certificate.get(), keys.key.get()) != 1) {
    ERR_clear_error();
    return tl::make_unexpected(fmt::format("{} is not the key of {}", key.path, certificate.path));
  }

  if (!chain.path.empty() &&
      !read_chain(reader_of(chain).get(), keys.certificate.get(), keys.chain.get()))
    return cannot_read(chain.path, "certificate");
  auto signer = std::make_shared<const OpensslSigner>(std::move(keys));
  // Not every kind of key can sign CMS. It is better to find out now than at each request.
  try {
    signer->sign("trial");
  } catch (const std::runtime_error& error) {
    return tl::make_unexpected(fmt::format("{}: cannot sign: {}", key.path, error.what()));
  }
  return signer;
}

std::string OpensslSigner::sign(std::string_view content) const {
  const Bio input(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
  const Bio output(BIO_new(BIO_s_mem()));
  // Without its input, CMS_sign() reports success but signs nothing.
  if (!input || !output) throw std::bad_alloc();
  const Cms cms(CMS_sign(keys_.certificate.get(), keys_.key.get(), keys_.chain.get(), input.get(),
                         CMS_BINARY));
  if (!cms || i2d_CMS_bio(output.get(), cms.get()) != 1) throw std::runtime_error(openssl_reason());
  const char* data = nullptr;
  const long size = BIO_get_mem_data(output.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

}  // namespace fingerpost

extern "C"
    [[gnu::visibility("default")]] const fingerpost::CmsSignerLoader fingerpost_load_cms_signer =
        fingerpost::load;
