// SPDX-License-Identifier: MIT
#include "import/client_config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/value.hpp"
#include "import/oauth2.hpp"
#include "import/pages.hpp"
#include "import/servers.hpp"

namespace fingerpost::foreign {

namespace {

template <std::string ProviderDraft::*member>
void read_name(const XmlElement& element, Reading& reading) {
  std::string& name = reading.provider.*member;
  if (!name.empty())
    return reading.keep(element,
                        fmt::format("{} is given twice, the first is taken", element.name));
  const auto text = parse_text(collapse(element.text));
  if (!text && !element.text.empty())
    return reading.keep(element, fmt::format("{}: {}", element.name, text.error()));
  name = text.value_or("");
  Remarks remarks;
  remarks.check_leaf(element, element.name, {});
  if (name.find("%EMAIL") != name.npos)
    remarks.say(element, fmt::format("{}: Thunderbird fills in the placeholder, Apple and PACC "
                                     "clients show it as it is",
                                     element.name));
  reading.take(remarks);
}

void read_domain(const XmlElement& element, Reading& reading) {
  Remarks remarks;
  remarks.check_attributes(element, fmt::format("domain {}", collapse(element.text)), {});
  remarks.check_children(element, "domain");
  // The comments stand above the domain.
  reading.take(remarks);
  if (const auto hindrance = add_domain(reading.draft, reading.provider, element.text))
    reading.keep(element, fmt::format("domain: {}", *hindrance));
}

/** Where an element may stand: in emailProvider, or beside it too. */
enum class Place { provider, both };

struct Row {
  std::string_view element;
  Place place;
  void (*read)(const XmlElement&, Reading&);
};

/** All elements that have settings, in the order in which the settings are written. */
constexpr Row rows[] = {
    {"displayName", Place::provider, read_name<&ProviderDraft::name>},
    {"displayShortName", Place::provider, read_name<&ProviderDraft::short_name>},
    {"domain", Place::provider, read_domain},
    {"incomingServer", Place::provider, read_typed_server},
    {"outgoingServer", Place::provider, read_typed_server},
    {"webMail", Place::both, read_web_mail},
    {"documentation", Place::both, read_documentation},
    {"calendar", Place::both, read_typed_server},
    {"addressbook", Place::both, read_typed_server},
    {"addressBook", Place::both, read_typed_server},
    {"oAuth2", Place::both, read_oauth2},
};

bool applies(const Row& row, const XmlElement& child, const XmlElement& parent) {
  return row.element == child.name && (row.place == Place::both || parent.name == "emailProvider");
}

void read_children(const XmlElement& parent, Reading& reading) {
  for (const Row& row : rows)
    for (const XmlElement& child : parent.children)
      if (applies(row, child, parent)) row.read(child, reading);
  for (const XmlElement& child : parent.children) {
    const bool known = std::any_of(std::begin(rows), std::end(rows),
                                   [&](const Row& row) { return applies(row, child, parent); });
    if (!known && child.name != "emailProvider") reading.keep_without_setting(child, child.name);
  }
}

void read_provider(const XmlElement& element, Reading& reading) {
  Remarks remarks;
  remarks.check_parent(element, "emailProvider", {"id"});
  const std::string wanted = one_line(collapse(element.attribute("id")));
  if (!wanted.empty() && wanted != reading.provider.key)
    remarks.say(element, fmt::format("emailProvider: there is a provider {} already, so this is {}",
                                     wanted, reading.provider.key));
  reading.take(remarks);
  for (const XmlElement& child : element.children)
    if (child.name == "emailProvider") reading.keep_without_setting(child, "emailProvider in it");
  read_children(element, reading);
  if (const auto text = note_mixed_servers(reading.provider))
    reading.warnings.push_back({element.line, fmt::format("emailProvider: {}", *text)});
  if (reading.provider.first_domain.empty())
    reading.warnings.push_back(
        {element.line, "emailProvider: no domain is left, so the provider is kept as a comment"});
}

/** Reads what stands beside the providers, which is meant for each of them. */
void read_root(const XmlElement& root, Reading& reading) {
  Remarks remarks;
  remarks.check_parent(root, "clientConfig", {"version", "xmlns"});
  reading.take(remarks);
  read_children(root, reading);
}

std::string wanted_key(const XmlElement& provider) {
  const std::string id = collapse(provider.attribute("id"));
  return id.empty() ? collapse(provider.child_text("domain")) : id;
}

/** A document without a provider is worth a comment. */
void keep_document(const XmlElement& root, const std::string& file, Draft& draft,
                   std::vector<Warning>& warnings) {
  ProviderDraft nothing{file, {}};
  Reading reading{draft, nothing, warnings};
  Remarks remarks;
  remarks.say(root, "clientConfig: has no emailProvider, so there is no provider");
  reading.take(remarks);
  for (const XmlElement& child : root.children) reading.keep_without_setting(child, child.name);
  draft.providers.push_back(std::move(nothing));
}

void read_document(const XmlElement& root, const std::string& file, Draft& draft,
                   std::vector<Warning>& warnings) {
  bool again = false;
  for (const XmlElement& element : root.children) {
    if (element.name != "emailProvider") continue;
    ProviderDraft provider{file, claim_key(draft, wanted_key(element))};
    Reading reading{draft, provider, warnings};
    read_provider(element, reading);
    reading.again = again;
    read_root(root, reading);
    draft.providers.push_back(std::move(provider));
    again = true;
  }
  if (!again) keep_document(root, file, draft, warnings);
}

}  // namespace

std::optional<std::string> read_client_config(const std::string& file, std::string_view content,
                                              Draft& draft) {
  const auto root = read_xml_tree(content);
  if (!root) return fmt::format("{}:{}", file, root.error());
  if (root->name != "clientConfig")
    return fmt::format("{}:{}: is not autoconfig: {} stands in the place of clientConfig", file,
                       root->line, root->name);
  std::vector<Warning> warnings;
  read_document(*root, file, draft, warnings);
  // In the order of the file, not in that of the settings.
  std::stable_sort(warnings.begin(), warnings.end(),
                   [](const Warning& a, const Warning& b) { return a.line < b.line; });
  for (const auto& [line, text] : warnings)
    draft.warnings.push_back(one_line(fmt::format("{}:{}: {}", file, line, text)));
  return std::nullopt;
}

}  // namespace fingerpost::foreign
