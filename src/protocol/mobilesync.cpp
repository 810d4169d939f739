// SPDX-License-Identifier: MIT
#include "protocol/mobilesync.hpp"

#include "protocol/envelope.hpp"

namespace fingerpost::mobilesync {

namespace {

void write_user(XmlWriter& xml, const Subject& subject) {
  xml.open("User");
  xml.leaf("DisplayName", subject.address ? subject.address->text() : subject.provider->name);
  if (subject.address) xml.leaf("EMailAddress", subject.address->text());
  xml.close();
}

void write_server(XmlWriter& xml, const Url& url) {
  xml.open("Settings");
  xml.open("Server");
  xml.leaf("Type", "MobileSync");
  xml.leaf("Url", url.text());
  xml.leaf("Name", url.text());
}

}  // namespace

Response write(const Subject& subject) {
  // The schema can redirect only to an address. AOSP's client follows an HTTP redirect.
  if (subject.provider->redirect_url) return redirect(302, subject.provider->redirect_url->text());
  const auto other = redirect_address(subject);
  const auto url = url_for(activesync, subject);
  if (!other && !url) return refuse(Refusal::no_settings);
  XmlWriter xml = open_envelope(response_schema);
  // With a colon, as in every example of MS-ASCMD.
  xml.leaf("Culture", "en:us");
  write_user(xml, subject);
  xml.open("Action");
  if (other)
    xml.leaf("Redirect", *other);
  else
    write_server(xml, *url);
  return close_envelope(std::move(xml), subject);
}

}  // namespace fingerpost::mobilesync
