// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fingerpost {

/** Of every XML answer: Thunderbird parses nothing that does not begin with text/xml in lower case,
    and davmail compares the whole. */
inline constexpr std::string_view xml_content_type = "text/xml; charset=utf-8";

/** What the log may say of a request: closed words and a parsed domain, nothing else. */
struct Event {
  /** The protocol's name; empty where no protocol was chosen. */
  std::string_view protocol = {};
  /** The domain whose settings were asked; empty where there was none that could be. */
  std::string domain = {};
  /** What the status does not say, if anything. */
  std::string_view detail = "";
};

/** Who may keep an answer for later. */
enum class Caching {
  unsaid,
  /** Anybody: it depends on the domain alone, and a web server or a CDN may hand it out. */
  everybody,
  /** Nobody: it holds an address. */
  nobody
};

/** Holds what a page for people has in its header besides what every answer has. */
struct PageHeader {
  /** Its language, a code of ISO 639. */
  std::string_view language;
  /** Its Content-Security-Policy, without line breaks. */
  std::string policy;
};

/** One answer. The views point to text that lives as long as the program. */
struct Response {
  int status = 200;
  std::string_view content_type = "text/plain";
  std::string body = {};
  /** Location header, for a redirect. */
  std::string location = {};
  /** Allow header, for 405. */
  std::string allow = {};
  /** Retry-After header in seconds; 0 means none. */
  unsigned retry_after = 0;
  /** The header on which the answer depends besides the URL. */
  std::string_view vary = {};
  /** For a file to be saved: its name, of letters, digits, dots and hyphens. */
  std::string download_name = {};
  /** Is set for a page for people. Search engines do not list it, and its links tell nobody where the reader
      was. */
  std::optional<PageHeader> page = {};
  Caching caching = Caching::unsaid;
  /** A quoted strong validator (RFC 9110 section 8.8.3). */
  std::string etag = {};
  /** The answer to HEAD: the headers speak of the body, which is not sent. */
  bool head_only = false;
  Event event = {};
};

/** Reasons to refuse settings to a request. Each has one status and one sentence; see refuse(). */
enum class Refusal {
  /** The path is not one that clients ask for. */
  no_such_path,
  /** No provider serves the domain, or its provider has nothing that this protocol can express. */
  no_settings,
  /** There is no usable address, and the protocol needs one. */
  no_address,
  /** A map failed, so nobody can say who serves the domain. */
  unknown,
  wrong_method,
  too_large,
  /** A bug, or an error of the system. */
  failed
};

/** Returns an answer with the refusal's status and one sentence for people who use a browser. The
    sentence is fixed, so it never echoes the request. It is text/plain, because KMail reads even an
    XHTML error page as settings. It is never empty, because Geary 43 ends its search at a 404
    without a body (read in November 2026). */
Response refuse(Refusal refusal);

/** Returns a redirect to an absolute URL. 302 turns a POST into a GET; 307 keeps the method. */
Response redirect(int status, std::string url);

/** The answer as CGI (RFC 3875 section 6) wants it: header, blank line, body. */
std::string render(const Response& response);

}  // namespace fingerpost
