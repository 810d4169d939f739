// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/server.hpp"

/** What is read from files of other software, on its way to a configuration. */
namespace fingerpost::foreign {

/** A setting, perhaps with a block, or a comment. */
struct Line {
  /** Empty for a comment. */
  std::string key;
  /** Empty for a block alone; of a comment, its text. */
  std::string value;
  std::vector<Line> block = {};

  /** Whether the block does. */
  bool has(std::string_view setting) const noexcept;
};

Line comment(std::string text);
/** `imap`, `pop3` or `smtp` with what differs from the defaults. */
Line server_line(const Server& server);

struct ProviderDraft {
  /** Where it comes from. */
  std::string file;
  /** Empty if the file holds no provider, only what has to be said of it. */
  std::string key;
  /** In A-label form. Empty if there is none, and then the provider cannot be served. */
  std::string first_domain = {};
  /** Empty for the default. */
  std::string name = {};
  std::string short_name = {};
  std::vector<Line> lines = {};

  bool has(std::string_view setting) const noexcept;
};

struct Draft {
  std::vector<ProviderDraft> providers = {};
  std::vector<std::string> warnings = {};
  /** Domain in A-label form -> key of the provider that has it. */
  std::unordered_map<std::string, std::string> owners = {};
  std::unordered_set<std::string> keys = {};
};

/** `wanted`, with a number behind it if another provider is called so. */
std::string claim_key(Draft& draft, std::string_view wanted);

/** Adds a domain to the provider; once, however often it is listed. Says what hinders it. */
std::optional<std::string> add_domain(Draft& draft, ProviderDraft& provider, std::string_view text);

/** Servers of IMAP and POP3 are served one kind after the other. Where the provider's stand in
    another order, puts a comment before the first and returns its text. */
std::optional<std::string> note_mixed_servers(ProviderDraft& provider);

/** With each run of white space as one blank, without white space at the ends. */
std::string collapse(std::string_view text);
/** Without what cannot stand in a line of UTF-8. */
std::string one_line(std::string_view text);

}  // namespace fingerpost::foreign
