// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace fingerpost {

/** A service that a provider offers at a URL, and its name in each format. A column is empty if its
    format cannot name the service. */
struct Service {
  /** The setting in the configuration, which is also the name in messages. */
  std::string_view word;
  /** The name for people. For a WebDAV service it is also the prefix of the keys in Apple's
      payload, and eM Client's type in Outlook's answer (mailcow#370). */
  std::string_view name;
  /** Other software's words for the setting, in lower case, separated by spaces. */
  std::string_view other_words = {};
  /** The URL to suggest in place of one of these words. */
  std::string_view example = {};
  /** Whether it is a page that people open: its URL may be plain http, and autoconfig clients get
      it without `extensions`. */
  bool is_page = false;
  /** Whether it is a WebDAV service: DNS, PACC and Apple's profiles need the path of its URL. */
  bool is_dav = false;
  /** The path that redirects to it, with a final slash; see well_known_path(). */
  std::string_view well_known = {};
  /** The name of its SRV record. */
  std::string_view srv = {};
  /** The element and the type in autoconfig; a page has no type. */
  std::string_view element = {};
  std::string_view type = {};
  /** The key in PACC's `protocols`. */
  std::string_view pacc = {};
  /** The type of its payload in Apple's profiles. */
  std::string_view apple = {};
  /** The keys of its contents in Apple's payload for Exchange, which can hold them too. */
  std::array<std::string_view, 2> exchange_parts = {};
  /** The protocol in Autodiscover's JSON, for the service whose URL is in the MobileSync schema. */
  std::string_view autodiscover = {};

  /** Returns the path that redirects to it in the RFCs' form, without a final slash. */
  constexpr std::string_view well_known_path() const noexcept {
    return well_known.substr(0, well_known.rfind('/'));
  }
};

/** The path of every ActiveSync server (MS-ASHTTP section 2.2.1.1.1); Apple's profiles cannot
    express another. */
inline constexpr std::string_view activesync_path = "/Microsoft-Server-ActiveSync";

/** All services, in the order in which people and DNS see them. The code knows a service only by
    its row ("To add a service" in doc/development.md). */
inline constexpr Service services[] = {
    {.word = "webmail",
     .name = "webmail",
     .other_words = "web webmailurl",
     .example = "https://HOST/",
     .is_page = true,
     .element = "webMail"},
    // RFC 6764 sections 3 to 5.
    {.word = "caldav",
     .name = "CalDAV",
     .other_words = "calendar calendars dav",
     .example = "https://HOST/PATH",
     .is_dav = true,
     .well_known = "/.well-known/caldav/",
     .srv = "_caldavs._tcp",
     .element = "calendar",
     .type = "caldav",
     .pacc = "caldav",
     .apple = "com.apple.caldav.account",
     .exchange_parts = {"EnableCalendars", "EnableReminders"}},
    {.word = "carddav",
     .name = "CardDAV",
     .other_words = "addressbook addressbooks contacts",
     .example = "https://HOST/PATH",
     .is_dav = true,
     .well_known = "/.well-known/carddav/",
     .srv = "_carddavs._tcp",
     .element = "addressbook",
     .type = "carddav",
     .pacc = "carddav",
     .apple = "com.apple.carddav.account",
     .exchange_parts = {"EnableContacts"}},
    // RFC 8620 section 2.2.
    {.word = "jmap",
     .name = "JMAP",
     .well_known = "/.well-known/jmap/",
     .srv = "_jmap._tcp",
     .element = "incomingServer",
     .type = "jmap",
     .pacc = "jmap"},
    // The type is spelled as in the registry; the draft's example and Mustang write it in lower
    // case.
    {.word = "activesync",
     .name = "ActiveSync",
     .other_words = "exchange eas mobilesync",
     .example = "https://HOST/Microsoft-Server-ActiveSync",
     .element = "incomingServer",
     .type = "activeSync",
     .apple = "com.apple.eas.account",
     .autodiscover = "ActiveSync"},
};

/** Returns the service whose column equals this text, ignoring case, or null. An empty text never
    matches. */
const Service* find_service(std::string_view Service::*column, std::string_view text) noexcept;

/** The service for Exchange's own formats. */
inline constexpr const Service& activesync =
    *std::find_if(std::begin(services), std::end(services),
                  [](const Service& service) { return !service.autodiscover.empty(); });

}  // namespace fingerpost
