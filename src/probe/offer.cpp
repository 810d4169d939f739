// SPDX-License-Identifier: MIT
#include "probe/offer.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t mechanism_limit = 50;
constexpr std::size_t longest_mechanism = 20;

/** Removes the first word from the text and returns it. */
std::string_view take_word(std::string_view& text) {
  text = trim(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool is_legal_in_mechanism(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

void add_mechanism(std::vector<std::string>& mechanisms, std::string_view text) {
  std::string name(text.substr(0, longest_mechanism + 1));
  std::transform(name.begin(), name.end(), name.begin(), to_upper);
  const bool legal = !name.empty() && name.size() <= longest_mechanism &&
                     std::all_of(name.begin(), name.end(), is_legal_in_mechanism);
  if (legal && mechanisms.size() < mechanism_limit &&
      std::find(mechanisms.begin(), mechanisms.end(), name) == mechanisms.end())
    mechanisms.push_back(std::move(name));
}

void add_mechanisms(std::vector<std::string>& mechanisms, std::string_view words) {
  for (auto word = take_word(words); !word.empty(); word = take_word(words))
    add_mechanism(mechanisms, word);
}

/** Reads the words of IMAP's `CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED AUTH=PLAIN` (RFC 9051
    section 7.2.2). */
void read_capability(Offer& offer, std::string_view words) {
  constexpr std::string_view method = "AUTH=";
  for (auto word = take_word(words); !word.empty(); word = take_word(words)) {
    if (equal_ignoring_case(word, "STARTTLS")) offer.starttls = true;
    if (equal_ignoring_case(word, "LOGINDISABLED")) offer.login_disabled = true;
    if (starts_with_ignoring_case(word, method))
      add_mechanism(offer.mechanisms, word.substr(method.size()));
  }
  offer.takes_login_command = !offer.login_disabled;
}

/** Reads one line of POP3's capabilities: `SASL PLAIN LOGIN` (RFC 2449 section 6). */
void read_capa(Offer& offer, std::string_view line) {
  const std::string_view word = take_word(line);
  if (equal_ignoring_case(word, "STLS")) offer.starttls = true;
  if (equal_ignoring_case(word, "USER")) offer.takes_login_command = true;
  if (equal_ignoring_case(word, "SASL")) add_mechanisms(offer.mechanisms, line);
}

/** Reads one line of SMTP's extensions, without its code: `AUTH PLAIN LOGIN` (RFC 4954 section 3).
    Servers also send `AUTH=` for clients older than this RFC. */
void read_extension(Offer& offer, std::string_view line) {
  constexpr std::string_view old_form = "AUTH=";
  if (starts_with_ignoring_case(line, old_form))
    return add_mechanisms(offer.mechanisms, line.substr(old_form.size()));
  const std::string_view word = take_word(line);
  if (equal_ignoring_case(word, "STARTTLS")) offer.starttls = true;
  if (equal_ignoring_case(word, "AUTH")) add_mechanisms(offer.mechanisms, line);
}

/** Removes the first string in double quotes from the text and returns its content. */
std::string_view take_quoted(std::string_view& text) {
  text = trim(text);
  if (!text.starts_with('"')) return {};
  const std::string_view inside = text.substr(1, text.find('"', 1) - 1);
  text.remove_prefix(std::min(text.size(), inside.size() + 2));
  return inside;
}

/** Reads one line of ManageSieve's capabilities: `"SASL" "PLAIN LOGIN"` (RFC 5804 section 1.7). */
void read_sieve_capability(Offer& offer, std::string_view line) {
  const std::string_view name = take_quoted(line);
  if (equal_ignoring_case(name, "STARTTLS")) offer.starttls = true;
  if (equal_ignoring_case(name, "SASL")) add_mechanisms(offer.mechanisms, take_quoted(line));
}

/** Reads a transcript line by line. */
class OfferReader {
 public:
  // A ManageSieve server sends its capabilities unasked.
  OfferReader(ServerType type, bool tls)
      : type_(type), tls_(tls), asked_(type == ServerType::sieve) {}

  void hear_client(std::string_view line) {
    if (type_ == ServerType::imap) take_word(line);
    const std::string_view command = take_word(line);
    const auto is = [&](std::string_view name) { return equal_ignoring_case(command, name); };
    asked_ = is("CAPABILITY") || is("CAPA") || is("EHLO");
    upgrades_ = is("STARTTLS") || is("STLS");
    in_list_ = false;
  }

  void hear_server(std::string_view line) {
    if (greeting_.empty()) greeting_ = line;
    if (upgrades_) return hear_upgrade(line);
    if (asked_) hear_offer(line);
  }

  Offers offers() && { return std::move(offers_); }

 private:
  Offer& offer() { return tls_ ? offers_.after_tls : offers_.before_tls; }

  /** Reads the answer to STARTTLS or STLS. */
  void hear_upgrade(std::string_view line) {
    if (type_ == ServerType::imap && take_word(line) == "*") return;
    const std::string_view word = take_word(line);
    upgrades_ = false;
    tls_ = tls_ || word == "220" || equal_ignoring_case(word, "OK") || word == "+OK";
    asked_ = type_ == ServerType::sieve;
  }

  void hear_offer(std::string_view line) {
    switch (type_) {
      case ServerType::imap:
        return hear_capability(line);
      case ServerType::pop3:
        return hear_capa(line);
      case ServerType::smtp:
        return hear_extension(line);
      case ServerType::sieve:
        return hear_sieve_capability(line);
    }
  }

  void hear_capability(std::string_view line) {
    // The tagged response ends the answer.
    if (take_word(line) != "*") {
      asked_ = false;
    } else if (equal_ignoring_case(take_word(line), "CAPABILITY")) {
      offer().made = true;
      read_capability(offer(), line);
    }
  }

  void hear_capa(std::string_view line) {
    if (in_list_ && trim(line) != ".") return read_capa(offer(), line);
    asked_ = !in_list_ && line.starts_with("+OK");
    in_list_ = asked_;
    if (!asked_) return;
    offer().made = true;
    // APOP needs the timestamp in the greeting.
    const auto from = greeting_.find('<'), to = greeting_.find('>');
    const auto at = greeting_.substr(0, to).find('@');
    if (from != greeting_.npos && to != greeting_.npos && at != greeting_.npos && from < at)
      add_mechanism(offer().mechanisms, "APOP");
  }

  void hear_extension(std::string_view line) {
    constexpr std::size_t code = 4;
    const bool last = !line.starts_with("250-");
    if (!last || line.starts_with("250 ")) {
      // The first line contains the server's name instead.
      if (in_list_) read_extension(offer(), line.substr(code));
      offer().made = true;
      in_list_ = true;
    }
    if (last) asked_ = false;
  }

  void hear_sieve_capability(std::string_view line) {
    // OK, NO or BYE ends the list.
    asked_ = line.starts_with('"');
    if (!asked_) return;
    offer().made = true;
    read_sieve_capability(offer(), line);
  }

  ServerType type_;
  bool tls_;
  Offers offers_ = {};
  std::string_view greeting_ = {};
  /** Whether the next lines of the server are its capabilities. */
  bool asked_;
  /** Whether the next line of the server answers STARTTLS or STLS. */
  bool upgrades_ = false;
  /** Whether the list of capabilities has started. */
  bool in_list_ = false;
};

}  // namespace

bool Offer::takes_password() const {
  return takes_login_command ||
         std::any_of(mechanisms.begin(), mechanisms.end(), [](const std::string& mechanism) {
           return mechanism == "PLAIN" || mechanism == "LOGIN";
         });
}

Offers read_offers(ServerType type, bool tls, std::string_view transcript) {
  OfferReader listener(type, tls);
  while (!transcript.empty()) {
    const std::string_view line = trim(take_line(transcript));
    if (line.starts_with('>')) listener.hear_client(line.substr(1));
    if (line.starts_with('<')) listener.hear_server(line.substr(1));
  }
  return std::move(listener).offers();
}

}  // namespace fingerpost
