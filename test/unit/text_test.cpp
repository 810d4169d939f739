// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace fingerpost;

TEST_CASE("percent_decode") {
  CHECK(percent_decode("ann%40example.com") == "ann@example.com");
  CHECK(percent_decode("a%2Bb+c") == "a+b+c");
  CHECK(percent_decode("%2540") == "%40");  // once
  CHECK(percent_decode("100%") == "100%");
  CHECK(percent_decode("%4") == "%4");
  CHECK(percent_decode("%zz%41") == "%zzA");
  CHECK(percent_decode("%00") == std::string(1, '\0'));
  CHECK(percent_decode("") == "");
}

TEST_CASE("reserved characters are percent-encoded") {
  CHECK(percent_encode("a.b+c@x-y_z~9") == "a.b%2Bc%40x-y_z~9");
  CHECK(percent_encode("\xc3\xbc %") == "%C3%BC%20%25");
  CHECK(percent_encode("").empty());
}

TEST_CASE("percent-encodings") {
  CHECK(is_percent_encoding("%2f"));
  CHECK(is_percent_encoding("%AAx"));
  for (const char* const bad : {"", "%", "%2", "%2g", "2f", "a%2f"})
    CHECK_FALSE(is_percent_encoding(bad));
}

TEST_CASE("spaces collapse") {
  CHECK(collapse_spaces("  a \u00a0\u2003b\u3000 ") == "a b");
  CHECK(collapse_spaces("a b") == "a b");
  CHECK(collapse_spaces(" \u202f").empty());
  CHECK(collapse_spaces("").empty());
}

TEST_CASE("characters that a name must not have") {
  CHECK_FALSE(first_hidden_character("Söhne & Co. 用户"));
  CHECK_FALSE(first_hidden_character("\u0646\u0627\u0645\u0647\u200c\u0647\u0627"));
  CHECK(first_hidden_character("a\u202eb\u200b") == 0x202e);
  CHECK(first_hidden_character("a\u2028") == 0x2028);
  CHECK(first_hidden_character("\ufeff") == 0xfeff);
  CHECK(first_hidden_character("\xff") == 0xfffd);
}

TEST_CASE("a long text is cut where it does least harm") {
  CHECK(count_characters("äb€😀") == 4);
  CHECK(abbreviate("short", 5) == "short");
  CHECK(abbreviate("two words", 5) == "two");
  CHECK(abbreviate("two words", 3) == "two");
  CHECK(abbreviate("two words and", 9) == "two words");
  CHECK(abbreviate("Hosting & Partners", 12) == "Hosting");
  CHECK(abbreviate("mail.example.com", 10) == "mail");
  CHECK(abbreviate("customer.example", 8) == "customer");
  CHECK(abbreviate("a-long-label.example", 7) == "a-long");
  CHECK(abbreviate("ääääää", 3) == "äää");
  CHECK(abbreviate("--------", 3) == "---");
  CHECK(abbreviate("longword next", 4) == "long");
}

TEST_CASE("trim") {
  CHECK(trim(" \t\r\n a b \f\v") == "a b");
  CHECK(trim(" \n ").empty());
  CHECK(trim("").empty());
}

TEST_CASE("case") {
  CHECK(to_lower("AZaz[@`{Ä") == "azaz[@`{Ä");
  CHECK(equal_ignoring_case("AutoDiscover", "autodiscover"));
  CHECK_FALSE(equal_ignoring_case("a", "ab"));
  CHECK(starts_with_ignoring_case("HTTPS://x", "https://"));
  CHECK_FALSE(starts_with_ignoring_case("http", "https://"));
}

TEST_CASE("UTF-8") {
  CHECK(is_utf8("jörg €😀\n"));
  CHECK_FALSE(is_plain_utf8("a\nb"));
  CHECK(is_plain_utf8("jörg €😀"));
  for (const char* const bad :
       {"\x80", "\xc0\xaf", "\xc3", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\xaf",
        "\xf4\x90\x80\x80", "\xff", "a\xc3(", "\xe2\x82"})
    CHECK_FALSE(is_utf8(bad));
  for (const char* const control : {"\x7f", "\xc2\x85", "\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    CHECK(is_utf8(control));
    CHECK_FALSE(is_plain_utf8(control));
  }
}

TEST_CASE("parse_unsigned") {
  CHECK(parse_unsigned("0", 9) == 0U);
  CHECK(parse_unsigned("65535", 65535) == 65535U);
  for (const char* const bad : {"", "65536", "-1", "+1", " 1", "1 ", "0x1", "99x", "99999999999"})
    CHECK_FALSE(parse_unsigned(bad, 65535));
}

TEST_CASE("a host and its port") {
  const auto split = [](std::string_view text) {
    const auto found = split_host_port(text);
    return !found ? std::string("none")
                  : std::string(found->host) + " " +
                        (found->port ? std::to_string(*found->port) : std::string("-"));
  };
  CHECK(split("a.example") == "a.example -");
  CHECK(split("a.example:443") == "a.example 443");
  CHECK(split("[::1]:53") == "::1 53");
  CHECK(split("[::1]") == "::1 -");
  CHECK(split("::1") == "::1 -");
  CHECK(split("") == " -");
  for (const char* const text : {"a:", "a:0", "a:65536", "a:x", "[::1", "[::1]x", "[::1]:"}) {
    CAPTURE(std::string(text));
    CHECK(split(text) == "none");
  }
}

TEST_CASE("untrusted text is made safe for a terminal") {
  CHECK(printable("a\x1b[31mb\n\x7f") == "a?[31mb??");
  CHECK(printable("b\xc3\xbc") == "b\xc3\xbc");
  CHECK(printable("b\xff") == "b?");
  CHECK(printable("\xc2\x9b") == "?");
  CHECK(printable("a\xe2\x80\xae"
                  "b\xe2\x80\x8b"
                  "c\xef\xbb\xbf") == "a?b?c?");
  CHECK(printable("\xe2\x82\xac") == "\xe2\x82\xac");
  CHECK(without_invisible("a\x1b\xe2\x80\xae"
                          "b\xff\xc3\xbc?") == "ab\xc3\xbc?");
  CHECK(printable("12345", 3) == "123...");
  CHECK(printable("12\xc3\xbc", 3) == "12...");
}

TEST_CASE("a list names the first texts and counts the rest") {
  const std::vector<std::string> texts = {"a", "b", "c", "d"};
  CHECK(listed(texts) == "a, b, c and 1 more");
  CHECK(listed(texts, 4) == "a, b, c, d");
  CHECK(listed({}) == "");
}

TEST_CASE("a word of a shell's command line") {
  CHECK(shell_word("/etc/fingerpost/a-b_c.conf") == "/etc/fingerpost/a-b_c.conf");
  CHECK(shell_word("./a b;$(c).conf") == "'./a b;$(c).conf'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("") == "''");
}

TEST_CASE("a hash is the same on every machine") {
  CHECK(content_hash("") == 0xcbf29ce484222325);
  CHECK(content_hash("a") != content_hash("b"));
  CHECK(content_hash("12345678") != content_hash("12345679"));
  CHECK(content_hash("1234567a9") != content_hash("1234567b9"));
  CHECK(content_hash("<clientConfig version=\"1.1\">") == 0xc3c03349ad6fed80);
}

TEST_CASE("ASCII") {
  CHECK(is_ascii(""));
  CHECK(is_ascii("a\x7f"));
  CHECK_FALSE(is_ascii("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x80"));
}
