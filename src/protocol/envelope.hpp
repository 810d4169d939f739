// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "base/xml_writer.hpp"
#include "http/response.hpp"
#include "model/subject.hpp"

namespace fingerpost {

/** The namespace of the root element of every Autodiscover answer, and of the response in an error.
    The real names begin with http, although Microsoft's pages print https. */
inline constexpr std::string_view envelope_schema =
    "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";

/** Opens an Autodiscover answer whose response is in `schema`. */
inline XmlWriter open_envelope(std::string_view schema) {
  XmlWriter xml("utf-8");
  xml.open("Autodiscover", {{"xmlns", envelope_schema}});
  xml.open("Response", {{"xmlns", schema}});
  return xml;
}

/** Closes an answer, which holds the subject's settings and address. */
inline Response close_envelope(XmlWriter xml, const Subject& subject) {
  return {.content_type = xml_content_type,
          .body = std::move(xml).finish(),
          .caching = subject.address ? Caching::nobody : Caching::everybody};
}

}  // namespace fingerpost
