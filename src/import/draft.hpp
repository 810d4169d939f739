// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/** What is read from files of other software, on its way to a configuration. */
namespace fingerpost::foreign {

/** A setting, perhaps with a block, or a comment. */
struct Line {
  /** Empty for a comment. */
  std::string key = {};
  /** Empty for a block alone; the text of a comment. */
  std::string value = {};
  std::vector<Line> block = {};
  /** A remark at the end of the setting's line; empty for none. */
  std::string comment = {};
};

/** Returns whether one of the lines is a setting of that name. */
bool has(const std::vector<Line>& lines, std::string_view setting) noexcept;

struct ProviderDraft {
  /** The file that it comes from. */
  std::string file;
  /** Empty if the file holds no provider, only what has to be said of it. */
  std::string key;
  /** In A-label form. Empty if there is none, and then the provider cannot be served. */
  std::string first_domain = {};
  /** Empty for the default. */
  std::string name = {};
  std::string short_name = {};
  std::vector<Line> lines = {};
  /** Whether a domain of its file belongs to another provider. */
  bool has_rival = false;
  /** Whether its only domain is `your_domain`, which the administrator replaces. */
  bool awaits_domain = false;
};

/** Marks where the administrator must write a domain. It is not a domain itself, so the
    configuration is refused at this line until then. */
inline constexpr std::string_view your_domain = "<your-domain>";

struct Draft {
  /** Domains for providers whose file names none. */
  std::vector<std::string> domains = {};
  /** Whether a provider took them. */
  bool domains_used = false;
  std::vector<ProviderDraft> providers = {};
  std::vector<std::string> warnings = {};
  /** Domain in A-label form -> key of the provider that has it. */
  std::unordered_map<std::string, std::string> owners = {};
  /** Key of a provider -> the last number that was appended to it. */
  std::unordered_map<std::string, int> keys = {};
};

/** Returns `wanted`, with a number behind it if another provider is called so. */
std::string claim_key(Draft& draft, std::string_view wanted);

/** Adds a domain to the provider; once, however often it is listed. Returns what hinders it. */
std::optional<std::string> add_domain(Draft& draft, ProviderDraft& provider, std::string_view text);

/** Returns the text with one space for each run of white space, and with none at the ends. */
std::string collapse(std::string_view text);

}  // namespace fingerpost::foreign
