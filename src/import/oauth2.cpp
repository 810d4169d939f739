// SPDX-License-Identifier: MIT
#include "import/oauth2.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "import/words.hpp"

namespace fingerpost::foreign {

namespace {

/** A host name, as in the draft's examples and in most files, or the whole URL. */
Value<std::string> parse_issuer_or_host(std::string_view text) {
  const bool is_url = text.find("://") != text.npos;
  const auto url = parse_issuer(is_url ? std::string(text) : fmt::format("https://{}", text));
  if (!url) return tl::make_unexpected(fmt::format("issuer \"{}\" is not a host name", text));
  return url->text();
}

Value<std::string> parse_endpoint_url(std::string_view text) {
  const auto url = parse_fixed_https_url(text);
  if (!url) return tl::make_unexpected(url.error());
  return url->text();
}

/** The children of oAuth2 that have a setting. */
struct OAuth2Row {
  std::string_view element;
  std::string_view setting;
  Value<std::string> (*parse)(std::string_view);
};

constexpr OAuth2Row oauth2_rows[] = {
    {"issuer", "issuer", parse_issuer_or_host},
    {"scope", "scope", parse_text},
    {"authURL", "authorize", parse_endpoint_url},
    {"tokenURL", "token", parse_endpoint_url},
};

void read_oauth2_child(const XmlElement& child, Line& line, Remarks& remarks) {
  const auto row =
      std::find_if(std::begin(oauth2_rows), std::end(oauth2_rows),
                   [&](const OAuth2Row& candidate) { return candidate.element == child.name; });
  const std::string place = fmt::format("oAuth2: {}", child.name);
  if (row == std::end(oauth2_rows))
    return remarks.keep(child, fmt::format("{} has no setting here", place));
  const auto value = row->parse(collapse(child.text));
  if (line.has(row->setting))
    return remarks.keep(child, fmt::format("{} is given twice, the first is taken", place));
  if (!value) return remarks.keep(child, fmt::format("{}: {}", place, value.error()));
  remarks.check_leaf(child, place, {});
  line.block.push_back({std::string(row->setting), *value});
}

}  // namespace

void read_oauth2(const XmlElement& element, Reading& reading) {
  Remarks remarks;
  remarks.check_parent(element, "oAuth2", {});
  Line line{"oauth2", {}};
  for (const XmlElement& child : element.children) read_oauth2_child(child, line, remarks);
  if (line.has("issuer"))
    reading.take_once(element, remarks, std::move(line));
  else
    reading.keep(element, "oAuth2: has no issuer that is a host name");
}

}  // namespace fingerpost::foreign
