// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "postfix/table_file.hpp"

/** What Postfix's databases (mysql_table(5), ldap_table(5) and others) have in common: how a key
    becomes a query, and how what the database returns becomes a value. */
namespace fingerpost {

/** A part of a text with placeholders. */
struct TemplatePart {
  enum class Kind {
    /** Itself. */
    text,
    key,
    /** What is before the last `@` of the key, or the whole key if it has none. */
    key_user,
    /** What is after the last `@` of the key. */
    key_domain,
    /** A label of the key's domain. */
    key_label,
    value,
    value_user,
    value_domain,
  };

  Kind kind;
  std::string text = {};
  /** Which label, from 1, the last, to 9. */
  unsigned label = 0;
};

using Template = std::vector<TemplatePart>;

/** Where a template is: `%s`, `%u` and `%d` are of the key in a query, of a value in a result. */
enum class TemplateUse { query, result };

/** Splits a text at its placeholders, `%s %u %d %S %U %D %1` … `%9`, and `%%`, which is a `%`.
    Returns why not if another character is after a `%`. */
tl::expected<Template, std::string> parse_template(std::string_view text, TemplateUse use);

/** A key or a value. Its views are of the text that was split. */
struct AddressParts {
  std::string_view whole;
  /** What is before the last `@`, or all if there is none. */
  std::string_view user;
  /** What is after the last `@`, or empty. */
  std::string_view domain;
  /** The labels of the domain; empty ones are left out. */
  std::vector<std::string_view> labels;
};

AddressParts split_address(std::string_view text);

/** Fills a template with a key, and, if it is of a result, a value. What is filled in goes through
    `quote` if there is one; texts do not. A key that Expansion::split_key() returned is complete. */
std::string fill(const Template& parts, const AddressParts& key,
                 const AddressParts* value = nullptr,
                 std::string (*quote)(std::string_view) = nullptr);

/** The rules of a table for keys and values: its parameters `domain`, `result_format` and
    `expansion_limit`. Any thread may use it once it is complete. */
class Expansion {
 public:
  /** Reads a file: base/file.hpp's read_file(), unless a test reads from elsewhere. */
  using Read = tl::expected<std::string, std::string> (*)(const std::string& path);

  /** The names of the parameters. */
  static constexpr std::string_view parameters[] = {"domain", "result_format", "expansion_limit"};

  /** Takes the parameters, and reads the files that `domain` names. What is wrong is added to the
      file's problems. `format` is the name of the parameter `result_format`. */
  Expansion(TableFile& file, Read read, std::string_view format = "result_format");

  /** Takes note of what a query needs of a key. To be called for every template of the table. */
  void add_query(const Template& query);
  /** Splits a key, which is in lower case already. Returns nothing if Postfix would not ask the
      database: the key is empty, has no domain, local part or labels that a template needs, or its
      domain is not one of the table's. */
  std::optional<AddressParts> split_key(std::string_view key) const;
  /** How many values a key may have; 0 for any number. */
  unsigned limit() const noexcept { return limit_; }

 private:
  friend class Values;

  void need(const Template& parts);
  void read_domains(TableFile& file, std::string_view items, bool served);
  void read_domains_of_file(TableFile& file, const std::string& path, bool served);
  bool serves(std::string_view domain) const;

  Read read_;
  unsigned read_files_ = 0;
  bool has_domains_ = false;
  /** The items of `domain`, and whether keys of the domain are looked up. */
  std::map<std::string, bool, std::less<>> domains_;
  Template result_;
  unsigned limit_ = 0;
  bool needs_user_ = false;
  bool needs_domain_ = false;
  bool needs_value_user_ = false;
  bool needs_value_domain_ = false;
  unsigned needed_labels_ = 0;
};

/** The values that a database returned for a key, formatted by the table's `result_format` and
    joined by commas. */
class Values {
 public:
  /** What is more than this is refused: a reply of socketmap would not hold it. */
  static constexpr std::size_t longest = 99'000;

  /** Both must outlive it. */
  Values(const Expansion& expansion, const AddressParts& key) noexcept
      : expansion_(expansion), key_(key) {}

  /** Adds a value. Like Postfix, passes over an empty one, and one without the parts that
      `result_format` names. Returns false if there are too many now. Throws only bad_alloc. */
  bool add(std::string_view value);
  /** The values added; empty if there are none. */
  const std::string& text() const noexcept { return text_; }

 private:
  const Expansion& expansion_;
  const AddressParts& key_;
  std::string text_;
  unsigned count_ = 0;
};

}  // namespace fingerpost
