// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/** Intermediate form between other software's files and a configuration. */
namespace fingerpost::foreign {

/** A setting, which may have a block, or a comment. */
struct Line {
  /** Empty for a comment. */
  std::string key = {};
  /** Empty for a block without a value. For a comment, its text. */
  std::string value = {};
  std::vector<Line> block = {};
  /** A comment at the end of the setting's line; may be empty. */
  std::string comment = {};
};

/** Returns whether one of the lines is this setting. */
bool has(const std::vector<Line>& lines, std::string_view setting) noexcept;

struct ProviderDraft {
  /** The file that the provider comes from. */
  std::string file;
  /** Empty if the file has no provider; then the lines are only comments. */
  std::string key;
  /** In A-label form. Empty if there is no domain; then the provider cannot be served. */
  std::string first_domain = {};
  /** Empty to use the default. */
  std::string name = {};
  std::string short_name = {};
  std::vector<Line> lines = {};
  /** Whether a domain in its file belongs to another provider. */
  bool has_rival = false;
  /** Whether its only domain is `your_domain`, which the administrator must replace. */
  bool awaits_domain = false;
};

/** Marks where the administrator must write a domain. It is not a domain itself, so the
    configuration is refused at this line until then. */
inline constexpr std::string_view your_domain = "<your-domain>";

struct Draft {
  /** Domains for providers whose file names none. */
  std::vector<std::string> domains = {};
  /** Whether a provider used these domains. */
  bool domains_used = false;
  std::vector<ProviderDraft> providers = {};
  std::vector<std::string> warnings = {};
  /** Maps a domain in A-label form to the key of its provider. */
  std::unordered_map<std::string, std::string> owners = {};
  /** Maps the key of a provider to the last number that was appended to it. */
  std::unordered_map<std::string, int> keys = {};
};

/** Returns `wanted`, with a number appended if another provider has this key. */
std::string claim_key(Draft& draft, std::string_view wanted);

/** Adds a domain to the provider, once even if it is listed several times. Returns the reason if
    that is not possible. */
std::optional<std::string> add_domain(Draft& draft, ProviderDraft& provider, std::string_view text);

/** Returns the text with each run of white space replaced by one space, and none at the ends. */
std::string collapse(std::string_view text);

}  // namespace fingerpost::foreign
