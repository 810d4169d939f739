// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** A QR code (ISO/IEC 18004) of bytes. The library behind it guards its tables by a lock if it was
    built with pthreads, as Debian's is; where it was not, only one thread may encode at a time. */
class QrCode {
 public:
  /** The largest version that encode() makes, of 57 modules a side. Phones fail to read larger ones
      from a screen (thunderbird-android#8464, #8520). */
  static constexpr unsigned largest_version = 10;

  /** Whether encode() returns a code for a text. */
  static bool holds(std::string_view text) noexcept;

  /** Encodes a text in byte mode, in the smallest version that holds it and with the strongest
      correction that this version has room for. Returns nothing if the text is empty or longer than
      271 bytes, which largest_version holds. Throws only bad_alloc. */
  static std::optional<QrCode> encode(std::string_view text);

  /** Returns the number of modules of a side. */
  unsigned size() const noexcept { return size_; }
  /** Whether a module is dark; both numbers are less than size(). */
  bool dark(unsigned x, unsigned y) const noexcept { return dark_[y * size_ + x]; }

  /** Returns the `d` of an SVG path that draws the dark modules by a stroke of width 1, one module a
      unit. The light margin that readers need is within the coordinates: they go from 0 to
      svg_size(). */
  std::string svg_path() const;
  /** Returns the side of the drawing, margins included. */
  unsigned svg_size() const noexcept { return size_ + 2 * margin; }

 private:
  /** ISO/IEC 18004 section 6.3.8 asks for 4 modules. */
  static constexpr unsigned margin = 4;

  QrCode(unsigned size, std::vector<bool> dark) : size_(size), dark_(std::move(dark)) {}

  unsigned size_;
  /** Row by row. */
  std::vector<bool> dark_;
};

}  // namespace fingerpost
