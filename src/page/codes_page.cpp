// SPDX-License-Identifier: MIT
#include "page/codes_page.hpp"

#include <fmt/format.h>

#include "base/qr_code.hpp"
#include "page/page_frame.hpp"
#include "page/put_text.hpp"
#include "page/thunderbird_code.hpp"

namespace fingerpost {

namespace {

/** Writes a code, always dark on white and with its quiet zone, because phones do not read inverted
    codes (thunderbird-android#8506, 2026-11). The heading and the caption before it describe it. */
void put_svg(XmlWriter& xml, std::string_view heading_id, const QrCode& code) {
  const std::string side = fmt::format_int(code.svg_size()).str();
  const std::string box = fmt::format("0 0 {} {}", side, side);
  xml.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                   {"viewBox", box},
                   {"role", "img"},
                   {"aria-labelledby", heading_id},
                   {"shape-rendering", "crispEdges"}});
  xml.leaf("rect", "", {{"width", side}, {"height", side}, {"fill", "#fff"}});
  xml.leaf("path", "", {{"d", code.svg_path()}, {"stroke", "#000"}});
  xml.close();
}

void put_code(XmlWriter& xml, std::string_view id, Markup heading, Markup scan,
              const QrCode& code) {
  xml.leaf("h2", heading, {{"id", id}});
  xml.open("figure");
  xml.leaf("figcaption", scan);
  put_svg(xml, id, code);
  xml.close();
}

}  // namespace

bool has_codes(const Subject& subject, std::string_view profile_url) {
  if (QrCode::holds(profile_url)) return true;
  const auto payload = thunderbird_code(subject);
  return payload && QrCode::holds(*payload);
}

std::string codes_page(const Words& words, const Subject& subject, std::string_view profile_url) {
  const PageFrame frame = {words, &subject, &*subject.address};
  XmlWriter xml = open_page(frame);
  const TextValue values[] = {{"address", subject.address->text()}};
  put_leaf(xml, "h2", words.codes_for, values);
  const auto payload = thunderbird_code(subject);
  const auto thunderbird = payload ? QrCode::encode(*payload) : std::nullopt;
  const auto profile = profile_url.empty() ? std::nullopt : QrCode::encode(profile_url);
  if (thunderbird)
    put_code(xml, "thunderbird", words.thunderbird_code, words.thunderbird_scan, *thunderbird);
  if (profile) put_code(xml, "profile", words.profile_code, words.profile_scan, *profile);
  if (!thunderbird && !profile) xml.leaf("p", words.no_codes);
  xml.open("p");
  xml.leaf("button", words.back, {{"name", "show"}, {"value", "steps"}, {"form", "ask"}});
  xml.close();
  // After the button, because the first value counts. Switching the language shows the codes again.
  xml.leaf("input", "",
           {{"type", "hidden"}, {"name", "show"}, {"value", "codes"}, {"form", "ask"}});
  return close_page(std::move(xml), frame);
}

}  // namespace fingerpost
