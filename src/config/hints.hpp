// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** The place of an unknown word: in a block, or as the value of a setting. */
enum class Context {
  file,
  provider,
  server,
  sieve,
  oauth2,
  sign,
  domains_file,
  map,
  security,
  sieve_security,
  auth,
  yes,
  log_level,
  log_format,
  port
};

/** Returns advice on what to write instead of a word of other software, as the end of a sentence:
    `write: security tls` for `ssl` in the block of a server. Ignores case, `-`, `_`, `/`, `.` and
    spaces. Returns an empty text for an unknown word. */
std::string hint(Context context, std::string_view word);

}  // namespace fingerpost
