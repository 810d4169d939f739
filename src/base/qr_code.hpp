// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** A QR code (ISO/IEC 18004). The library behind it guards its tables with a lock if it was built
    with pthreads, as Debian's is; otherwise only one thread may encode at a time. */
class QrCode {
 public:
  /** The largest version that encode() makes, with 57 modules a side. Phones fail to read larger
      ones from a screen (thunderbird-android#8464, #8520). */
  static constexpr unsigned largest_version = 10;

  /** Whether encode() can encode a text. */
  static bool holds(std::string_view text) noexcept;

  /** Encodes a text in byte mode, in the smallest version that holds it and with the strongest
      error correction that fits this version. Returns nothing if the text is empty or longer than
      271 bytes, the capacity of largest_version. Throws only bad_alloc. */
  static std::optional<QrCode> encode(std::string_view text);

  /** Returns the number of modules a side. */
  unsigned size() const noexcept { return size_; }
  /** Whether a module is dark; both numbers are less than size(). */
  bool dark(unsigned x, unsigned y) const noexcept { return dark_[y * size_ + x]; }

  /** Returns the `d` attribute of an SVG path that draws the dark modules with a stroke of width 1,
      one unit a module. The coordinates go from 0 to svg_size() and include the light margin that
      readers need. */
  std::string svg_path() const;
  /** Returns the side length of the drawing, including the margins. */
  unsigned svg_size() const noexcept { return size_ + 2 * margin; }

 private:
  /** In modules; ISO/IEC 18004 section 6.3.8 requires 4. */
  static constexpr unsigned margin = 4;

  QrCode(unsigned size, std::vector<bool> dark) : size_(size), dark_(std::move(dark)) {}

  unsigned size_;
  /** Row by row. */
  std::vector<bool> dark_;
};

}  // namespace fingerpost
