// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "protocol/asked.hpp"
#include "protocol/gap.hpp"

namespace fingerpost {

/** A way in which clients ask. All its functions are pure, except that a signed profile holds the
    time. */
struct Protocol {
  /** The name in log lines. */
  std::string_view name;
  /** Compared without case, because clients spell Exchange's paths in many ways. A final asterisk
      matches anything. */
  std::span<const std::string_view> paths;
  /** The allowed methods; empty for any. */
  std::span<const std::string_view> methods;
  /** Reads the question of a request. Total. The caller sets the members `protocol` and `host`. */
  Asked (*read)(const Request& request, const Host& host);
  /** Writes the answer for a subject from find_subject(), or a refusal if the protocol cannot
      express its settings. */
  Response (*write)(const Asked& asked, const Subject& subject, const State& state);
  /** Writes the answer to a question that has no subject, unless the question holds a refusal. */
  Response (*refuse)(const Asked& asked, Refusal refusal, const State& state) =
      [](const Asked&, Refusal refusal, const State&) { return fingerpost::refuse(refusal); };
  /** Returns what the protocol cannot express about a provider. */
  Gaps (*gaps)(const Provider& provider) = [](const Provider&) { return Gaps(); };
  /** Whether the host's domain is used if the address is missing or its domain is not served. */
  bool host_stands_in = true;
  /** Whether an answer about an address can hold login names. */
  bool has_logins = true;
  /** Whether write() signs its answers if State has a signer, which takes milliseconds. */
  bool signs = false;
};

/** Returns all protocols. */
std::span<const Protocol> all_protocols() noexcept;

/** Returns the protocol that serves a path, or null. */
const Protocol* find_protocol(std::string_view path);

}  // namespace fingerpost
