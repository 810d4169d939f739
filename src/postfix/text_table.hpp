// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fingerpost {

/** The content of a file that postmap(1) takes: a key and a value a line. Any thread. */
class TextTable {
 public:
  /** Reads all of a file's text. As with postmap, a line that begins with white space continues the
      one before, `#` begins a comment only where nothing but white space is before it, the first of
      several lines with one key counts, and case is ignored in keys. A key without a value has an
      empty one, so that a list of domains is a table too. Throws only bad_alloc. */
  explicit TextTable(std::string_view text);
  TextTable(const TextTable&) = delete;
  TextTable& operator=(const TextTable&) = delete;

  /** Returns the value of a key, which is in lower case. Never allocates. */
  std::optional<std::string_view> find(std::string_view key) const;
  std::size_t size() const noexcept { return values_.size(); }

 private:
  std::string_view keep(std::string_view text);

  std::pmr::monotonic_buffer_resource memory_;
  std::pmr::unordered_map<std::string_view, std::string_view> values_{&memory_};
};

}  // namespace fingerpost
