// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "config/node.hpp"
#include "config/value.hpp"

namespace fingerpost {

/** The most bytes that the file of a logo may have: it is part of every page, in base64. */
inline constexpr std::size_t longest_logo = 6144;

/** Returns the content of a picture's file as a data: URL (RFC 2397), or why it cannot be a logo. Its
    type follows from its content, as browsers do it: PNG, JPEG, GIF, WebP or SVG. Only the beginning
    of a bitmap is looked at; an SVG is read as a whole. */
Value<std::string> parse_picture(std::string_view content);

/** Reads the setting `logo`, an https URL or the name of a file, to a URL for `<img>`. */
void read_logo(const Node& node, std::string& logo);

}  // namespace fingerpost
