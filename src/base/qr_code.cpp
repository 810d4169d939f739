// SPDX-License-Identifier: MIT
#include "base/qr_code.hpp"

#include <fmt/compile.h>
#include <qrencode.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <new>
#include <utility>

#include "base/free.hpp"

namespace fingerpost {

namespace {

/** The levels of error correction, weakest first. */
constexpr QRecLevel levels[] = {QR_ECLEVEL_L, QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H};

/** The capacity of each version in bytes, from version 1, at each of the levels (ISO/IEC 18004,
    table 7, byte mode). */
constexpr std::array<std::size_t, std::size(levels)> capacities[QrCode::largest_version] = {
    {17, 14, 11, 7},     {32, 26, 20, 14},    {53, 42, 32, 24},   {78, 62, 46, 34},
    {106, 84, 60, 44},   {134, 106, 74, 58},  {154, 122, 86, 64}, {192, 152, 108, 84},
    {230, 180, 130, 98}, {271, 213, 151, 119}};

/** Encodes a text. Returns null if there is too little memory. */
std::unique_ptr<QRcode, Free<QRcode_free>> encode_data(std::string_view text, int version,
                                                       QRecLevel level) {
  // The library only reads these bytes, whose type it calls unsigned char.
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  return std::unique_ptr<QRcode, Free<QRcode_free>>(
      QRcode_encodeData(static_cast<int>(text.size()), bytes, version, level));
}

}  // namespace

bool QrCode::holds(std::string_view text) noexcept {
  return !text.empty() && text.size() <= std::end(capacities)[-1].front();
}

std::optional<QrCode> QrCode::encode(std::string_view text) {
  if (!holds(text)) return std::nullopt;
  const auto fits = [&](std::size_t capacity) { return text.size() <= capacity; };
  const auto version = std::find_if(std::begin(capacities), std::end(capacities),
                                    [&](const auto& of_levels) { return fits(of_levels.front()); });
  const auto level =
      std::find_if_not(version->begin(), version->end(), fits) - version->begin() - 1;

  const auto code =
      encode_data(text, static_cast<int>(version - std::begin(capacities)) + 1, levels[level]);
  // The text fits, so the only possible failure is a lack of memory.
  if (!code) throw std::bad_alloc();
  const auto size = static_cast<unsigned>(code->width);
  std::vector<bool> dark(std::size_t{size} * size);
  // The other bits describe the role of a module.
  std::transform(code->data, code->data + dark.size(), dark.begin(),
                 [](unsigned char module) { return (module & 1) != 0; });
  return QrCode(size, std::move(dark));
}

std::string QrCode::svg_path() const {
  std::string path;
  path.reserve(std::size_t{size_} * size_ * 2);
  const auto out = std::back_inserter(path);
  fmt::format_to(out, FMT_COMPILE("M{} {}.5"), margin, margin);
  // The position of the pen: a run begins where the one before ended, or moves there.
  int pen_x = 0, pen_y = 0;
  for (unsigned y = 0; y < size_; ++y)
    for (unsigned x = 0; x < size_; ++x) {
      if (!dark(x, y)) continue;
      const int begin = static_cast<int>(x), row = static_cast<int>(y);
      while (x < size_ && dark(x, y)) ++x;
      const int end = static_cast<int>(x);
      if (begin != pen_x || row != pen_y)
        fmt::format_to(out, FMT_COMPILE("m{} {}"), begin - pen_x, row - pen_y);
      fmt::format_to(out, FMT_COMPILE("h{}"), end - begin);
      pen_x = end;
      pen_y = row;
    }
  return path;
}

}  // namespace fingerpost
