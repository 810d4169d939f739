// SPDX-License-Identifier: MIT
#include "postfix/sql_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace fingerpost {

namespace {

/** An error, thrown only within this file. */
struct Wrong {
  std::string reason;
};

constexpr std::string_view digits = "0123456789";

bool is_of_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || c == '_' || digits.find(c) != digits.npos ||
         (to_lower(c) >= 'a' && to_lower(c) <= 'z');
}

bool is_white(char c) {
  return trim({&c, 1}).empty();
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/** PostgreSQL's functions with arguments of any type: it cannot infer the type of a parameter
    there. */
constexpr std::array<std::string_view, 3> functions_of_any = {"concat", "concat_ws", "format"};

/** PostgreSQL's types that may precede a string, but not a parameter. */
constexpr std::array<std::string_view, 12> types = {"bool",     "boolean",   "cidr",        "date",
                                                    "inet",     "int",       "text",        "time",
                                                    "interval", "timestamp", "timestamptz", "uuid"};

/** The syntax of a string. */
struct StringForm {
  char quote;
  /** Whether a backslash changes the meaning of the next character. */
  bool has_escapes;
};

/** The character that a backslash and a letter stand for; after a backslash, any other character
    stands for itself. */
struct Escape {
  char letter;
  char character;
};
constexpr Escape escapes[] = {{'b', '\b'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}};

/** Returns the character that a letter after a backslash stands for. */
char unescaped(char letter, SqlDialect dialect) {
  for (const Escape& escape : escapes)
    if (escape.letter == letter) return escape.character;
  if (dialect == SqlDialect::mysql && letter == 'Z') return '\x1a';
  if (dialect == SqlDialect::pgsql && letter == 'f') return '\f';
  const bool is_code = dialect == SqlDialect::pgsql
                           ? std::string_view("xuU").find(letter) != std::string_view::npos ||
                                 (letter >= '0' && letter <= '7')
                           : letter == '0';
  if (is_code)
    throw Wrong{fmt::format("write the character itself instead of {}",
                            in_quotes(std::string{'\\', letter}))};
  return letter;
}

/** Rewrites a query in one pass. */
class Scanner {
 public:
  Scanner(std::string_view query, SqlDialect dialect) : rest_(query), dialect_(dialect) {}

  SqlQuery scan() {
    while (!rest_.empty()) take();
    if (query_.text.find_first_not_of(' ') == std::string::npos) throw Wrong{"is empty"};
    return std::move(query_);
  }

 private:
  enum class Last { other, word, string, parameter };

  bool is(SqlDialect dialect) const { return dialect_ == dialect; }
  bool at(std::string_view text) const { return rest_.starts_with(text); }

  /** Copies bytes to the output. */
  void copy(std::size_t count) {
    query_.text.append(rest_.substr(0, count));
    rest_.remove_prefix(std::min(count, rest_.size()));
  }

  void take() {
    const char c = rest_.front();
    if (is_white(c)) {
      rest_.remove_prefix(1);
      query_.text += ' ';
    } else if (begins_comment()) {
      skip_comment();
      query_.text += ' ';
    } else if (c == '\'' || (c == '"' && is(SqlDialect::mysql))) {
      take_string({c, is(SqlDialect::mysql)});
    } else if (c == '"' || (c == '`' && !is(SqlDialect::pgsql)) ||
               (c == '[' && is(SqlDialect::sqlite))) {
      take_identifier(c == '[' ? ']' : c);
    } else if (c == '$') {
      take_dollar();
    } else if (is_of_word(c)) {
      take_word();
    } else {
      take_sign(c);
    }
  }

  bool begins_comment() const {
    if (at("/*") || (is(SqlDialect::mysql) && at("#"))) return true;
    const bool needs_space = is(SqlDialect::mysql) && rest_.size() > 2;
    return at("--") && (!needs_space || is_white(rest_[2]));
  }

  void skip_comment() {
    if (at("/*!") || at("/*M!"))
      throw Wrong{"has a comment that MySQL executes; remove the comment marks"};
    const std::size_t end = at("/*") ? end_of_block() : std::min(rest_.find('\n'), rest_.size());
    refuse_placeholders(rest_.substr(0, end), "a comment");
    rest_.remove_prefix(end);
  }

  /** Returns the length of the comment. Only PostgreSQL has comments in comments. */
  std::size_t end_of_block() const {
    std::size_t depth = 1;
    std::size_t i = 2;
    while (depth > 0 && i + 1 < rest_.size()) {
      const std::string_view pair = rest_.substr(i, 2);
      const bool opens = pair == "/*" && is(SqlDialect::pgsql);
      if (opens) ++depth;
      if (pair == "*/") --depth;
      i += opens || pair == "*/" ? 2 : 1;
    }
    if (depth > 0) throw Wrong{"has an unterminated comment"};
    return i;
  }

  static void refuse_placeholders(std::string_view text, std::string_view where) {
    for (const TemplatePart& part : parse_template(text, TemplateUse::query).value_or(Template()))
      if (part.kind != TemplatePart::Kind::text)
        throw Wrong{
            fmt::format("has a placeholder in {}, where a parameter is not possible; put it in a "
                        "string of its own, as in WHERE address = '%s'",
                        where)};
  }

  /** Copies a text without placeholders, replacing `%%` with `%`. */
  void copy_plain(std::string_view text) {
    const Template parts = parse_template(text, TemplateUse::query).value_or(Template());
    if (!parts.empty()) query_.text.append(parts.front().text);
  }

  /** Takes a quoted text off the input and returns the part between the quotation marks. */
  std::string_view take_quoted(StringForm form) {
    std::size_t i = 1;
    for (; i < rest_.size(); ++i) {
      if (rest_[i] == '\\' && form.has_escapes)
        ++i;
      else if (rest_[i] == form.quote && rest_.substr(i + 1, 1) == std::string_view(&form.quote, 1))
        ++i;
      else if (rest_[i] == form.quote)
        break;
    }
    if (i >= rest_.size()) throw Wrong{fmt::format("has an unterminated {}", form.quote)};
    const std::string_view inner = rest_.substr(1, i - 1);
    rest_.remove_prefix(i + 1);
    return inner;
  }

  void take_string(StringForm form) {
    const std::string_view inner = take_quoted(form);
    Template parts = parse_template(inner, TemplateUse::query).value_or(Template());
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (parts[i].kind == TemplatePart::Kind::text)
        parts[i].text = decoded(parts[i].text, form, i + 1 < parts.size());
    add_string(std::move(parts));
  }

  /** Decodes a part of a string. */
  std::string decoded(std::string_view text, StringForm form, bool before_placeholder) const {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      char c = text[i];
      if (c == '\\' && form.has_escapes) {
        if (i + 1 == text.size() && before_placeholder)
          throw Wrong{"has a backslash before a placeholder; double it"};
        const char letter = i + 1 < text.size() ? text[++i] : '\\';
        // In a LIKE pattern, MySQL reads `\%` and `\_` as the plain characters.
        if (is(SqlDialect::mysql) && (letter == '%' || letter == '_')) plain += '\\';
        c = unescaped(letter, dialect_);
      } else if (c == form.quote) {
        ++i;
      }
      plain += c;
    }
    return plain;
  }

  void add_string(Template parts) {
    const bool is_constant = std::all_of(parts.begin(), parts.end(), [](const TemplatePart& part) {
      return part.kind == TemplatePart::Kind::text;
    });
    const bool follows = last_ == Last::string || last_ == Last::parameter;
    if (follows && !is(SqlDialect::mysql) && (!is_constant || last_ == Last::parameter))
      throw Wrong{"has adjacent strings; join them into one"};
    if (is_constant)
      write_constant(parts.empty() ? std::string_view() : parts.front().text);
    else
      write_parameter(std::move(parts));
  }

  void write_constant(std::string_view text) {
    std::string& sql = query_.text;
    sql += '\'';
    for (const char c : text) {
      if (c == '\'' || (c == '\\' && is(SqlDialect::mysql))) sql += c;
      sql += c;
    }
    sql += '\'';
    last_ = Last::string;
  }

  void write_parameter(Template parts) {
    if (is(SqlDialect::pgsql) && last_ == Last::word && is_one_of(word_, types))
      throw Wrong{
          fmt::format("has a type before a string with a placeholder; write '…'::{}", word_)};
    query_.parameters.push_back(std::move(parts));
    const std::string name = fmt::format(":p{}", query_.parameters.size());
    const bool is_of_any = is(SqlDialect::pgsql) && !functions_.empty() &&
                           is_one_of(functions_.back(), functions_of_any);
    query_.text += is_of_any ? fmt::format("CAST({} AS text)", name) : name;
    last_ = Last::parameter;
  }

  void take_identifier(char quote) {
    const std::string_view whole = rest_;
    const std::string_view inner = take_quoted({quote, false});
    refuse_placeholders(inner, "an identifier");
    // SOCI looks for strings and parameters in identifiers, too.
    if (is(SqlDialect::mysql) && inner.find_first_of("':") != inner.npos)
      throw Wrong{"has an identifier with ' or :, which cannot be used here"};
    copy_plain(whole.substr(0, inner.size() + 2));
    word_.clear();
    last_ = Last::other;
  }

  /** Takes a string like $tag$…$tag$; refuses any other `$`. */
  void take_dollar() {
    std::size_t end = 1;
    while (end < rest_.size() && is_of_word(rest_[end])) ++end;
    const std::string_view tag = rest_.substr(0, end + 1);
    const bool is_tag =
        is(SqlDialect::pgsql) && tag.ends_with('$') && tag.size() > 1 && !is_digit(tag[1]);
    const auto close = is_tag ? rest_.find(tag, tag.size()) : rest_.npos;
    if (is_tag && close == rest_.npos) throw Wrong{fmt::format("has an unterminated {}", tag)};
    if (!is_tag) throw Wrong{"has a $, which cannot be used here"};
    const std::string_view inner = rest_.substr(tag.size(), close - tag.size());
    rest_.remove_prefix(close + tag.size());
    add_string(parse_template(inner, TemplateUse::query).value_or(Template()));
  }

  static bool is_digit(char c) { return digits.find(c) != digits.npos; }

  void take_word() {
    std::size_t end = 1;
    while (end < rest_.size() && (is_of_word(rest_[end]) || rest_[end] == '$')) ++end;
    const std::string word = to_lower(rest_.substr(0, end));
    const bool has_string = rest_.substr(end, 1) == "'";
    if (has_string && word == "e" && is(SqlDialect::pgsql)) {
      rest_.remove_prefix(end);
      return take_string({'\'', true});
    }
    if (has_string && (word == "b" || word == "n" || word == "x"))
      return take_as_it_is(end, {'\'', is(SqlDialect::mysql)});
    if (is(SqlDialect::pgsql) && word == "u" &&
        (rest_.substr(end, 2) == "&'" || rest_.substr(end, 2) == "&\""))
      return take_as_it_is(end + 1, {rest_[end + 1], false});
    if (query_.text.find_first_not_of(" (") == std::string::npos && word == "call")
      query_.is_call = true;
    copy(end);
    word_ = word;
    last_ = Last::word;
  }

  /** Copies a string or identifier with a prefix. */
  void take_as_it_is(std::size_t prefix, StringForm form) {
    copy(prefix);
    const std::string_view whole = rest_;
    const std::string_view inner = take_quoted(form);
    refuse_placeholders(inner, "a string with a prefix");
    copy_plain(whole.substr(0, inner.size() + 2));
    last_ = Last::string;
  }

  void take_sign(char c) {
    if (c == ';') return take_end();
    const bool is_cast = at("::") && is(SqlDialect::pgsql);
    if (c == ':' && !is_cast && !(at(":=") && !is(SqlDialect::sqlite)))
      throw Wrong{"has a :, which cannot be used here"};
    if (is(SqlDialect::sqlite) && (c == '?' || c == '@' || c == '#'))
      throw Wrong{fmt::format("has a {}, which cannot be used here", c)};
    if (c == '%') {
      refuse_placeholders(rest_.substr(0, 2), "the query's own text");
      rest_.remove_prefix(1);
    }
    if (c == '(') functions_.push_back(last_ == Last::word ? word_ : std::string());
    if (c == ')' && !functions_.empty()) functions_.pop_back();
    copy(c == ':' ? 2 : 1);
    word_.clear();
    last_ = Last::other;
  }

  /** Takes a semicolon, after which only comments may follow. */
  void take_end() {
    while (!rest_.empty() && (is_white(rest_.front()) || rest_.front() == ';' || begins_comment()))
      if (begins_comment())
        skip_comment();
      else
        rest_.remove_prefix(1);
    if (!rest_.empty()) throw Wrong{"has several statements; keep one"};
  }

  std::string_view rest_;
  const SqlDialect dialect_;
  SqlQuery query_;
  Last last_ = Last::other;
  /** The last word, in lower case. */
  std::string word_;
  /** For each open parenthesis, the function before it; empty for other parentheses. */
  std::vector<std::string> functions_;
};

}  // namespace

tl::expected<SqlQuery, std::string> parse_sql_query(std::string_view query, SqlDialect dialect) {
  // Postfix ignores strings and comments, so an invalid placeholder is an error everywhere.
  if (const auto whole = parse_template(query, TemplateUse::query); !whole)
    return tl::unexpected(whole.error());
  try {
    return Scanner(query, dialect).scan();
  } catch (const Wrong& wrong) {
    return tl::unexpected(wrong.reason);
  }
}

}  // namespace fingerpost
