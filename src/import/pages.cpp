// SPDX-License-Identifier: MIT
#include "import/pages.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "import/words.hpp"

namespace fingerpost::foreign {

namespace {

Value<UrlPattern> read_url_attribute(const XmlElement& element, std::string_view place,
                                     const Reading& reading, Remarks& remarks) {
  if (element.attribute("url").empty()) return tl::make_unexpected("has no url");
  return parse_url(reading.url(element.attribute("url"), element.line, place, remarks));
}

/** The settings know languages, not their varieties. */
Value<std::string> parse_lang(std::string_view text) {
  if (text.empty()) return "en";
  return parse_language(to_lower(text.substr(0, text.find_first_of("-_"))));
}

void read_descr(const XmlElement& descr, Line& page, Remarks& remarks) {
  constexpr std::string_view place = "documentation: descr";
  const std::string_view written = descr.attribute("lang");
  const std::string text = collapse(without_invisible(collapse(descr.text)));
  const auto language = parse_lang(written);
  if (!language) return remarks.keep(descr, fmt::format("{}: {}", place, language.error()));
  if (page.has(*language))
    return remarks.keep(descr, fmt::format("{} in {} is there already", place, *language));
  remarks.check_leaf(descr, place, {"lang"});
  if (text != collapse(descr.text))
    remarks.say(descr, fmt::format("{}: has invisible characters, which are left out", place));
  if (text.empty()) return;
  if (!written.empty() && !equal_ignoring_case(*language, written))
    remarks.say(descr, fmt::format("{}: lang \"{}\" is taken as {}", place, written, *language));
  page.block.push_back({*language, text});
}

void read_documentation_child(const XmlElement& child, Line& page, Remarks& remarks) {
  if (child.name == "descr") return read_descr(child, page, remarks);
  remarks.keep(child, fmt::format("documentation: {} has no setting here", child.name));
}

void read_login_page(const XmlElement& element, const Service& service, Reading& reading) {
  const std::string place = fmt::format("{}: loginPage", service.element);
  Remarks remarks;
  const auto url = read_url_attribute(element, place, reading, remarks);
  if (!url) return reading.keep(element, fmt::format("{}: {}", place, url.error()));
  remarks.check_parent(element, place, {"url"});
  remarks.check_children(element, place);
  reading.take_once(element, remarks, {std::string(service.word), url->text()});
}

}  // namespace

void read_documentation(const XmlElement& element, Reading& reading) {
  Remarks remarks;
  const auto url = read_url_attribute(element, "documentation", reading, remarks);
  if (!url) return reading.keep(element, fmt::format("documentation: {}", url.error()));
  remarks.check_parent(element, "documentation", {"url"});
  Line page{"documentation", url->text()};
  for (const XmlElement& child : element.children) read_documentation_child(child, page, remarks);
  reading.take(remarks, std::move(page));
}

void read_page(const XmlElement& element, Reading& reading) {
  const Service& service = *find_service(&Service::element, element.name);
  Remarks remarks;
  remarks.check_parent(element, service.element, {});
  reading.take(remarks);
  for (const XmlElement& child : element.children)
    if (child.name == "loginPage")
      read_login_page(child, service, reading);
    else
      reading.keep_without_setting(child, fmt::format("{}: {}", service.element, child.name));
}

}  // namespace fingerpost::foreign
