// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/value.hpp"
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

/** A mail server as a file describes it: each part, or the reason why it could not be read. */
struct ServerTexts {
  ServerType type;
  std::string host;
  /** Empty for the default of the type and the security. */
  std::string port;
  Value<Security> security;
  Value<Pattern> login;
  Value<std::vector<Auth>> auth;
};

/** Returns the server, or the first reason why there is none. */
Value<Server> make_server(const ServerTexts& texts);

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
  /** Whether its file has it for every domain. */
  bool any_domain = false;
  /** Whether a domain of its file belongs to another provider. */
  bool has_rival = false;
  /** Whether its only domain is `your_domain`, which the administrator replaces. */
  bool awaits_domain = false;
  std::size_t comments = 0;
  /** How many comments were left out because there were too many. */
  std::size_t left_out = 0;

  bool has(std::string_view setting) const noexcept;
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

/** `wanted`, with a number behind it if another provider is called so. */
std::string claim_key(Draft& draft, std::string_view wanted);

/** Adds a domain to the provider; once, however often it is listed. Says what hinders it. */
std::optional<std::string> add_domain(Draft& draft, ProviderDraft& provider, std::string_view text);

/** Servers of IMAP and POP3 are served one kind after the other. Where the provider's stand in
    another order, puts a comment before the first and returns its text. */
std::optional<std::string> note_mixed_servers(ProviderDraft& provider);

/** With each run of white space as one blank, without white space at the ends. */
std::string collapse(std::string_view text);

/** Returns whether a setting of that name holds a password or another secret. */
bool is_secret(std::string_view name);
/** Returns the value as a comment may show it: without passwords, including those in URLs. */
std::string shown(std::string_view name, std::string_view value);

}  // namespace fingerpost::foreign
