// SPDX-License-Identifier: MIT

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "import/formats.hpp"
#include "import/oauth2.hpp"
#include "import/pages.hpp"
#include "import/servers.hpp"

namespace fingerpost::foreign {

namespace {

template <std::string ProviderDraft::*member>
void read_name(const XmlElement& element, Reading& reading) {
  if (!(reading.provider.*member).empty())
    return reading.keep(element,
                        fmt::format("{} is given twice, the first is taken", element.name));
  reading.take_name(member, element.line, element.name, element.text);
  Remarks remarks;
  remarks.check_leaf(element, element.name, {});
  reading.take(remarks);
}

void read_domain(const XmlElement& element, Reading& reading) {
  Remarks remarks;
  remarks.check_attributes(element, fmt::format("domain {}", collapse(element.text)), {});
  remarks.check_children(element, "domain");
  // The comments stand above the domain.
  reading.take(remarks);
  if (equal_ignoring_case(element.text, "%EMAILDOMAIN%"))
    reading.provider.any_domain = true;
  else if (const auto hindrance = add_domain(reading.file.draft, reading.provider, element.text))
    reading.keep(element, fmt::format("domain: {}", *hindrance));
}

/** Where an element may stand: in emailProvider, or beside it too. */
enum class Place { provider, both };

struct Row {
  std::string_view element;
  Place place;
  void (*read)(const XmlElement&, Reading&);
};

/** Returns the elements that have settings, in the order in which the settings are written. */
std::vector<Row> all_rows() {
  std::vector<Row> rows = {
      {"displayName", Place::provider, read_name<&ProviderDraft::name>},
      {"displayShortName", Place::provider, read_name<&ProviderDraft::short_name>},
      {"domain", Place::provider, read_domain},
      {"incomingServer", Place::provider, read_typed_server},
      {"outgoingServer", Place::provider, read_typed_server},
  };
  const auto add = [&](std::string_view element, void (*read)(const XmlElement&, Reading&)) {
    const bool known = std::any_of(rows.begin(), rows.end(),
                                   [&](const Row& row) { return row.element == element; });
    if (!known && !element.empty()) rows.push_back({element, Place::both, read});
  };
  for (const Service& service : services)
    if (service.is_page) add(service.element, read_page);
  add("documentation", read_documentation);
  for (const Service& service : services) add(service.element, read_typed_server);
  add("oAuth2", read_oauth2);
  return rows;
}

/** Versions differ in the case of an element. */
bool applies(const Row& row, const XmlElement& child, const XmlElement& parent) {
  return equal_ignoring_case(row.element, child.name) &&
         (row.place == Place::both || parent.name == "emailProvider");
}

void read_children(const XmlElement& parent, Reading& reading) {
  static const std::vector<Row> rows = all_rows();
  for (const Row& row : rows)
    for (const XmlElement& child : parent.children)
      if (applies(row, child, parent)) row.read(child, reading);
  for (const XmlElement& child : parent.children) {
    const bool known = std::any_of(rows.begin(), rows.end(),
                                   [&](const Row& row) { return applies(row, child, parent); });
    if (!known && child.name != "emailProvider") reading.keep_without_setting(child, child.name);
  }
}

void read_provider(const XmlElement& element, Reading& reading) {
  Remarks remarks;
  remarks.check_parent(element, "emailProvider", {"id"});
  const std::string wanted = printable(collapse(element.attribute("id")), 200);
  if (!wanted.empty() && wanted != reading.provider.key && !reading.file.people.is_personal(wanted))
    remarks.say(element, fmt::format("emailProvider: there is a provider {} already, so this is {}",
                                     wanted, reading.provider.key));
  reading.take(remarks);
  for (const XmlElement& child : element.children)
    if (child.name == "emailProvider") reading.keep_without_setting(child, "emailProvider in it");
  read_children(element, reading);
}

/** Reads what stands beside the providers, which is meant for each of them. */
void read_root(const XmlElement& root, Reading& reading) {
  Remarks remarks;
  remarks.check_parent(root, "clientConfig", {"version", "xmlns"});
  reading.take(remarks);
  read_children(root, reading);
}

std::string wanted_key(const XmlElement& provider, const People& people) {
  const std::string id = collapse(provider.attribute("id"));
  return id.empty() || people.is_personal(id) ? collapse(provider.child_text("domain")) : id;
}

/** A document without a provider is worth a comment. */
void keep_document(const XmlElement& root, File& file) {
  ProviderDraft nothing{file.name, {}};
  Reading reading{file, nothing};
  reading.say(root.line, "clientConfig: has no emailProvider, so there is no provider");
  for (const XmlElement& child : root.children) reading.keep_without_setting(child, child.name);
  file.draft.providers.push_back(std::move(nothing));
}

void see_domains(const XmlElement& root, People& people) {
  for (const XmlElement& provider : root.children)
    for (const XmlElement& child : provider.children)
      if (child.name == "domain") people.see_domain(child.text);
}

}  // namespace

Refusal read_client_config(const XmlElement& root, File& file) {
  see_domains(root, file.people);
  const auto is_provider = [](const XmlElement& child) { return child.name == "emailProvider"; };
  const auto count = static_cast<std::size_t>(
      std::count_if(root.children.begin(), root.children.end(), is_provider));
  if (count * root.children.size() > shared_limit)
    return Warning{root.line, fmt::format("has too much beside its {} providers", count)};
  for (const XmlElement& element : root.children) {
    if (!is_provider(element)) continue;
    ProviderDraft provider{file.name, claim_key(file.draft, wanted_key(element, file.people))};
    Reading reading{file, provider};
    read_provider(element, reading);
    read_root(root, reading);
    reading.finish(element.line, "emailProvider");
  }
  if (count == 0) keep_document(root, file);
  return std::nullopt;
}

}  // namespace fingerpost::foreign
