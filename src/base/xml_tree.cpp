// SPDX-License-Identifier: MIT
#include "base/xml_tree.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/xml_parser.hpp"

namespace fingerpost {

namespace {

struct Reading : XmlParsing {
  /** Lines that the parser was not given. */
  unsigned long lines_before;
  /** From the document, which is nobody's child, to the element that is open. */
  std::vector<XmlElement> open = std::vector<XmlElement>(1);
  std::string_view refusal = {};
};

Reading& reading(void* user_data) {
  return *static_cast<Reading*>(user_data);
}

unsigned long line_of(const Reading& state) {
  return state.lines_before + line_number(state.parser);
}

void refuse(Reading& state, std::string_view reason) {
  state.refusal = reason;
  XML_StopParser(state.parser, XML_FALSE);
}

bool is_namespace(std::string_view attribute) {
  return attribute == "xmlns" || attribute.starts_with("xmlns:");
}

std::string local_name(std::string_view name) {
  return std::string(name.substr(name.find(':') + 1));
}

void on_doctype(void* user_data, const XML_Char* name, const XML_Char*, const XML_Char*,
                int has_internal_subset) noexcept {
  if (has_internal_subset || std::string_view(name) != "plist")
    refuse(reading(user_data), "has a DOCTYPE");
}

/** Refuses undeclared entities, which expat skips when the document has a DOCTYPE. */
void on_skipped_entity(void* user_data, const XML_Char*, int) noexcept {
  refuse(reading(user_data), "has an entity that is not declared");
}

void on_start(void* user_data, const XML_Char* name, const XML_Char** attributes) noexcept {
  Reading& state = reading(user_data);
  if (state.open.size() > xml_depth_limit) return refuse(state, "is nested too deep");
  if (has_too_many_attributes(state.parser)) return refuse(state, "has too many attributes");
  handle_xml(state, [&] {
    XmlElement& element = state.open.emplace_back();
    element.name = local_name(name);
    element.line = line_of(state);
    for (; *attributes; attributes += 2)
      if (!is_namespace(*attributes))
        element.attributes.emplace_back(local_name(attributes[0]), attributes[1]);
  });
}

void on_end(void* user_data, const XML_Char*) noexcept {
  Reading& state = reading(user_data);
  // A stopped parser still ends an element of a single tag.
  if (!state.refusal.empty()) return;
  handle_xml(state, [&] {
    XmlElement element = std::move(state.open.back());
    state.open.pop_back();
    element.text = trim(element.text);
    state.open.back().children.push_back(std::move(element));
  });
}

void on_text(void* user_data, const XML_Char* text, int length) noexcept {
  Reading& state = reading(user_data);
  handle_xml(state, [&] { state.open.back().text.append(text, static_cast<std::size_t>(length)); });
}

}  // namespace

std::string_view XmlElement::attribute(std::string_view attribute_name) const noexcept {
  const auto found = std::find_if(attributes.begin(), attributes.end(), [&](const auto& candidate) {
    return candidate.first == attribute_name;
  });
  return found == attributes.end() ? std::string_view() : found->second;
}

const XmlElement* XmlElement::child(std::string_view child_name) const noexcept {
  const auto found = std::find_if(children.begin(), children.end(), [&](const auto& candidate) {
    return candidate.name == child_name;
  });
  return found == children.end() ? nullptr : &*found;
}

std::string_view XmlElement::child_text(std::string_view child_name) const noexcept {
  const XmlElement* const found = child(child_name);
  return found ? found->text : std::string_view();
}

tl::expected<XmlElement, std::string> read_xml_tree(std::string_view document) {
  document = without_byte_order_mark(document);
  const std::string_view blank = document.substr(0, document.find_first_not_of(" \t\r\n"));
  document.remove_prefix(blank.size());
  const XmlParser parser = make_xml_parser(nullptr);
  Reading state{{parser.get()},
                static_cast<unsigned long>(std::count(blank.begin(), blank.end(), '\n'))};
  XML_SetUserData(parser.get(), &state);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  XML_SetSkippedEntityHandler(parser.get(), on_skipped_entity);
  if (parse_xml(state, document)) return std::move(state.open.front().children.front());
  if (state.refusal.empty()) state.refusal = XML_ErrorString(XML_GetErrorCode(parser.get()));
  return tl::make_unexpected(fmt::format("{}: {}", line_of(state), state.refusal));
}

}  // namespace fingerpost
