// SPDX-License-Identifier: MIT
#include "mapd/fold_key.hpp"

#include <unicase.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

#include "base/free.hpp"
#include "base/text.hpp"

namespace fingerpost {

std::optional<std::string> fold_key(std::string_view key) {
  if (!is_utf8(key) || key.find('\0') != key.npos) return std::nullopt;
  if (is_ascii(key)) return to_lower(key);
  std::size_t size = 0;
  const std::unique_ptr<std::uint8_t, Free<std::free>> folded(
      u8_casefold(reinterpret_cast<const std::uint8_t*>(key.data()), key.size(), nullptr, nullptr,
                  nullptr, &size));
  // Valid UTF-8 fails only for lack of memory.
  if (!folded) throw std::bad_alloc();
  return std::string(reinterpret_cast<const char*>(folded.get()), size);
}

}  // namespace fingerpost
