// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <span>
#include <string>

#include "model/subject.hpp"
#include "page/put_text.hpp"
#include "page/words.hpp"

namespace fingerpost {

/** Returns the text that people read for the encryption of a server. */
Markup encryption_text(Security security, const Words& words) noexcept;

/** Holds the values of all placeholders for the servers that an app gets. Cannot be copied or moved
    because the values point to strings in the same object. */
class AppValues {
 public:
  /** The subject must have an address. Either server can be null. */
  AppValues(const Words& words, const Subject& subject, const Server* incoming,
            const Server* outgoing);
  AppValues(const AppValues&) = delete;
  AppValues& operator=(const AppValues&) = delete;

  operator std::span<const TextValue>() const noexcept { return values_; }

 private:
  /** A server with its placeholders filled in. */
  struct Expanded {
    Expanded(const Subject& subject, const Server* server);

    std::string host = {};
    std::string port = {};
    std::string login = {};
  };

  Expanded incoming_;
  Expanded outgoing_;
  std::array<TextValue, 11> values_;
};

}  // namespace fingerpost
