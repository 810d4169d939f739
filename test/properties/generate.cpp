// SPDX-License-Identifier: MIT
#include "generate.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"
#include "protocol/autoconfig.hpp"
#include "protocol/autodiscover.hpp"
#include "protocol/autodiscover_json.hpp"
#include "protocol/mobileconfig.hpp"
#include "protocol/mobilesync.hpp"
#include "protocol/outlook.hpp"
#include "protocol/pacc.hpp"
#include "protocol/page.hpp"
#include "protocol/well_known.hpp"
#include "replaced.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t longest_local_part = 64;

constexpr std::string_view hostile_pieces[] = {
    "%EMAILADDRESS%", "%EMAILLOCALPART%", "%EMAILDOMAIN%", "%40", "%", "%%", "%0d%0a", "&lt;",
    "&amp;amp;", "&#0;", "&#x41;", "&nosuch;", "&", "]]>", "<![CDATA[", "<!--", "-->", "<?x?>",
    "</string>", "</EMailAddress>", "<x/>", "<!DOCTYPE", "\"", "'", "{{", "}}", "{}", "{0}", "\\n",
    "\\u0000", "\\", "/", "../", "`", "$(x)", "+", "=", ";", "@", "@example.com", "xmlns=\"\"",
    // A replacement character, and e with a combining accent and cedilla.
    "\ufffd", "e\u0301\u0327"};

// Spaces and separators, noncharacters, right-to-left override, isolates, mark, joiner, byte order
// mark, tag, variation selector, private use.
constexpr std::string_view invisible_pieces[] = {
    "\u2028", "\u00a0",        "\u3000", "\ufdd0",
    "\u202e", "\u2066x\u2069", "\u200f", "\U0001f468\u200d\U0001f469",
    "\ufeff", "\U000e0041",    "\ufe0f", "\ue000",
    "\u00ad"};

constexpr std::string_view served[] = {
    "example.com",      "example.net",           "mixed.example",         "pop.example",
    "old.example",      "hoster.example",        "one.hosted.example",    "a.b.hosted.example",
    "customer.example", "xn--bcher-kva.example", "groupware.example",     "quiet.example",
    "phones.example",   "moved-url.example",     "moved-address.example", "apple.example",
    "token.example"};

constexpr std::string_view unserved[] = {"nowhere.example", "sub.example.com",
                                         "hosted.example",  "xn--strae-oqa.example",
                                         "localhost",       "example.co"};

void add_utf8(std::string& text, std::uint32_t point) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x800) {
    add(0xc0 | point >> 6);
  } else {
    if (point < 0x10000) {
      add(0xe0 | point >> 12);
    } else {
      add(0xf0 | point >> 18);
      add(0x80 | (point >> 12 & 0x3f));
    }
    add(0x80 | (point >> 6 & 0x3f));
  }
  add(0x80 | (point & 0x3f));
}

/** Returns a visible character of two to four bytes that XML allows. */
std::string any_character(Random& random) {
  struct Block {
    std::uint32_t first, size;
  };
  constexpr Block blocks[] = {
      {0xa0, 0x760}, {0x800, 0xd000}, {0xe000, 0x1ffe}, {0x10000, 0x100000}};
  for (;;) {
    const auto [first, size] = random.one_of(blocks);
    std::string text;
    add_utf8(text, first + static_cast<std::uint32_t>(random.below(size)));
    if (is_visible_utf8(text)) return text;
  }
}

std::string any_piece(Random& random) {
  if (random.chance(50)) return std::string(1, static_cast<char>(random.between('!', '~')));
  if (random.chance(50)) return any_character(random);
  return std::string(random.one_of(hostile_pieces));
}

std::string in_u_labels(Random& random, std::string_view domain) {
  if (domain == "xn--bcher-kva.example")
    return random.one_of({"bücher.example", "BÜCHER.Example", "bu\u0308cher.example"});
  if (domain == "xn--strae-oqa.example") return "straße.example";
  // The full stop of East Asian keyboards, which is equivalent to the ASCII one (UTS 46).
  std::string text(domain);
  const auto dot = text.rfind('.');
  return dot == text.npos ? text : text.replace(dot, 1, "\u3002");
}

std::string character_reference(Random& random, char c) {
  const int code = static_cast<unsigned char>(c);
  return random.chance(50) ? fmt::format("&#{};", code) : fmt::format("&#x{:x};", code);
}

std::string in_cdata(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '>' ? "]]>&gt;<![CDATA[" : std::string(1, c);
  return "<![CDATA[" + escaped + "]]>";
}

std::string in_xml(Random& random, std::string_view text) {
  if (random.chance(20)) return in_cdata(text);
  std::string escaped;
  for (const char c : text) {
    const bool special = c == '&' || c == '<' || c == '>';
    const bool ascii = static_cast<unsigned char>(c) < 0x80;
    escaped += special || (ascii && random.chance(10)) ? character_reference(random, c)
                                                       : std::string(1, c);
  }
  return escaped;
}

std::string in_query(Random& random, std::string_view text) {
  const unsigned more = random.one_of(std::array{0U, 10U, 100U});
  std::string escaped;
  for (const char c : text)
    escaped += c == '&' || c == '%' || random.chance(more)
                   ? fmt::format("%{:02x}", static_cast<unsigned char>(c))
                   : std::string(1, c);
  return escaped;
}

/** Encodes a query for a form, where `+` means a space. */
std::string in_form(std::string_view query) {
  return replaced(query, "+", "%2B");
}

std::string path_of(Random& random, Way way) {
  switch (way) {
    case Way::autoconfig:
      return std::string(random.one_of(autoconfig::paths));
    case Way::autodiscover:
    case Way::autodiscover_query:
      return std::string(random.one_of(autodiscover::paths));
    case Way::autodiscover_json:
      return std::string(autodiscover_json::paths[random.below(4)]);
    case Way::autodiscover_json_path:
      return std::string(autodiscover_json::paths[3]);
    case Way::mobileconfig:
      return std::string(random.one_of(mobileconfig::paths));
    case Way::page:
    case Way::page_form:
      return std::string(random.one_of(page::paths));
    case Way::pacc:
      return std::string(random.one_of(pacc::paths));
    case Way::well_known:
      return std::string(random.one_of(well_known::paths));
  }
  return {};
}

std::string any_wanted(Random& random, Way way) {
  if (way != Way::autodiscover)
    return random.one_of({"AutodiscoverV1", "Autodiscoverv1", "ActiveSync", "EWS", ""});
  return random.one_of(
      {outlook::response_schema, mobilesync::response_schema, "urn:other", "",
       "https://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a",
       "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006"});
}

}  // namespace

std::string invisible_piece(Random& random) {
  return std::string(random.one_of(invisible_pieces));
}

std::string any_local_part(Random& random) {
  std::string text = any_piece(random);
  for (std::size_t most = random.between(text.size(), longest_local_part);;) {
    const std::string piece = any_piece(random);
    if (text.size() + piece.size() > most) break;
    text += piece;
  }
  // Dots alone are not a valid local part.
  if (text.find_first_not_of('.') == text.npos) text.front() = 'a';
  return text;
}

std::string served_domain(Random& random) {
  return std::string(random.one_of(served));
}

std::string unserved_domain(Random& random) {
  return std::string(random.one_of(unserved));
}

std::string any_domain(Random& random) {
  return random.chance(80) ? served_domain(random) : unserved_domain(random);
}

std::string with_any_case(Random& random, std::string_view text) {
  std::string mixed(text);
  for (char& c : mixed)
    if (c >= 'a' && c <= 'z' && random.chance(50)) c = static_cast<char>(c - 'a' + 'A');
  return mixed;
}

std::string any_spelling(Random& random, std::string_view domain) {
  std::string text(domain);
  if (random.chance(20)) text = in_u_labels(random, domain);
  if (random.chance(40)) text = with_any_case(random, text);
  if (random.chance(20)) text += '.';
  return text;
}

std::string any_host(Random& random, std::string_view domain) {
  const std::string prefix =
      random.one_of({"", "autoconfig.", "autodiscover.", "ua-auto-config.", "AutoDiscover."});
  return prefix + any_spelling(random, domain) + random.one_of({"", "", ":443", ":8080", ":"});
}

Written plainly(std::string_view address) {
  std::string in_xml;
  for (const char c : address)
    in_xml += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return {std::string(address), percent_encode(address), in_xml};
}

Written variously(Random& random, std::string_view address) {
  const std::string text = random.one_of({"", "", "", " ", "\n"}) + std::string(address) +
                           random.one_of({"", "", "", " ", "\r\n\t"});
  return {text, in_query(random, text), in_xml(random, text)};
}

bool takes_address(const Frame& frame) {
  return frame.way < Way::pacc;
}

Frame any_frame(Random& random) {
  const Way way = static_cast<Way>(random.below(static_cast<std::size_t>(Way::well_known) + 1));
  return {way, random.chance(70), any_host(random, any_domain(random)), path_of(random, way),
          any_wanted(random, way)};
}

Frame any_frame_with_address(Random& random) {
  for (;;)
    if (Frame frame = any_frame(random); takes_address(frame)) return frame;
}

std::string pox_body(std::string_view address_in_xml, std::string_view schema) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
      "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/"
      "requestschema/2006\"><Request><EMailAddress>{}</EMailAddress>"
      "<AcceptableResponseSchema>{}</AcceptableResponseSchema></Request></Autodiscover>",
      address_in_xml, schema);
}

Question ask_about(const Frame& frame, const Written& address) {
  Question question{.https = frame.https, .host = frame.host, .path = frame.path};
  switch (frame.way) {
    case Way::autoconfig:
    case Way::autodiscover_query:
      question.query = "emailaddress=" + address.in_query;
      break;
    case Way::autodiscover:
      question.method = "POST";
      question.body = pox_body(address.in_xml, frame.wanted);
      break;
    case Way::autodiscover_json:
      question.query = fmt::format("Email={}&Protocol={}", address.in_query, frame.wanted);
      break;
    case Way::autodiscover_json_path:
      question.path += address.decoded;
      question.query = "Protocol=" + frame.wanted;
      break;
    case Way::mobileconfig:
      question.query = "email=" + address.in_query;
      break;
    case Way::page:
      question.query = "emailaddress=" + address.in_query;
      break;
    case Way::page_form:
      question.method = "POST";
      question.body = fmt::format("lang=&emailaddress={}&show=steps", in_form(address.in_query));
      break;
    case Way::pacc:
    case Way::well_known:
      break;
  }
  return question;
}

Question any_good_question(Random& random) {
  const Frame frame = any_frame(random);
  const std::string domain = any_spelling(random, any_domain(random));
  const bool alone = random.chance(15);
  Question question = ask_about(
      frame, alone ? Written{} : variously(random, any_local_part(random) + "@" + domain));
  question.accept_language = random.one_of({"", "de", "fr-CH, en;q=0.5"});
  return question;
}

}  // namespace fingerpost
