// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fingerpost {

/** The content type of every XML answer. Thunderbird parses only types that begin with text/xml in
    lower case, and davmail compares the entire value. */
inline constexpr std::string_view xml_content_type = "text/xml; charset=utf-8";

/** What the log may say about a request: words from fixed lists and a parsed domain, nothing
    else. */
struct Event {
  /** The protocol's name; empty if none was chosen. */
  std::string_view protocol = {};
  /** The requested domain; empty if there was no valid one. */
  std::string domain = {};
  /** A detail that the status does not tell, if any. */
  std::string_view detail = "";
};

/** Who may cache an answer. */
enum class Caching {
  unsaid,
  /** Any web server or CDN: the answer depends on the domain alone. */
  everybody,
  /** Nobody: the answer contains an address. */
  nobody
};

/** The additional headers of a page for people. */
struct PageHeader {
  /** The language of the page, an ISO 639 code. */
  std::string_view language;
  /** The value of Content-Security-Policy, without line breaks. */
  std::string policy;
};

/** An answer. Its views point to text that lives as long as the program. */
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
  /** The request header, if any, on which the answer depends in addition to the URL. */
  std::string_view vary = {};
  /** The name of the file for a download, made of letters, digits, dots and hyphens. */
  std::string download_name = {};
  /** Set for a page for people. Search engines do not list it, and its links do not reveal where
      the reader came from. */
  std::optional<PageHeader> page = {};
  Caching caching = Caching::unsaid;
  /** A quoted strong validator (RFC 9110 section 8.8.3). */
  std::string etag = {};
  /** Whether this answers HEAD: the headers describe the body, which is not sent. */
  bool head_only = false;
  Event event = {};
};

/** Reasons to refuse a request. Each has one status and one sentence; see refuse(). */
enum class Refusal {
  /** No client uses this path. */
  no_such_path,
  /** No provider serves the domain, or this protocol can express nothing of its provider. */
  no_settings,
  /** The protocol needs an address, and the request has no valid one. */
  no_address,
  /** A map failed, so it is unknown who serves the domain. */
  unknown,
  wrong_method,
  too_large,
  /** A bug or a system error. */
  failed
};

/** Returns an answer with the refusal's status and one sentence for people who use a browser. The
    sentence is fixed, so it never echoes the request. The type is text/plain, because KMail reads
    even an XHTML error page as settings. The body is never empty, because Geary 43 stops searching
    at a 404 without a body (read in November 2026). */
Response refuse(Refusal refusal);

/** Returns a redirect to an absolute URL. 302 turns a POST into a GET; 307 keeps the method. */
Response redirect(int status, std::string url);

/** Formats an answer for CGI (RFC 3875 section 6): headers, blank line, body. */
std::string render(const Response& response);

}  // namespace fingerpost
