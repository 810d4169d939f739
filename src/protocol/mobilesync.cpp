// SPDX-License-Identifier: MIT
#include "protocol/mobilesync.hpp"

#include "base/xml_writer.hpp"
#include "protocol/pox.hpp"

namespace fingerpost::mobilesync {

namespace {

void write_action(XmlWriter& xml, const Subject& subject) {
  xml.open("Action");
  if (const auto address = redirect_address(subject)) {
    xml.leaf("Redirect", *address);
  } else {
    const std::string& url = subject.provider->activesync->text();
    xml.open("Settings");
    xml.open("Server");
    xml.leaf("Type", "MobileSync");
    xml.leaf("Url", url);
    xml.leaf("Name", url);
    xml.close();
    xml.close();
  }
  xml.close();
}

std::string write(const Subject& subject) {
  XmlWriter xml("utf-8");
  xml.open("Autodiscover", {{"xmlns", pox::envelope_schema}});
  xml.open("Response", {{"xmlns", response_schema}});
  // With a colon, as in every sample of MS-ASCMD.
  xml.leaf("Culture", "en:us");
  xml.open("User");
  xml.leaf("DisplayName", subject.address ? subject.address->text() : subject.provider->name);
  if (subject.address) xml.leaf("EMailAddress", subject.address->text());
  xml.close();
  write_action(xml, subject);
  return std::move(xml).finish();
}

}  // namespace

Response answer(const Subject& subject) {
  // The schema can send clients to an address only; AOSP's client follows HTTP's redirect.
  if (subject.provider->redirect_url) return redirect(302, subject.provider->redirect_url->text());
  if (!subject.provider->activesync && !redirect_address(subject))
    return refuse(Refusal::no_settings);
  return {.content_type = xml_content_type,
          .body = write(subject),
          .caching = subject.address ? Caching::nobody : Caching::everybody};
}

}  // namespace fingerpost::mobilesync
