// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "protocol/asked.hpp"
#include "protocol/gap.hpp"

namespace fingerpost {

/** A way in which clients ask. All its functions are pure, but that a signed profile holds the
    time. */
struct Protocol {
  /** As in log lines. */
  std::string_view name;
  /** Compared without case: Exchange's paths come in every spelling. An asterisk at the end stands
      for anything. */
  std::span<const std::string_view> paths;
  /** The methods served; none stands for any. */
  std::span<const std::string_view> methods;
  /** Reads the question of a request. Total. Leaves the members `protocol` and `host` to the
      caller. */
  Asked (*read)(const Request& request, const Host& host);
  /** Writes the answer for a subject that find_subject() found; a refusal if the protocol cannot
      express its settings. */
  Response (*write)(const Asked& asked, const Subject& subject, const State& state);
  /** Writes the answer to a question that has no subject, unless the question holds a refusal. */
  Response (*refuse)(const Asked& asked, Refusal refusal, const State& state) =
      [](const Asked&, Refusal refusal, const State&) { return fingerpost::refuse(refusal); };
  /** Returns what the protocol cannot say of a provider. */
  Gaps (*gaps)(const Provider& provider) = [](const Provider&) { return Gaps(); };
  /** Whether the host's domain may stand in for an address that is missing or that nobody
      serves. */
  bool host_stands_in = true;
  /** Whether an answer about an address may hold login names. */
  bool has_logins = true;
  /** Whether write() signs its answers if State has a signer, which takes milliseconds. */
  bool signs = false;
};

/** Returns all protocols. */
std::span<const Protocol> all_protocols() noexcept;

/** The protocol that serves a path, else null. */
const Protocol* find_protocol(std::string_view path);

}  // namespace fingerpost
