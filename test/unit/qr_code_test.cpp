// SPDX-License-Identifier: MIT
#include "base/qr_code.hpp"

#include <doctest/doctest.h>

#include <qrcodegen.hpp>
#include <sstream>

using namespace fingerpost;

namespace {

std::string every_byte() {
  std::string text;
  for (int byte = 0; byte < 256; ++byte) text += static_cast<char>(byte);
  return text;
}

/** A symbol that another library draws. It also uses the smallest version and then the strongest
    level. */
qrcodegen::QrCode drawn_by_other(std::string_view text, int mask) {
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  return qrcodegen::QrCode::encodeSegments({qrcodegen::QrSegment::makeBytes(bytes)},
                                           qrcodegen::QrCode::Ecc::LOW, 1, 40, mask, true);
}

bool same(const QrCode& code, const qrcodegen::QrCode& other) {
  const auto size = static_cast<unsigned>(other.getSize());
  if (code.size() != size) return false;
  for (unsigned y = 0; y < size; ++y)
    for (unsigned x = 0; x < size; ++x)
      if (code.dark(x, y) != other.getModule(static_cast<int>(x), static_cast<int>(y)))
        return false;
  return true;
}

/** Draws the symbol with one of the eight masks; libraries differ in which they consider best. */
bool same_as_other(const QrCode& code, std::string_view text) {
  for (int mask = 0; mask < 8; ++mask)
    if (same(code, drawn_by_other(text, mask))) return true;
  return false;
}

/** Follows a path of `M`, `m` and `h`, and returns the modules on it as lines of text. */
std::string drawn(const std::string& path, unsigned size) {
  std::vector<std::string> lines(size, std::string(size, ' '));
  std::istringstream in(path);
  double x = 0, y = 0;
  for (char command; in >> command;) {
    double dx = 0, dy = 0;
    in >> dx;
    if (command != 'h') in >> dy;
    REQUIRE(in);
    REQUIRE(std::string_view("Mmh").find(command) != std::string_view::npos);
    if (command == 'h')
      for (double column = x; column < x + dx; ++column)
        lines.at(static_cast<std::size_t>(y)).at(static_cast<std::size_t>(column)) = '#';
    x += dx;
    y += dy;
    // A stroke of width 1 fills a row only if it runs along the middle of the row.
    REQUIRE(y - static_cast<unsigned>(y) == 0.5);
  }
  std::string all;
  for (const std::string& line : lines) all += line + '\n';
  return all;
}

std::string modules_of(const QrCode& code) {
  const std::string margin(4, ' '), empty(code.svg_size(), ' ');
  std::string all;
  for (int row = 0; row < 4; ++row) all += empty + '\n';
  for (unsigned y = 0; y < code.size(); ++y) {
    all += margin;
    for (unsigned x = 0; x < code.size(); ++x) all += code.dark(x, y) ? '#' : ' ';
    all += margin + '\n';
  }
  for (int row = 0; row < 4; ++row) all += empty + '\n';
  return all;
}

}  // namespace

TEST_CASE("a text of each length gives the same symbol as another library") {
  const std::string bytes = every_byte() + every_byte();
  for (std::size_t length = 1; length <= 271; ++length) {
    CAPTURE(length);
    const std::string text = bytes.substr(length % 256, length);
    const auto code = QrCode::encode(text);
    REQUIRE(code);
    CHECK(same_as_other(*code, text));
  }
}

TEST_CASE("a text may have any bytes") {
  const std::string every = every_byte();
  for (const std::string& text :
       {every, std::string(1, '\0'), std::string(40, '\0'), std::string(40, '\xff'),
        std::string("0123456789"), std::string("HTTPS://EXAMPLE.COM/"),
        std::string("\xe7\x82\xb9")}) {
    const auto code = QrCode::encode(text);
    REQUIRE(code);
    CHECK(same_as_other(*code, text));
  }
}

TEST_CASE("no symbol is larger than version 10, or larger than necessary") {
  const auto size = [](std::size_t length) {
    const auto code = QrCode::encode(std::string(length, 'x'));
    return code ? code->size() : 0;
  };
  CHECK(size(1) == 21);
  CHECK(size(17) == 21);
  CHECK(size(18) == 25);
  CHECK(size(192) == 49);
  CHECK(size(193) == 53);
  CHECK(size(213) == 53);
  CHECK(size(214) == 53);
  CHECK(size(230) == 53);
  CHECK(size(231) == 57);
  CHECK(size(271) == 57);
  CHECK(size(272) == 0);
  CHECK(size(1'000'000) == 0);
  CHECK_FALSE(QrCode::encode({}));
  CHECK(QrCode::holds(std::string(271, 'x')));
  CHECK_FALSE(QrCode::holds(std::string(272, 'x')));
  CHECK_FALSE(QrCode::holds({}));
}

TEST_CASE("the path draws the dark modules and leaves a margin") {
  for (const unsigned length : {1u, 60u, 271u}) {
    const auto code = QrCode::encode(std::string(length, 'y'));
    REQUIRE(code);
    CHECK(code->svg_size() == code->size() + 8);
    const std::string path = code->svg_path();
    CHECK(path.starts_with("M4 4.5h7m"));
    CHECK(drawn(path, code->svg_size()) == modules_of(*code));
    CHECK(path.find_first_not_of("Mmh0123456789.- ") == path.npos);
    // Six characters for each run, and every second module begins one.
    CHECK(path.size() < code->size() * code->size() * 3);
  }
}
