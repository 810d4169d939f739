// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace fingerpost {

/** Where a word stands that is not ours: in a block, or as the value of a setting. */
enum class Context {
  file,
  provider,
  server,
  oauth2,
  sign,
  domains_file,
  security,
  auth,
  yes,
  log_level,
  port
};

/** Returns what to write here instead of a word of other software, for a sentence that ends in it:
    `write: security tls` for `ssl` in the block of a server. Case, `-`, `_`, `/`, `.` and spaces
    make no difference. Empty if nothing is known of the word. */
std::string_view hint(Context context, std::string_view word);

}  // namespace fingerpost
