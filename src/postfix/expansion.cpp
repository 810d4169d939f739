// SPDX-License-Identifier: MIT
#include "postfix/expansion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fingerpost {

namespace {

using Kind = TemplatePart::Kind;

/** Postfix has no limit, but a file may include itself. */
constexpr unsigned most_files = 100;

struct Placeholder {
  char letter;
  Kind in_query;
  Kind in_result;
};

constexpr Placeholder placeholders[] = {
    {'s', Kind::key, Kind::value},
    {'u', Kind::key_user, Kind::value_user},
    {'d', Kind::key_domain, Kind::value_domain},
    {'S', Kind::key, Kind::key},
    {'U', Kind::key_user, Kind::key_user},
    {'D', Kind::key_domain, Kind::key_domain},
};

void append_text(Template& parts, std::string_view text) {
  if (text.empty()) return;
  if (parts.empty() || parts.back().kind != Kind::text) parts.push_back({Kind::text});
  parts.back().text.append(text);
}

std::optional<TemplatePart> parse_placeholder(char letter, TemplateUse use) {
  if (letter >= '1' && letter <= '9')
    return TemplatePart{Kind::key_label, {}, static_cast<unsigned>(letter - '0')};
  for (const Placeholder& row : placeholders)
    if (row.letter == letter)
      return TemplatePart{use == TemplateUse::query ? row.in_query : row.in_result};
  return std::nullopt;
}

std::vector<std::string_view> split_labels(std::string_view domain) {
  std::vector<std::string_view> labels;
  while (!domain.empty()) {
    const auto end = std::min(domain.find('.'), domain.size());
    if (end > 0) labels.push_back(domain.substr(0, end));
    domain.remove_prefix(std::min(end + 1, domain.size()));
  }
  return labels;
}

std::string_view look_up(const TemplatePart& part, const AddressParts& key,
                         const AddressParts& value) {
  switch (part.kind) {
    case Kind::text:
      return part.text;
    case Kind::key:
      return key.whole;
    case Kind::key_user:
      return key.user;
    case Kind::key_domain:
      return key.domain;
    case Kind::key_label:
      return part.label <= key.labels.size() ? key.labels[key.labels.size() - part.label]
                                             : std::string_view();
    case Kind::value:
      return value.whole;
    case Kind::value_user:
      return value.user;
    case Kind::value_domain:
      return value.domain;
  }
  return {};
}

}  // namespace

tl::expected<Template, std::string> parse_template(std::string_view text, TemplateUse use) {
  Template parts;
  while (!text.empty()) {
    const auto percent = std::min(text.find('%'), text.size());
    append_text(parts, text.substr(0, percent));
    text.remove_prefix(percent);
    if (text.empty()) break;
    const char letter = text.size() > 1 ? text[1] : '\0';
    const auto placeholder = parse_placeholder(letter, use);
    if (placeholder)
      parts.push_back(*placeholder);
    else if (letter == '%')
      append_text(parts, "%");
    else
      return tl::unexpected(
          fmt::format("{} is not a placeholder; write %% for a %", in_quotes(text.substr(0, 2))));
    text.remove_prefix(2);
  }
  return parts;
}

AddressParts split_address(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == text.npos) return {text, text, {}, {}};
  const std::string_view domain = text.substr(at + 1);
  return {text, text.substr(0, at), domain, split_labels(domain)};
}

std::string fill(const Template& parts, const AddressParts& key, const AddressParts* value,
                 std::string (*quote)(std::string_view)) {
  std::string filled;
  for (const TemplatePart& part : parts) {
    const std::string_view text = look_up(part, key, value ? *value : key);
    if (quote && part.kind != Kind::text)
      filled += quote(text);
    else
      filled += text;
  }
  return filled;
}

Expansion::Expansion(TableFile& file, Read read, std::string_view format) : read_(read) {
  const std::string text = file.text(format, "%s");
  auto result = parse_template(text, TemplateUse::result);
  if (text.empty()) file.refuse(format, "is empty");
  if (!result) file.refuse(format, result.error());
  if (result) result_ = std::move(*result);
  need(result_);
  constexpr unsigned most = 1'000'000;
  limit_ = file.number("expansion_limit", 0, most);
  const std::string domains = file.text("domain");
  has_domains_ = !domains.empty();
  read_domains(file, domains, true);
}

void Expansion::add_query(const Template& query) {
  need(query);
}

void Expansion::need(const Template& parts) {
  for (const TemplatePart& part : parts) {
    needs_user_ |= part.kind == Kind::key_user;
    needs_domain_ |= part.kind == Kind::key_domain || part.kind == Kind::key_label;
    needs_value_user_ |= part.kind == Kind::value_user;
    needs_value_domain_ |= part.kind == Kind::value_domain;
    needed_labels_ = std::max(needed_labels_, part.label);
  }
}

void Expansion::read_domains(TableFile& file, std::string_view items, bool served) {
  for (const std::string& item : split_list(items)) {
    // Postfix skips the rest of such a line, too.
    if (item.starts_with('#')) return file.warn("domain", "a comment must be on a line of its own");
    const auto begin = std::min(item.find_first_not_of('!'), item.size());
    const bool is_served = served == (begin % 2 == 0);
    const std::string name = item.substr(begin);
    if (name.starts_with('/'))
      read_domains_of_file(file, name, is_served);
    else if (name.find_first_of(":{}") != name.npos)
      file.refuse("domain", fmt::format("cannot query the table {}; list the domains, or give the "
                                        "path of a file that lists them",
                                        in_quotes(name)));
    else
      domains_.emplace(to_lower(name), is_served);
  }
}

void Expansion::read_domains_of_file(TableFile& file, const std::string& path, bool served) {
  if (read_files_ > most_files) return;
  if (++read_files_ > most_files)
    return file.refuse("domain", fmt::format("names more than {} files", most_files));
  const auto content = read_(path);
  if (!content)
    return file.refuse("domain", fmt::format("{}: {}", in_quotes(path), content.error()));
  std::string_view rest = *content;
  while (!rest.empty())
    if (const std::string_view line = take_line(rest); !line.starts_with('#'))
      read_domains(file, line, served);
}

bool Expansion::serves(std::string_view domain) const {
  const auto found = domains_.find(to_lower(domain));
  return found != domains_.end() && found->second;
}

std::optional<AddressParts> Expansion::split_key(std::string_view key) const {
  AddressParts parts = split_address(key);
  const bool has_at = parts.user.size() < key.size();
  if (key.empty() || (needs_user_ && has_at && parts.user.empty()) ||
      (needs_domain_ && parts.domain.empty()) || parts.labels.size() < needed_labels_)
    return std::nullopt;
  if (has_domains_ && (!has_at || parts.user.empty() || !serves(parts.domain))) return std::nullopt;
  return parts;
}

bool Values::add(std::string_view value) {
  const AddressParts parts = split_address(value);
  if (value.empty() || (expansion_.needs_value_user_ && parts.user.empty()) ||
      (expansion_.needs_value_domain_ && parts.domain.empty()))
    return true;
  if (!text_.empty()) text_ += ',';
  text_ += fill(expansion_.result_, key_, &parts);
  ++count_;
  return (expansion_.limit_ == 0 || count_ <= expansion_.limit_) && text_.size() <= longest;
}

}  // namespace fingerpost
