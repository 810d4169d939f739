// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/xml_writer.hpp"

namespace fingerpost {

/** The namespace of the root element of every Autodiscover answer, and of the response in an error.
    The real names begin with http, whatever Microsoft's pages print. */
inline constexpr std::string_view envelope_schema =
    "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";

/** Opens an Autodiscover answer whose response is in `schema`. */
inline XmlWriter open_envelope(std::string_view schema) {
  XmlWriter xml("utf-8");
  xml.open("Autodiscover", {{"xmlns", envelope_schema}});
  xml.open("Response", {{"xmlns", schema}});
  return xml;
}

}  // namespace fingerpost
