// SPDX-License-Identifier: MIT
//
// The parts of a request that may appear in an answer or in the log. Only these may:
// - the parsed address, in POX answers, in profiles, in pages, and in URLs that the configuration
//   writes with placeholders (autoconfig, Autodiscover v2); only its domain in autoconfig's
//   <domain> elements, if the provider of the host answers for an address of another domain;
// - a name without `@`, in a profile and a page, as a local part in the host's domain;
// - the host of the request, if its domain is served, in a redirect to https and in Autodiscover
//   v2; served or not, in the redirect from a page over http;
// - in the log, the parsed domain of the address, served or not, or else of the host.
// Everything else contains tokens, which must appear nowhere.
#include <fmt/format.h>

#include <array>
#include <set>
#include <vector>

#include "base/text.hpp"
#include "cases.hpp"
#include "generate.hpp"
#include "model/address.hpp"
#include "protocol/outlook.hpp"

using namespace fingerpost;

namespace {

/** Creates tokens and remembers them. */
struct Tokens {
  Random& random;
  std::vector<std::string> all = {};

  std::string next() {
    all.push_back(random.token());
    return all.back();
  }
  /** Returns a token, or sometimes nothing. */
  std::string perhaps(std::string_view format) {
    return random.chance(30) ? fmt::format(fmt::runtime(format), next()) : std::string();
  }
};

void check_absent(const Tokens& tokens, const std::string& text) {
  const std::string lower = to_lower(text);
  for (const std::string& token : tokens.all) {
    CAPTURE(token);
    REQUIRE(lower.find(token) == lower.npos);
  }
}

/** Returns everything that the log gets, as one text. */
std::string told(const Event& event) {
  return fmt::format("{} {} {}", event.protocol, event.domain, event.detail);
}

/** Adds parameters to a query. The address must be the first of its kind. */
std::string noisy_query(Tokens& tokens, const std::string& query) {
  std::string noisy = tokens.perhaps("{}&") + tokens.perhaps("password={}&") +
                      tokens.perhaps("={0}&{0}=&") + tokens.perhaps("x-email={}&") +
                      tokens.perhaps("emailaddresses={}&") + tokens.perhaps("&&email=&{0}={0}&");
  noisy += query;
  return noisy + tokens.perhaps("&email={0}@{0}.example") + tokens.perhaps("&name={}&cn=") +
         tokens.perhaps("&emailmd5={}") + tokens.perhaps("&_mobileconfig={}#") +
         tokens.perhaps("&RedirectCount={}") + tokens.perhaps("&emailaddress={}@example.com");
}

std::string noise_between_elements(Tokens& tokens) {
  return tokens.perhaps("<!-- {} -->") + tokens.perhaps("<Password>{}</Password>") +
         tokens.perhaps("<?{0} {0}?>") + tokens.perhaps("<a><{0} b=\"{0}\">{0}</{0}></a>") +
         tokens.perhaps("{}") + tokens.perhaps("<LegacyDN>/o={}/cn=x</LegacyDN>") +
         tokens.perhaps("<![CDATA[<EMailAddress>{}@example.com</EMailAddress>]]>");
}

/** Returns elements that have the name of an address but are not one: they are empty or not
    leaves. */
std::string noise_before_address(Tokens& tokens) {
  return tokens.random.one_of({"", "<EMailAddress/>", "<EMailAddress> </EMailAddress>"}) +
         tokens.perhaps("<EMailAddress><{0}/>{0}@example.com</EMailAddress>") +
         tokens.perhaps("<EMailAddress>{0}@example.com<{0}/></EMailAddress>");
}

/** Returns POX with noise and the same meaning. */
std::string noisy_body(Tokens& tokens, const std::string& address_in_xml,
                       const std::string& schema) {
  const std::string prefix = tokens.random.chance(30) ? tokens.next() + ":" : "";
  const std::string declared = prefix.empty() ? "xmlns" : "xmlns:" + prefix.substr(0, 16);
  const auto between = [&] { return noise_between_elements(tokens); };
  const std::string_view format =
      "{before}<{p}Autodiscover {declared}=\"urn:{t}\" a=\"{t}\">{n1}<{p}Request b='{t}'>{n2}{none}"
      "<{p}EMailAddress c='{t}'>{address}<!-- {t} --></{p}EMailAddress>{n3}"
      "<{p}AcceptableResponseSchema d='{t}'>{schema}</{p}AcceptableResponseSchema>{n4}"
      "</{p}Request>{more}</{p}Autodiscover>{after}";
  return fmt::format(
      fmt::runtime(format), fmt::arg("before", tokens.perhaps("<!-- {} -->")),
      fmt::arg("p", prefix), fmt::arg("declared", declared), fmt::arg("t", tokens.next()),
      fmt::arg("n1", between()), fmt::arg("n2", between()),
      fmt::arg("none", noise_before_address(tokens)), fmt::arg("address", address_in_xml),
      fmt::arg("n3", between()), fmt::arg("schema", schema), fmt::arg("n4", between()),
      fmt::arg("more", tokens.perhaps("<EMailAddress>{}@example.com</EMailAddress>")),
      fmt::arg("after", tokens.perhaps("<!-- {0} --><?x {0}?>")));
}

void add_harmless_noise(Tokens& tokens, const Frame& frame, const Written& address,
                        Question& question) {
  question.query = noisy_query(tokens, question.query);
  question.body = frame.way == Way::autodiscover ? noisy_body(tokens, address.in_xml, frame.wanted)
                  : frame.way == Way::page_form  ? noisy_query(tokens, question.body)
                                                 : tokens.perhaps("email={}&password=x");
  question.accept_language = tokens.perhaps("{0}, {0}-{0};q=0.9");
  question.if_none_match = tokens.perhaps("\"{}\"");
}

/** Returns an invalid address, in the form for a query. */
std::string any_unusable_address(Tokens& tokens) {
  // Without an `@`, profiles would read it as a local part.
  const std::string_view format = tokens.random.one_of(
      std::array{"{0}@", "@{0}", "{0} ann@example.com", "\"{0}\" <ann@example.com>",
                 "{0}@{0}_.example", "{0}%0d%0aX-{0}:%20{0}@example.com", "{0}%00@example.com",
                 "{0}@192.0.2.1", "{0}{0}{0}{0}{0}@example.com", "{0}\x7f@example.com",
                 "{0}@exa mple.com", "{0}@example..com"});
  return fmt::format(fmt::runtime(format), tokens.next());
}

/** Returns a body that no client sends. */
std::string any_bad_body(Tokens& tokens) {
  const std::string good = pox_body(tokens.next() + "@example.com", outlook::response_schema);
  const std::string token = tokens.next();
  switch (tokens.random.below(7)) {
    case 0:
      return good + token;
    case 1:
      return "<!DOCTYPE " + token + " [<!ENTITY e \"" + token + "\">]>" +
             good.substr(good.find("<Auto"));
    case 2:
      return good.substr(0, good.size() - 1);
    case 3:
      return pox_body("&" + token + ";", token);
    case 4:
      return pox_body(plainly(percent_decode(any_unusable_address(tokens))).in_xml,
                      outlook::response_schema);
    case 5:
      return token + good;
    default:
      return fmt::format("EMailAddress={}@&password={}", token, token);
  }
}

std::string any_bad_host(Tokens& tokens) {
  const std::string_view format = tokens.random.one_of(
      std::array{"{}_", "{}.192.0.2.1", "{}:{}", "{} example.com", "{}..example.com",
                 "example.com/{}", "{}@example.com", "-{}.example", "[{}]:443"});
  return fmt::format(fmt::runtime(format), tokens.next(), "x");
}

/** Makes a valid question invalid. */
void spoil(Tokens& tokens, Question& question) {
  const std::string token = tokens.next();
  switch (tokens.random.below(6)) {
    case 0:
      question.method = token;
      break;
    case 1:
      question.path += (question.path.ends_with("v1.0/") ? "" : "/") + token;
      break;
    case 2:
      question.host = any_bad_host(tokens);
      break;
    case 3:
      question.query = "email=" + any_unusable_address(tokens) + "&Protocol=" + token;
      break;
    case 4:
      question.method = "POST";
      question.body = any_bad_body(tokens);
      break;
    default:
      question.path = "/" + token;
  }
}

/** Whether the page over http redirects to `domain` with the same label over https. */
bool leads_to_page(const Question& question, const Response& response, const std::string& domain) {
  if (question.path != "/" || question.https || response.location.empty()) return false;
  const auto label = to_lower(question.host.substr(0, question.host.find('.')));
  REQUIRE(response.location == fmt::format("https://{}.{}/", label, domain));
  return true;
}

}  // namespace

TEST_CASE("text that is not read changes no byte of an answer") {
  for_all(4000, [](Random& random) {
    const Frame frame = any_frame(random);
    const Written address =
        variously(random, any_local_part(random) + "@" + any_spelling(random, any_domain(random)));
    const Question question = ask_about(frame, address);
    Question noisy = question;
    Tokens tokens{random};
    add_harmless_noise(tokens, frame, address, noisy);
    CAPTURE(question);
    CAPTURE(noisy);
    const Answer answer = ask(noisy);
    const Answer quiet = ask(question);
    REQUIRE(answer.text == quiet.text);
    REQUIRE(told(answer.response.event) == told(quiet.response.event));
  });
}

TEST_CASE("nothing of an invalid request is in the answer or in the log") {
  for_all(4000, [](Random& random) {
    const Frame frame = any_frame(random);
    Tokens tokens{random};
    const Written address = plainly("ann@example.com");
    Question question = ask_about(frame, address);
    // The first address counts; it is valid and contains no token.
    question.query = "email=" + address.in_query + "&" + question.query;
    add_harmless_noise(tokens, frame, address, question);
    for (std::size_t times = random.between(1, 3); times > 0; --times) spoil(tokens, question);
    CAPTURE(question);
    const Answer answer = ask(question);
    check_absent(tokens, answer.text);
    check_absent(tokens, told(answer.response.event));
  });
}

TEST_CASE("a host that is not served is in no answer, and in the log only without an address") {
  for_all(2000, [](Random& random) {
    Frame frame = any_frame(random);
    Tokens tokens{random};
    const std::string unserved = tokens.next() + ".example";
    frame.host = any_host(random, unserved);
    const bool named = takes_address(frame);
    const std::string domain = any_domain(random);
    const Question question = ask_about(frame, plainly("ann@" + domain));
    CAPTURE(question);
    const Answer answer = ask(question);
    const bool leads = leads_to_page(question, answer.response, unserved);
    check_absent(tokens, leads ? answer.response.body : answer.text);
    REQUIRE(answer.response.event.domain == (named ? domain : unserved));
  });
}

TEST_CASE("the log gets the protocol, the parsed domain and fixed words, but no local part") {
  const std::set<std::string_view> details{"", "ErrorCode 600", "ErrorCode 601"};
  for_all(3000, [&](Random& random) {
    const Frame frame = any_frame_with_address(random);
    const std::string domain = any_domain(random);
    Tokens tokens{random};
    const std::string local_part = tokens.next();
    const Question question =
        ask_about(frame, variously(random, local_part + "@" + any_spelling(random, domain)));
    CAPTURE(question);
    const Event event = ask(question).response.event;
    REQUIRE(event.domain == domain);
    REQUIRE(!event.protocol.empty());
    REQUIRE(details.contains(event.detail));
    check_absent(tokens, told(event));
  });
}
