// SPDX-License-Identifier: MIT
#include "model/domain.hpp"

#include <idn2.h>

#include <algorithm>
#include <memory>
#include <new>

#include "base/free.hpp"
#include "base/text.hpp"

namespace fingerpost {

namespace {

/** RFC 1035 section 2.3.4, without the root's dot. */
constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;

bool is_label(std::string_view label) noexcept {
  const auto legal = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !label.empty() && label.size() <= longest_label && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), legal);
}

/** Every top-level domain has a letter, so a name whose last label has none is an IPv4 address
    (RFC 1123 section 2.1). */
bool is_numeric(std::string_view label) noexcept {
  return label.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_host_name(std::string_view name) noexcept {
  if (name.size() > longest_name) return false;
  for (;;) {
    const auto dot = name.find('.');
    const std::string_view label = name.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == std::string_view::npos) return !is_numeric(label);
    name.remove_prefix(dot + 1);
  }
}

std::optional<std::string> to_a_labels(std::string_view name) {
  // A valid name never has more bytes with U-labels than this. The bound limits the work.
  if (name.size() > 4 * longest_name || !is_plain_utf8(name)) return std::nullopt;
  const std::string terminated(name);
  char* converted = nullptr;
  const int error = idn2_to_ascii_8z(terminated.c_str(), &converted, IDN2_NONTRANSITIONAL);
  const std::unique_ptr<char, Free<idn2_free>> a_labels(converted);
  if (error == IDN2_MALLOC) throw std::bad_alloc();
  if (error != IDN2_OK) return std::nullopt;
  return a_labels.get();
}

}  // namespace

std::optional<Domain> Domain::parse(std::string_view text) {
  std::optional<std::string> name = is_ascii(text) ? to_lower(text) : to_a_labels(text);
  if (!name) return std::nullopt;
  if (name->ends_with('.')) name->pop_back();
  if (!is_host_name(*name)) return std::nullopt;
  return Domain(*std::move(name));
}

std::optional<Domain> Domain::parent() const {
  const auto dot = text_.find('.');
  return dot == text_.npos ? std::nullopt : std::optional(Domain(text_.substr(dot + 1)));
}

std::string to_u_labels(const std::string& name) {
  if (name.find("xn--") == name.npos) return name;
  char* converted = nullptr;
  if (idn2_to_unicode_8z8z(name.c_str(), &converted, IDN2_NONTRANSITIONAL) != IDN2_OK) return name;
  std::string u_labels(converted);
  idn2_free(converted);
  const auto back = is_visible_utf8(u_labels) ? Domain::parse(u_labels) : std::nullopt;
  return back && back->text() == name ? u_labels : name;
}

}  // namespace fingerpost
