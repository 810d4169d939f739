// SPDX-License-Identifier: MIT
#include "protocol/mobilesync.hpp"

#include "protocol/envelope.hpp"

namespace fingerpost::mobilesync {

namespace {

/** The answer; exactly one of the two members is set. */
struct Answer {
  std::optional<std::string> redirect;
  std::optional<Url> url;
};

void write_action(XmlWriter& xml, const Answer& answer) {
  xml.open("Action");
  if (answer.redirect) {
    xml.leaf("Redirect", *answer.redirect);
  } else {
    xml.open("Settings");
    xml.open("Server");
    xml.leaf("Type", "MobileSync");
    xml.leaf("Url", answer.url->text());
    xml.leaf("Name", answer.url->text());
    xml.close();
    xml.close();
  }
  xml.close();
}

std::string document(const Subject& subject, const Answer& answer) {
  XmlWriter xml = open_envelope(response_schema);
  // With a colon, as in every sample of MS-ASCMD.
  xml.leaf("Culture", "en:us");
  xml.open("User");
  xml.leaf("DisplayName", subject.address ? subject.address->text() : subject.provider->name);
  if (subject.address) xml.leaf("EMailAddress", subject.address->text());
  xml.close();
  write_action(xml, answer);
  return std::move(xml).finish();
}

}  // namespace

Response write(const Subject& subject) {
  // The schema can send clients to an address only; AOSP's client follows HTTP's redirect.
  if (subject.provider->redirect_url) return redirect(302, subject.provider->redirect_url->text());
  const Answer found{redirect_address(subject), url_for(activesync, subject)};
  if (!found.redirect && !found.url) return refuse(Refusal::no_settings);
  return {.content_type = xml_content_type,
          .body = document(subject, found),
          .caching = subject.address ? Caching::nobody : Caching::everybody};
}

}  // namespace fingerpost::mobilesync
