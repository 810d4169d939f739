// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

namespace fingerpost {

/** The random source of a case. Its results depend only on the seed, and on the compiler if a call
    draws several of its arguments, whose order of evaluation is not defined. */
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }
  std::size_t between(std::size_t least, std::size_t most) {
    return least + below(most - least + 1);
  }
  bool chance(unsigned percent) { return below(100) < percent; }

  template <class Range>
  const auto& one_of(const Range& range) {
    return *(std::begin(range) + static_cast<std::ptrdiff_t>(below(std::size(range))));
  }
  std::string one_of(std::initializer_list<std::string_view> texts) {
    return std::string(texts.begin()[below(texts.size())]);
  }

  /** Returns lower-case letters that occur nowhere else. */
  std::string token(std::size_t length = 16) {
    std::string text;
    while (text.size() < length) text += static_cast<char>('a' + below(26));
    return text;
  }
  std::string bytes(std::size_t most) {
    std::string text;
    for (std::size_t length = below(most + 1); text.size() < length;)
      text += static_cast<char>(below(256));
    return text;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace fingerpost
