// SPDX-License-Identifier: MIT
#include "model/login.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "model/serving.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t longest_login = 255;

/** Takes the first name off a list. Returns an empty name at the end of the list. */
std::string_view take_name(std::string_view& list) {
  constexpr std::string_view separators = ", \t\r\n";
  list.remove_prefix(std::min(list.find_first_not_of(separators), list.size()));
  const std::string_view name = list.substr(0, list.find_first_of(separators));
  list.remove_prefix(name.size());
  return name;
}

/** Returns the name that a list has for a key, or an empty one if it is ambiguous. */
std::string_view choose(std::string_view list, std::string_view key) {
  std::string_view first;
  bool several = false;
  for (std::string_view name = take_name(list); !name.empty(); name = take_name(list)) {
    if (equal_ignoring_case(name, key)) return name;
    if (first.empty()) first = name;
    several = several || !equal_ignoring_case(name, first);
  }
  return several ? std::string_view() : first;
}

/** Returns the key without the tag of its local part, or an empty one if it has none. */
std::string without_tag(std::string_view key) {
  const auto at = key.rfind('@');
  const auto plus = key.substr(0, at).find('+');
  if (plus == key.npos || plus == 0) return {};
  return std::string(key.substr(0, plus)).append(key.substr(at));
}

/** Whether a name is a delivery target of an alias: a command, a file or a list of addresses, with
    or without quotation marks (aliases(5)). */
bool is_delivery(std::string_view name) {
  if (name.starts_with('"')) name.remove_prefix(1);
  return !name.empty() && std::string_view("|/:").find(name.front()) != std::string_view::npos;
}

bool is_login(std::string_view name) {
  return !name.empty() && name.size() <= longest_login && name.find('%') == name.npos &&
         is_visible_utf8(name) && !is_delivery(name);
}

/** Looks up a login name in the provider's maps. */
class LoginQuestion {
 public:
  LoginQuestion(const Catalog& catalog, const Provider& provider, const Address& address,
                Lookups& lookups)
      : catalog_(catalog), provider_(provider), address_(address), lookups_(lookups) {}

  LookedUpLogin ask() {
    const std::string key = to_lower(address_.text());
    const MapAnswer answer = ask_maps(key);
    if (answer.kind != MapAnswer::Kind::absent) return read(answer, key);
    const std::string shorter = without_tag(key);
    return shorter.empty() ? LookedUpLogin{} : read(ask_maps(shorter), shorter);
  }

 private:
  /** Returns the first answer that is not `absent`. A failed map ends the search, because it may
      hold a value that overrides the later maps. */
  MapAnswer ask_maps(std::string_view key) {
    for (const Map* const map : provider_.login_maps)
      if (const MapAnswer answer = look_up(*map, key, lookups_);
          answer.kind != MapAnswer::Kind::absent)
        return answer;
    return {};
  }

  LookedUpLogin read(const MapAnswer& answer, std::string_view key) {
    if (answer.kind == MapAnswer::Kind::pending) return {.pending = true};
    if (answer.kind != MapAnswer::Kind::found) return {};
    // A copy, because the next lookup may invalidate the answer.
    const std::string name(choose(answer.value, key));
    if (!is_login(name) || equal_ignoring_case(name, provider_.login.expand(address_))) return {};
    if (name.find('@') == name.npos) return {.login = Pattern::literal(name)};
    const auto other = Address::parse(name);
    return other ? check(*other, name, key) : LookedUpLogin{};
  }

  /** Checks a login name that is an address. */
  LookedUpLogin check(const Address& other, std::string_view name, std::string_view key) {
    if (other.domain() == address_.domain()) return {.login = Pattern::literal(name)};
    if (!equal_ignoring_case(other.local_part(), key.substr(0, key.rfind('@')))) return {};
    const Serving serving = find_serving(catalog_, other.domain(), lookups_);
    if (serving.kind == Serving::Kind::pending) return {.pending = true};
    if (serving.provider != &provider_) return {};
    return {.login = Pattern::literal(name)};
  }

  const Catalog& catalog_;
  const Provider& provider_;
  const Address& address_;
  Lookups& lookups_;
};

}  // namespace

LookedUpLogin look_up_login(const Catalog& catalog, const Provider& provider,
                            const Address& address, Lookups& lookups) {
  if (provider.login_maps.empty() || provider.redirects()) return {};
  return LoginQuestion(catalog, provider, address, lookups).ask();
}

}  // namespace fingerpost
