// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace fingerpost {

/** What the log may say of a request: closed words and a parsed domain, nothing else. */
struct Event {
  /** The protocol's name; empty where no protocol was chosen. */
  std::string_view protocol = {};
  /** The domain whose settings were asked; empty where there was none that could be. */
  std::string domain = {};
};

/** One answer. The views point to text that lives as long as the program. */
struct Response {
  int status = 200;
  std::string_view content_type = "text/plain";
  std::string body = {};
  /** Location header, for a redirect. */
  std::string location = {};
  /** Allow header, for 405. */
  std::string_view allow = {};
  /** The answer to HEAD: the headers speak of the body, which is not sent. */
  bool head_only = false;
  Event event = {};
};

/** An answer without a body, in text/plain: KMail takes even an XHTML error page for settings. */
Response refuse(int status);

/** The header as CGI (RFC 3875 section 6) wants it, blank line included. */
std::string render_header(const Response& response);

}  // namespace fingerpost
