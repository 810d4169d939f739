// SPDX-License-Identifier: MIT
#include "inspect/dovecot_login.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <utility>

#include "base/text.hpp"
#include "model/domain.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t most_domains = 100;

bool is_word_character(char c) noexcept {
  return (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '_';
}

void note_variable(UserVariables& found, std::string_view name) {
  if (name == "u" || name == "user") found.whole = true;
  if (name == "n" || name == "username") found.local_part = true;
  if (name == "d" || name == "domain") found.domain = true;
}

/** Parses the text between braces: `user | username | lower`, or just `user`. */
void note_long_variable(UserVariables& found, std::string_view text) {
  const auto take_part = [&text] {
    const std::size_t bar = std::min(text.find('|'), text.size());
    const std::string_view part = trim(text.substr(0, bar));
    text.remove_prefix(std::min(bar + 1, text.size()));
    return part;
  };
  std::string_view name = take_part();
  while (!text.empty()) {
    const std::string_view filter = take_part();
    if (name == "user" && (filter == "username" || filter == "domain")) name = filter;
  }
  note_variable(found, name);
}

/** The login names that a database accepts. */
enum class Typed { unknown, local_part, either, address };

/** A passdb or userdb. */
class Database {
 public:
  Database(const DoveconfSection& section, const DovecotFiles& files)
      : section_(section),
        // In Dovecot 2.4 the section name is the driver unless `driver` is set.
        driver_(section.find("driver").value_or(section.name)) {
    // In Dovecot 2.3 the settings of these drivers are in a separate file.
    const std::string_view path = section.value("args");
    if ((driver_ != "sql" && driver_ != "ldap") || !path.starts_with('/')) return;
    std::string text = files(std::string(path)).value_or(std::string());
    for (std::size_t at = 0; (at = text.find("\\\n", at)) != text.npos;)
      text.replace(at, 2, 2, ' ');
    file_ = read_doveconf(text);
  }

  const std::string& driver() const noexcept { return driver_; }
  const DoveconfSection& section() const noexcept { return section_; }

  /** Returns the first of these settings found in the section or its file. */
  std::string_view setting(std::initializer_list<std::string_view> keys) const noexcept {
    for (const std::string_view key : keys)
      for (const DoveconfSection* const part : {&section_, &file_})
        if (!part->value(key).empty()) return part->value(key);
    return {};
  }

  /** Returns the evidence: `doveconf: passdb pam`. */
  std::string evidence() const {
    return printable(fmt::format("doveconf: {} {}", section_.type, driver_));
  }

 private:
  const DoveconfSection& section_;
  std::string driver_;
  DoveconfSection file_ = {};
};

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/** Determines what users type from `attribute=value` in an LDAP filter or name. */
Typed typed_by_attribute(std::string_view attribute, const UserVariables& variables) {
  const std::string name = to_lower(attribute);
  const bool mail =
      is_one_of(name, {"mail", "email", "mailaddress", "mailalias", "mailalternateaddress",
                       "userprincipalname", "proxyaddresses"});
  const bool user = is_one_of(name, {"uid", "cn", "samaccountname", "krbprincipalname"});
  if (variables.domain || (variables.whole && mail)) return Typed::address;
  if (variables.drops_domain()) return Typed::either;
  return variables.whole && user ? Typed::local_part : Typed::unknown;
}

Typed typed_by_ldap(std::string_view filter) {
  Typed best = Typed::unknown;
  // The separators of filters (RFC 4515) and names (RFC 4514).
  constexpr std::string_view separators = "()&|!,+";
  while (!filter.empty()) {
    // The bar in `%{user | lower}` is not a separator.
    std::size_t end = 0;
    for (bool braces = false; end < filter.size(); ++end) {
      if (filter[end] == '{' || filter[end] == '}') braces = filter[end] == '{';
      if (!braces && separators.find(filter[end]) != separators.npos) break;
    }
    const std::string_view item = filter.substr(0, end);
    filter.remove_prefix(std::min(end + 1, filter.size()));
    const std::size_t equals = item.find('=');
    if (equals == item.npos) continue;
    best = std::max(best, typed_by_attribute(trim(item.substr(0, equals)),
                                             user_variables(item.substr(equals + 1))));
  }
  return best;
}

Typed typed_by_sql(std::string_view query) {
  const UserVariables variables = user_variables(query);
  if (variables.drops_domain()) return Typed::either;
  return variables.local_part && variables.domain ? Typed::address : Typed::unknown;
}

/** A passwd-file that a passdb or userdb names. */
struct PasswdFile {
  std::string path;
  UserVariables format = {};
};

PasswdFile passwd_file(const Database& database) {
  const std::string_view path = database.setting({"passwd_file_path"});
  const std::string_view format = database.setting({"auth_username_format"});
  if (!path.empty()) return {std::string(path), user_variables(format)};
  PasswdFile file;
  // Dovecot 2.3: `scheme=CRYPT username_format=%n /etc/dovecot/users`.
  std::string_view words = trim(database.setting({"args"}));
  while (!words.empty() && !words.starts_with('/')) {
    const std::size_t end = std::min(words.find(' '), words.size());
    constexpr std::string_view name = "username_format=";
    if (words.starts_with(name)) file.format = user_variables(words.substr(name.size(), end));
    words = trim(words.substr(end));
  }
  file.path = words;
  return file;
}

/** The user names in a passwd-file. (The file also contains passwords.) */
struct UserNames {
  bool without_domain = false;
  bool with_domain = false;
  std::vector<std::string> domains = {};
};

UserNames user_names(std::string_view text) {
  UserNames names;
  while (!text.empty()) {
    const std::string_view line = trim(take_line(text));
    if (line.empty() || line.starts_with('#')) continue;
    const std::string_view name = line.substr(0, line.find(':'));
    const std::size_t at = name.rfind('@');
    (at == name.npos ? names.without_domain : names.with_domain) = true;
    if (at == name.npos || names.domains.size() == most_domains) continue;
    const auto domain = Domain::parse(name.substr(at + 1));
    if (domain && std::find(names.domains.begin(), names.domains.end(), domain->text()) ==
                      names.domains.end())
      names.domains.push_back(domain->text());
  }
  return names;
}

/** Returns whether a query returns a different column as `user` than the one it searches by. False
    for `SELECT username AS user … WHERE username = '%u'`. */
bool renames_by_sql(std::string_view query) {
  const std::string lower = to_lower(query);
  const std::string_view text = lower;
  for (std::size_t as = 0; (as = text.find(" as ", as)) != text.npos; as += 4) {
    std::string_view alias = trim(text.substr(as + 4));
    if (alias.starts_with('"') || alias.starts_with('`') || alias.starts_with('\''))
      alias.remove_prefix(1);
    if (!alias.starts_with("user") || (alias.size() > 4 && is_word_character(alias[4]))) continue;
    const std::string_view before = trim(text.substr(0, as));
    std::size_t begin = before.size();
    while (begin > 0 && is_word_character(before[begin - 1])) --begin;
    const std::string_view column = before.substr(begin);
    // An expression could be anything, but most often it builds the address.
    if (column.empty()) return false;
    for (std::size_t at = 0; (at = text.find(column, at)) != text.npos; at += column.size()) {
      std::string_view rest = trim(text.substr(at + column.size()));
      if (!rest.starts_with('=')) continue;
      rest = trim(rest.substr(1));
      const bool braces = rest.starts_with("'%{");
      const std::size_t end = braces ? rest.find('}') : rest.find_first_of(" \t)");
      // Variables are case-sensitive (`%Lu`), so read them from the original query.
      const auto begin_of_rest = static_cast<std::size_t>(rest.data() - text.data());
      if (user_variables(query.substr(begin_of_rest, end)).whole) return false;
    }
    return true;
  }
  return false;
}

/** Returns whether an item of Dovecot 2.3's `user_attrs` sets the user: `uid=user`,
    `=user=%{ldap:uid}`. */
bool renames_by_attributes(std::string_view attributes) {
  while (!attributes.empty()) {
    const std::size_t end = std::min(attributes.find(','), attributes.size());
    std::string_view item = attributes.substr(0, end);
    attributes.remove_prefix(std::min(end + 1, attributes.size()));
    item.remove_prefix(std::min(item.find('='), item.size()));
    if (item.starts_with('=') && trim(item.substr(1, item.find('=', 1) - 1)) == "user") return true;
  }
  return false;
}

bool renames(const Database& database, const DovecotFiles& files) {
  if (const auto* const fields = database.section().last("fields"); fields && fields->find("user"))
    return true;
  if (database.driver() == "sql")
    return renames_by_sql(database.setting({"query", "sql_query", "user_query"}));
  if (database.driver() == "ldap") return renames_by_attributes(database.setting({"user_attrs"}));
  if (database.driver() != "passwd-file") return false;
  const auto text = files(passwd_file(database).path);
  return text && text->find("userdb_user=") != text->npos;
}

/** Combines the evidence of all passdbs into one login name. */
class LoginJudge {
 public:
  explicit LoginJudge(const DovecotFiles& files) : files_(files) {}

  void look_at(const Database& passdb) {
    const std::string& driver = passdb.driver();
    if (is_one_of(driver, {"pam", "passwd", "shadow", "bsdauth"}))
      note(Typed::local_part, passdb);
    else if (driver == "passwd-file")
      look_at_file(passdb);
    else if (driver == "ldap") {
      const std::string_view name =
          passdb.setting({"bind_userdn", "ldap_bind_userdn", "auth_bind_userdn"});
      note(typed_by_ldap(name.empty() ? passdb.setting({"filter", "ldap_filter", "pass_filter"})
                                      : name),
           passdb);
    } else if (driver == "sql")
      note(typed_by_sql(passdb.setting({"query", "sql_query", "password_query"})), passdb);
    // With oauth2, the token contains the user name.
    else if (driver != "oauth2")
      note(Typed::unknown, passdb);
  }

  DovecotLogin verdict() && {
    if (local_part_.empty()) {
      if (!address_.empty()) result_.login = Fact{"%EMAILADDRESS%", address_};
    } else if (address_.empty() && unknown_.empty()) {
      result_.login = Fact{"%EMAILLOCALPART%", local_part_};
    } else {
      result_.remarks.push_back(fmt::format(
          "{}: these users log in without their domain, but others may log in with it ({}); write "
          "login %EMAILLOCALPART% in the provider of those who log in without it",
          local_part_, address_.empty() ? unknown_ : address_));
    }
    return std::move(result_);
  }

 private:
  void note(Typed typed, const Database& passdb) {
    std::string& evidence = typed == Typed::local_part ? local_part_
                            : typed == Typed::unknown  ? unknown_
                                                       : address_;
    if (evidence.empty()) evidence = passdb.evidence();
  }

  void look_at_file(const Database& passdb) {
    const PasswdFile file = passwd_file(passdb);
    const UserVariables path = user_variables(file.path);
    if (path.domain) return note(Typed::address, passdb);
    if (file.format.drops_domain()) return note(Typed::either, passdb);
    const bool varies = path.whole || path.local_part;
    const auto text = varies ? std::nullopt : files_(file.path);
    if (!text) {
      if (!varies)
        result_.remarks.push_back(
            fmt::format("{}: cannot read {}; if its users log in without their domain, write: "
                        "login %EMAILLOCALPART%",
                        passdb.evidence(), printable(file.path)));
      return note(Typed::unknown, passdb);
    }
    UserNames names = user_names(*text);
    if (names.without_domain) note(Typed::local_part, passdb);
    if (names.with_domain) note(Typed::address, passdb);
    for (std::string& domain : names.domains)
      result_.domains.push_back({std::move(domain), passdb.evidence()});
  }

  const DovecotFiles& files_;
  DovecotLogin result_ = {};
  /** The first evidence of each kind. */
  std::string local_part_ = {};
  std::string address_ = {};
  std::string unknown_ = {};
};

}  // namespace

UserVariables user_variables(std::string_view text) {
  UserVariables found;
  for (std::size_t i = 0; (i = text.find('%', i)) != text.npos;) {
    ++i;
    if (i < text.size() && text[i] == '{') {
      const std::size_t end = std::min(text.find('}', i), text.size());
      note_long_variable(found, text.substr(i + 1, end - i - 1));
      i = end;
      continue;
    }
    // Modifiers, such as L for lower case, and widths.
    while (i < text.size() && ((text[i] >= 'A' && text[i] <= 'Z') || text[i] == '.' ||
                               text[i] == '-' || (text[i] >= '0' && text[i] <= '9')))
      ++i;
    note_variable(found, text.substr(std::min(i, text.size()), 1));
    // Skip the variable, which may be the second character of `%%`.
    if (i < text.size()) ++i;
  }
  return found;
}

DovecotLogin dovecot_login(const DoveconfSection& tree, std::string_view username_format,
                           const DovecotFiles& files) {
  LoginJudge judge(files);
  for (const DoveconfSection* const section : tree.all("passdb"))
    if (!section->is_on("master", false) && !section->is_on("deny", false))
      judge.look_at(Database(*section, files));
  DovecotLogin result = std::move(judge).verdict();
  // Every name is looked up without its domain, so the full address works for all users.
  if (user_variables(username_format).drops_domain()) {
    result.login = Fact{"%EMAILADDRESS%", "doveconf: auth_username_format"};
    result.remarks.clear();
    return result;
  }
  // If the passdb has no domains, neither has the userdb, so it cannot be asked about addresses.
  if (result.login && result.login->value == "%EMAILLOCALPART%") return result;
  for (const DoveconfSection* const section : tree.all("userdb")) {
    const Database userdb(*section, files);
    if (result.renaming.empty() && renames(userdb, files)) result.renaming = userdb.evidence();
  }
  return result;
}

}  // namespace fingerpost
