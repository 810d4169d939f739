// SPDX-License-Identifier: MIT
#include "xml_nodes.hpp"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <memory>

#include "base/free.hpp"

namespace fingerpost {

namespace {

std::string_view view(const xmlChar* text) {
  return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

std::string name_of(std::string_view name, const xmlNs* space) {
  return fmt::format("{{{}}}{}", space ? view(space->href) : "", name);
}

void add_attributes(const xmlNode& element, int depth, std::vector<std::string>& nodes) {
  for (const xmlNs* space = element.nsDef; space; space = space->next)
    nodes.push_back(
        fmt::format("{} declares {}={}", depth, view(space->prefix), view(space->href)));
  for (const xmlAttr* attribute = element.properties; attribute; attribute = attribute->next)
    nodes.push_back(fmt::format("{} attribute {}={}", depth,
                                name_of(view(attribute->name), attribute->ns),
                                attribute->children ? view(attribute->children->content) : ""));
}

void add(const xmlNode* node, int depth, std::vector<std::string>& nodes) {
  for (; node; node = node->next) {
    const bool element = node->type == XML_ELEMENT_NODE;
    // Other kinds of node have no field for a namespace or a text, or are not expected.
    if (element)
      nodes.push_back(fmt::format("{} element {}", depth, name_of(view(node->name), node->ns)));
    else if (node->type == XML_TEXT_NODE)
      nodes.push_back(fmt::format("{} text {}", depth, view(node->content)));
    else
      nodes.push_back(
          fmt::format("{} kind {} {}", depth, static_cast<int>(node->type), view(node->name)));
    if (!element) continue;
    add_attributes(*node, depth, nodes);
    add(node->children, depth + 1, nodes);
  }
}

}  // namespace

std::vector<std::string> xml_nodes(std::string_view document) {
  xmlResetLastError();
  const std::unique_ptr<xmlDoc, Free<xmlFreeDoc>> parsed(
      xmlReadMemory(document.data(), static_cast<int>(document.size()), nullptr, nullptr,
                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING));
  std::vector<std::string> nodes;
  if (parsed && !xmlGetLastError()) add(parsed->children, 0, nodes);
  return nodes;
}

}  // namespace fingerpost
