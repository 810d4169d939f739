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

/** Rules shared by Postfix's databases (mysql_table(5), ldap_table(5) and others): how a key
    becomes a query, and how results from the database become a value. */
namespace fingerpost {

/** A part of a text with placeholders. */
struct TemplatePart {
  enum class Kind {
    /** The text itself. */
    text,
    key,
    /** The part before the last `@` of the key, or the whole key if it has none. */
    key_user,
    /** The part after the last `@` of the key. */
    key_domain,
    /** A label of the key's domain. */
    key_label,
    value,
    value_user,
    value_domain,
  };

  Kind kind;
  std::string text = {};
  /** The number of the label, counted from the end: 1 (the last) to 9. */
  unsigned label = 0;
};

using Template = std::vector<TemplatePart>;

/** Where a template is used. `%s`, `%u` and `%d` stand for parts of the key in a query, and of a
    value in a result. */
enum class TemplateUse { query, result };

/** Splits a text at its placeholders: `%s %u %d %S %U %D %1` … `%9`, and `%%`, which is a `%`.
    Returns an error if any other character follows a `%`. */
tl::expected<Template, std::string> parse_template(std::string_view text, TemplateUse use);

/** The parts of a key or a value, as views of the text that was split. */
struct AddressParts {
  std::string_view whole;
  /** The part before the last `@`, or the whole text if there is none. */
  std::string_view user;
  /** The part after the last `@`; empty if there is none. */
  std::string_view domain;
  /** The non-empty labels of the domain. */
  std::vector<std::string_view> labels;
};

AddressParts split_address(std::string_view text);

/** Fills a template with a key and, for the template of a result, a value. If `quote` is given,
    every inserted part goes through it; the template's own text does not. A key that
    Expansion::split_key() returned has every part that the template needs. */
std::string fill(const Template& parts, const AddressParts& key,
                 const AddressParts* value = nullptr,
                 std::string (*quote)(std::string_view) = nullptr);

/** A table's rules for keys and values: its parameters `domain`, `result_format` and
    `expansion_limit`. Any thread may use it once it is complete. */
class Expansion {
 public:
  /** A function that reads a file: read_file() of base/file.hpp, except in tests. */
  using Read = tl::expected<std::string, std::string> (*)(const std::string& path);

  /** The names of the parameters. */
  static constexpr std::string_view parameters[] = {"domain", "result_format", "expansion_limit"};

  /** Takes the parameters from `file`, and reads the files that `domain` names. Adds problems to
      `file`. `format` is the name of the parameter for the format of results. */
  Expansion(TableFile& file, Read read, std::string_view format = "result_format");

  /** Notes which parts of a key a query needs. Call it for every template of the table. */
  void add_query(const Template& query);
  /** Splits a key, which must be in lower case. Returns nothing if Postfix would not query the
      database: the key is empty, it has no domain, local part or labels although a template needs
      them, or its domain is not one of the table's. */
  std::optional<AddressParts> split_key(std::string_view key) const;
  /** The most values that a key may have; 0 means any number. */
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
  /** The items of `domain`, and whether keys in this domain are looked up. */
  std::map<std::string, bool, std::less<>> domains_;
  Template result_;
  unsigned limit_ = 0;
  bool needs_user_ = false;
  bool needs_domain_ = false;
  bool needs_value_user_ = false;
  bool needs_value_domain_ = false;
  unsigned needed_labels_ = 0;
};

/** Collects the values that a database returned for a key, formatted with the table's
    `result_format` and joined by commas. */
class Values {
 public:
  /** The most bytes: a socketmap reply could not hold more. */
  static constexpr std::size_t longest = 99'000;

  /** Both must outlive it. */
  Values(const Expansion& expansion, const AddressParts& key) noexcept
      : expansion_(expansion), key_(key) {}

  /** Adds a value. Like Postfix, skips an empty value and one without the parts that
      `result_format` needs. Returns false once there are too many values. Throws only bad_alloc. */
  bool add(std::string_view value);
  /** Returns the joined values; empty if there are none. */
  const std::string& text() const noexcept { return text_; }

 private:
  const Expansion& expansion_;
  const AddressParts& key_;
  std::string text_;
  unsigned count_ = 0;
};

}  // namespace fingerpost
