// SPDX-License-Identifier: MIT
#include "config/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/give_way.hpp"
#include "base/text.hpp"
#include "model/map.hpp"

namespace fingerpost {

namespace {

/** The limit of nested blocks. Three are needed. There is a limit because destroying a tree is
    recursive. */
constexpr std::size_t depth_limit = 16;
/** The limit of settings. Each takes about 700 bytes while its file is read. */
constexpr std::size_t settings_limit = 1'000'000;

constexpr std::string_view word_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/** Returns whether a word is a map, and so an extra value of a setting that takes a map. */
bool is_map(std::string_view word) noexcept {
  const std::string_view type = word.substr(0, word.find(':'));
  return word.substr(type.size()).starts_with(":/") &&
         std::any_of(std::begin(map_types), std::end(map_types),
                     [&](const MapType& row) { return row.word == type; });
}

bool is_brace(char c) noexcept {
  return c == '{' || c == '}';
}

/** Returns whether a character ends an unquoted word. */
bool ends_word(char c) noexcept {
  return is_space(c) || is_brace(c) || c == ';';
}

/** Returns whether a character needs no further checks in an unquoted word. */
bool is_plain(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\' && c != '\'' && c != ',';
}

std::string_view without_space(std::string_view text) noexcept {
  return {std::find_if_not(text.begin(), text.end(), is_space), text.end()};
}

std::string_view until(bool (*is_end)(char), std::string_view text) noexcept {
  return {text.begin(), std::find_if(text.begin(), text.end(), is_end)};
}

std::string_view first_word(std::string_view text) noexcept {
  return until(is_space, text);
}

/** Returns whether a text could be the word of a setting. */
bool is_word(std::string_view text) noexcept {
  return !text.empty() && text.find_first_not_of(word_characters) == text.npos;
}

/** A character that looks like one with a meaning in the format, and what to do about it. */
struct LookAlike {
  std::string_view bytes;
  std::string_view name;
  std::string_view advice;
};

// Word processors, web pages and mail programs insert these.
constexpr LookAlike look_alikes[] = {
    {"\u00a0", "a no-break space", "write a normal space"},
    {"\u202f", "a narrow no-break space", "write a normal space"},
    {"\u2007", "a figure space", "write a normal space"},
    {"\u2009", "a thin space", "write a normal space"},
    {"\u3000", "an ideographic space", "write a normal space"},
    {"\u200b", "a zero-width space", "remove it"},
    {"\u200e", "an invisible mark", "remove it"},
    {"\u200f", "an invisible mark", "remove it"},
    {"\u2060", "an invisible mark", "remove it"},
    {"\ufeff", "a byte order mark", "remove it"},
    {"\u201c", "a typographic quotation mark", "write \""},
    {"\u201d", "a typographic quotation mark", "write \""},
    {"\u201e", "a typographic quotation mark", "write \""},
    {"\u201f", "a typographic quotation mark", "write \""},
    {"\u00ab", "a typographic quotation mark", "write \""},
    {"\u00bb", "a typographic quotation mark", "write \""},
    {"\uff02", "a full-width quotation mark", "write \""},
    {"\uff1b", "a full-width semicolon", "write \";\""},
    {"\uff5b", "a full-width brace", "write \"{\""},
    {"\uff5d", "a full-width brace", "write \"}\""},
};

const LookAlike* look_alike_in(std::string_view word) noexcept {
  if (is_ascii(word)) return nullptr;
  for (const LookAlike& row : look_alikes)
    if (word.find(row.bytes) != word.npos) return &row;
  return nullptr;
}

/** Scans the lines of one file. */
class Scanner {
 public:
  Scanner(const std::string& path, Problems& problems) : path_(path), problems_(problems) {}

  Scan run(std::string_view text) && {
    scan_.text.reserve(text.size() + text.size() / 8);
    while (!text.empty() && scan_.parsable) {
      scan_line(take_line(text));
      scan_.text += '\n';
    }
    if (scan_.parsable) check_end();
    return std::move(scan_);
  }

 private:
  enum class Expected { word, value, continuation };

  /** A block that is still open. */
  struct Block {
    unsigned line;
    std::size_t indent;
    std::size_t setting;
    std::string_view word;
    std::string_view value;
  };

  static std::string title(const Block& block) {
    return printable(block.word) + (block.value.empty() ? "" : " " + printable(block.value));
  }

  /** Returns the words of the open blocks, with which all messages begin: `provider example: imap:
      `. */
  std::string place() const {
    std::string text;
    for (const Block& block : blocks_)
      text += (&block == &blocks_.front() ? title(block) : printable(block.word)) + ": ";
    return text;
  }

  /** Reports an error, unless the line already has one, which is probably the cause. */
  template <class... Args>
  void report(fmt::format_string<Args...> text, Args&&... args) {
    if (std::exchange(spoilt_, true)) return;
    hides_braces_ = hides_braces_ || line_text_.find_first_of("{}") != line_text_.npos;
    problems_.add(Problem::Severity::error, path_, line_,
                  place() + fmt::format(text, std::forward<Args>(args)...));
  }

  template <class... Args>
  void give_up(fmt::format_string<Args...> text, Args&&... args) {
    report(text, std::forward<Args>(args)...);
    scan_.parsable = false;
  }

  void scan_line(std::string_view line) {
    ++line_;
    if (line_ % 256 == 0) give_way();
    spoilt_ = false;
    first_setting_ = scan_.settings.size();
    line_text_ = line;
    rest_ = without_space(line);
    indent_ = line.size() - rest_.size();
    at_begin_ = true;
    if (expected_ == Expected::value) expected_ = Expected::word;
    if (rest_.find('\0') != rest_.npos) give_up("the line contains a NUL character; remove it");
    while (!rest_.empty() && scan_.parsable) {
      scan_token();
      at_begin_ = false;
      rest_ = without_space(rest_);
    }
    if (spoilt_)
      for (std::size_t i = first_setting_; i < scan_.settings.size(); ++i)
        scan_.settings[i].spoilt = true;
  }

  void scan_token() {
    const char c = rest_.front();
    if (c == ';') return take_comment();
    if (skips_foreign()) return;
    if (expected_ == Expected::continuation && c != '"')
      return give_up("after \"\\\", continue the value in quotation marks on the next line");
    if (is_brace(c)) return take_brace();
    if (c == '"') return take_quoted();
    take_word();
  }

  // Comments.

  void take_comment() {
    const std::string_view text = trim(rest_.substr(1));
    if (scan_.settings.size() > first_setting_ && is_word(first_word(text))) {
      constexpr std::size_t enough = 200;
      scan_.settings[block()].comments.push_back({line_, std::string(text.substr(0, enough))});
    }
    rest_ = {};
  }

  /** Returns whether the rest of the line is in another format; if so, reports and skips it.
      PropertyTree would read `#` at the start of a line as a directive: it supports #include and
      opens the file relative to the working directory. */
  bool skips_foreign() {
    constexpr std::string_view beginnings = "#/-[";
    if (beginnings.find(rest_.front()) == beginnings.npos) return false;
    const std::string_view word = first_word(rest_);
    if (word == "#include")
      report("#include is not supported; put files named *.conf into conf.d next to the main file");
    else if (word == "#" || (word.starts_with('#') && expected_ == Expected::word))
      report("\"#\" does not begin a comment; use \";\"");
    else if (expected_ != Expected::word)
      return false;
    else if (word.starts_with("//") || word.starts_with("/*"))
      report("\"{}\" does not begin a comment; use \";\"", word.substr(0, 2));
    else if (word == "-" || word == "---")
      report("\"{}\" (YAML) is not supported; write SETTING VALUE, one line for each value", word);
    else if (word.starts_with('['))
      report(
          "sections in brackets are not supported; write a provider as a block: provider NAME {{ "
          "... }}");
    else
      return false;
    rest_ = {};
    return true;
  }

  /** Reports a `;` directly after a word or a quotation mark, where PropertyTree would begin a
      comment. */
  void check_semicolon(std::string_view before) {
    if (rest_.empty() || rest_.front() != ';') return;
    const std::string_view after = rest_.substr(1);
    const std::string_view glued = first_word(after);
    const bool next_setting = glued.empty() || (is_word(glued) && glued.size() < after.size());
    const bool quoted = before.ends_with('"');
    if (trim(after).empty())
      report("settings do not end with \";\"; remove it after {}", shown(before));
    else if (next_setting || quoted)
      report(
          "the \";\" directly after {} would hide the rest of the line; write each setting on its "
          "own line without \";\", or put a space before a comment",
          shown(before));
    else
      report("the \";\" would end the value; put the value in quotation marks: \"{}\"",
             printable(fmt::format("{}{}", before, first_word(rest_))));
    rest_.remove_prefix(next_setting || quoted ? 1 : first_word(rest_).size());
  }

  static std::string shown(std::string_view text) {
    return text.starts_with('"') ? printable(text) : in_quotes(text);
  }

  // Blocks.

  std::size_t block() const noexcept { return blocks_.empty() ? 0 : blocks_.back().setting; }

  void take_brace() {
    const char brace = rest_.front();
    const std::string_view after = rest_.substr(1);
    if (!after.empty() && !ends_word(after.front())) report_glued(brace);
    rest_ = after;
    if (brace == '{')
      open_block();
    else
      close_block();
  }

  void report_glued(char brace) {
    report("put spaces around \"{}\", or quotation marks around a value that contains it", brace);
  }

  void open_block() {
    if (!last_)
      return give_up("\"{{\" does not follow a setting{}",
                     scan_.settings.size() == 1
                         ? "; write: provider NAME { ... }, or convert automx2's JSON "
                           "with `fingerpost import`"
                         : "; write the setting before its block");
    if (blocks_.size() == depth_limit)
      return give_up("blocks are nested more than {} levels deep", depth_limit);
    blocks_.push_back({line_, indent_, last_, word_, value_});
    emit("{");
    last_ = 0;
    expected_ = Expected::word;
  }

  /** Opens the block of a provider if the next line begins with a setting instead of a brace,
      because the brace is most likely missing. */
  void open_missing_block(std::string_view next) {
    const bool open = blocks_.empty() && last_ && word_ == "provider" && !value_.empty();
    if (!open || next == "provider" || !at_begin_) return;
    const unsigned line = std::exchange(line_, scan_.settings.back().line);
    report("provider {}: a \"{{\" is missing after it", printable(value_));
    line_ = line;
    spoilt_ = false;
    hides_braces_ = true;
    open_block();
  }

  void close_block() {
    if (blocks_.empty())
      return report("\"}}\" does not close a block; remove it, or add the missing \"{{\"");
    const Block& block = blocks_.back();
    const bool outdented = at_begin_ && block.line != line_ && indent_ < block.indent;
    if (outdented && !suspect_.line) suspect_ = block;
    blocks_.pop_back();
    emit("}");
    last_ = 0;
    expected_ = Expected::word;
  }

  /** Reports a block that is not closed. A brace that is further left than the block that it closes
      was most likely meant for another block. */
  void check_end() {
    if (expected_ == Expected::continuation)
      give_up("after \"\\\", continue the value in quotation marks on the next line");
    if (blocks_.empty()) return;
    scan_.parsable = false;
    if (hides_braces_) return;
    const Block open = suspect_.line ? suspect_ : blocks_.front();
    while (!blocks_.empty() && blocks_.back().line >= open.line) blocks_.pop_back();
    line_ = open.line;
    spoilt_ = false;
    report("the block of \"{}\", which begins here, is not closed: a \"}}\" is missing",
           title(open));
  }

  // Words and values.

  void take_quoted() {
    std::size_t end = 1;
    for (; end < rest_.size() && rest_[end] != '"'; ++end)
      if (rest_[end] == '\\' && ++end < rest_.size()) check_escape(rest_[end]);
    const bool closed = end < rest_.size();
    if (!closed) {
      report("the quotation mark before {} is not closed; close it on the same line",
             in_quotes(rest_.substr(1)));
      hides_braces_ = true;
    }
    const std::string_view token = rest_.substr(0, end + 1);
    rest_.remove_prefix(token.size());
    take(token.substr(1, token.size() - (closed ? 2 : 1)), closed ? token : "\"\"", true);
    check_behind_quoted(token);
  }

  void check_escape(char escaped) {
    if (escaped != '"' && escaped != '\\')
      report("\"\\{}\" has no meaning in quotation marks; write \"\\\\\" for each \"\\\"",
             printable({&escaped, 1}));
  }

  void check_behind_quoted(std::string_view token) {
    check_semicolon(token);
    skip_space_before_continuation();
    if (rest_.empty() || rest_.front() == ';' || is_space(rest_.front())) return;
    if (rest_.front() == ':' && !is_value_) {
      rest_.remove_prefix(1);
      report_assignment(word_, ":", first_word(without_space(rest_)));
    } else if (is_brace(rest_.front()))
      report_glued(rest_.front());
    else if (expected_ != Expected::continuation)
      report("a space is missing after {}", printable(token));
  }

  /** Reads the `\` in `"one " \`, after which the value continues with `"two"` on the next line. */
  void skip_space_before_continuation() {
    const std::string_view next = trim(rest_);
    if (!next.starts_with('\\') || expected_ != Expected::word || !is_value_) return;
    const std::string_view behind = trim(next.substr(1));
    if (!behind.empty() && !behind.starts_with(';')) return;
    emit("\\");
    rest_ = behind;
    expected_ = Expected::continuation;
  }

  void take_word() {
    const std::string_view word = until(ends_word, rest_);
    rest_.remove_prefix(word.size());
    if (!std::all_of(word.begin(), word.end(), is_plain)) check_characters(word);
    if (expected_ == Expected::word)
      take_setting(word);
    else
      take_value(word);
    check_semicolon(word);
    if (!rest_.empty() && is_brace(rest_.front())) report_glued(rest_.front());
  }

  void check_characters(std::string_view word) {
    if (const LookAlike* const found = look_alike_in(word))
      report("{} contains {}; {}", in_quotes(word), found->name, found->advice);
    else if (word.find('"') != word.npos)
      report("{}: put quotation marks around the entire value", printable(word));
    else if (word.find('\\') != word.npos)
      report("{}: a value with \"\\\" needs quotation marks; within them, write \"\\\\\"",
             printable(word));
    else if (word.starts_with('\''))
      report("{}: use \" as quotation mark, not '", printable(word));
    else if (word.size() > 1 && word.ends_with(','))
      report(
          "{}: \",\" does not separate values; write a line with the setting for each value, or "
          "put a text in quotation marks",
          printable(word));
  }

  void take_setting(std::string_view word) {
    if (word.starts_with('<')) return give_up("this is XML; convert it with `fingerpost import`");
    const auto sign = word.find_first_of("=:");
    const bool assigned = sign != word.npos && is_word(word.substr(0, sign)) &&
                          !word.substr(sign).starts_with("://") && !is_map(word);
    if (!assigned) {
      open_missing_block(word);
      return take(word);
    }
    const std::string_view setting = word.substr(0, sign);
    const std::string_view value = word.substr(sign + 1);
    report_assignment(setting, word.substr(sign, 1),
                      value.empty() ? first_word(without_space(rest_)) : value);
    take(setting);
    if (!value.empty()) take(value);
  }

  void take_value(std::string_view word) {
    constexpr std::string_view signs[] = {"=", ":", ":=", "=>", "->"};
    if (std::find(std::begin(signs), std::end(signs), word) == std::end(signs)) return take(word);
    report_assignment(word_, word, first_word(without_space(rest_)));
  }

  void report_assignment(std::string_view setting, std::string_view sign, std::string_view value) {
    if (value.empty() || is_brace(value.front())) value = "VALUE";
    report("\"{}\" does not belong here; write: {} {}", sign, printable(setting), printable(value));
  }

  void take(std::string_view word) { take(word, word, false); }

  /** Emits one token: `text` is the form for messages, `token` the form for the parser. */
  void take(std::string_view text, std::string_view token, bool quoted) {
    is_value_ = expected_ != Expected::word;
    if (!is_value_) {
      if (scan_.settings.size() > settings_limit)
        return give_up(
            "the file has more than {} settings; put domains into a domains-file, and providers "
            "into several files in conf.d",
            settings_limit);
      last_ = scan_.settings.size();
      scan_.settings.push_back({line_});
      word_ = text;
      value_ = {};
    } else {
      value_ = text;
      scan_.settings.back().quoted = quoted;
    }
    expected_ = is_value_ ? Expected::word : Expected::value;
    if (spoilt_)
      emit_harmless(token);
    else
      emit(token);
  }

  void emit(std::string_view text) {
    scan_.text += text;
    scan_.text += ' ';
  }

  /** Emits a word of a line with an error, without characters that the parser could not read. */
  void emit_harmless(std::string_view token) {
    std::string harmless = "\"";
    for (const char c : token)
      if (c != '\\' && c != '"') harmless += c;
    emit(harmless + '"');
  }

  const std::string& path_;
  Problems& problems_;
  Scan scan_;

  unsigned line_ = 0;
  std::string_view line_text_;
  /** The unread rest of the line. */
  std::string_view rest_;
  /** The index in `Scan::settings` of the first setting that begins on the line. */
  std::size_t first_setting_ = 0;
  std::size_t indent_ = 0;
  /** Whether this is the first token of the line. */
  bool at_begin_ = true;
  bool spoilt_ = false;
  /** Whether an error was reported on a line with braces, so that some could have been missed. */
  bool hides_braces_ = false;

  Expected expected_ = Expected::word;
  /** Whether the last token was a value. */
  bool is_value_ = false;
  /** The setting to which a block that follows would belong, or 0, with its word and value. */
  std::size_t last_ = 0;
  std::string_view word_;
  std::string_view value_;
  std::vector<Block> blocks_;
  Block suspect_ = {};
};

}  // namespace

Scan scan_info(std::string_view text, const std::string& path, Problems& problems) {
  return Scanner(path, problems).run(text);
}

}  // namespace fingerpost
