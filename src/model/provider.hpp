// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "model/server.hpp"

namespace fingerpost {

/** A page that explains the set-up to people. */
struct Documentation {
  struct Text {
    /** ISO 639-1, lower case. */
    std::string language;
    std::string text;
  };

  std::string url;
  std::vector<Text> texts;
};

/** Who hosts the mail of some domains, and the settings that all of them share. */
struct Provider {
  /** The word after `provider` in the configuration, for messages. */
  std::string key;
  std::string name;
  std::string short_name;
  /** IMAP before POP3 unless the administrator put POP3 first; within a kind as written. Order is
      preference. */
  std::vector<Server> incoming;
  /** As written. */
  std::vector<Server> outgoing;
  /** An https URL or empty. */
  std::string webmail;
  std::vector<Documentation> documentation;
};

}  // namespace fingerpost
