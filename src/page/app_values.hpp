// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <span>
#include <string>

#include "model/subject.hpp"
#include "page/put_text.hpp"
#include "page/words.hpp"

namespace fingerpost {

/** Returns what people read for the encryption of a server. */
Markup encryption_text(Security security, const Words& words) noexcept;

/** The values of all placeholders, for the servers that an app gets. They hold the strings that they
    point to, so they stay where they are. */
class AppValues {
 public:
  /** The subject has an address. Each server may be null. */
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
