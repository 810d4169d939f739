// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fingerpost {

/** The content of a file in the format of postmap(1): a key and a value a line. Any thread may use
    it. */
class TextTable {
 public:
  /** Parses the text of a file. As with postmap, a line that begins with white space continues the
      previous one, `#` begins a comment only if nothing but white space precedes it, the first of
      several lines with one key counts, and the case of keys is ignored. A key without a value has
      an empty one, so a plain list of domains is a table too. Throws only bad_alloc. */
  explicit TextTable(std::string_view text);
  TextTable(const TextTable&) = delete;
  TextTable& operator=(const TextTable&) = delete;

  /** Returns the value of a key, which must be in lower case. Never allocates. */
  std::optional<std::string_view> find(std::string_view key) const;
  std::size_t size() const noexcept { return values_.size(); }

 private:
  std::string_view keep(std::string_view text);

  std::pmr::monotonic_buffer_resource memory_;
  std::pmr::unordered_map<std::string_view, std::string_view> values_{&memory_};
};

}  // namespace fingerpost
