// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "config/node.hpp"
#include "config/value.hpp"

namespace fingerpost {

/** The limit of a logo's file in bytes. The logo is part of every page, in base64. */
inline constexpr std::size_t longest_logo = 6144;

/** Returns the content of a picture's file as a data: URL (RFC 2397), or why it cannot be a logo.
    Detects the type from the content, like browsers: PNG, JPEG, GIF, WebP or SVG. Checks only the
    beginning of a bitmap, but all of an SVG. */
Value<std::string> parse_picture(std::string_view content);

/** Reads the setting `logo`, an https URL or the name of a file, as a URL for `<img>`. */
void read_logo(const Node& node, std::string& logo);

}  // namespace fingerpost
