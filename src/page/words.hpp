// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "base/xml_writer.hpp"

namespace fingerpost {

/** A text that has a word of the program for its key. */
struct NamedText {
  std::string_view word;
  Markup text;
};

/** Says what to do in one app. */
struct Steps {
  /** The app's word; see App. */
  std::string_view app;
  /** Its name, if that is not the same in all languages. */
  Markup name;
  std::span<const Markup> steps;
  /** What people should know beside the steps; empty if there is nothing. */
  Markup note;
};

/** All texts of the page for people in one language. They are made of words/LANGUAGE.toml by words.py
    when the program is built, which refuses a language that lacks one. A text may hold placeholders in
    braces; see put_text(). */
struct Words {
  /** A code of ISO 639 in lower case. */
  std::string_view language;
  /** What the language calls itself. */
  Markup name;

  Markup title;
  Markup intro;
  Markup address;
  Markup submit;
  Markup languages;

  Markup bad_address;
  Markup unknown_domain;
  Markup failed;

  Markup settings_for;
  Markup by_address;
  Markup by_profile;
  Markup by_hand;
  Markup unfit;
  Markup no_server;
  Markup no_security;
  Markup no_sign_in;
  Markup no_servers;

  Markup profile;
  Markup codes;
  Markup codes_for;
  Markup thunderbird_code;
  Markup thunderbird_scan;
  Markup profile_code;
  Markup profile_scan;
  Markup no_codes;
  Markup back;

  Markup hand;
  Markup hand_hint;
  Markup incoming;
  Markup outgoing;
  Markup filters;
  /** Stands between two servers of which one is enough. */
  Markup alternative;
  Markup server;
  Markup port;
  Markup encryption;
  Markup no_encryption;
  Markup login;
  Markup no_login;
  Markup sign_in;
  Markup services;

  Markup webmail;
  Markup documentation;
  Markup imprint;
  Markup privacy;

  /** Has a text for each word of the setting `auth`. */
  std::span<const NamedText> auth;
  /** Is for an app that could find nothing by itself. */
  Steps hand_steps;
  /** Has the steps of each app, in any order. */
  std::span<const Steps> apps;
};

/** Returns the texts of all languages, English first. */
std::span<const Words> all_words() noexcept;

/** Returns the codes of all languages, in the same order. */
std::span<const std::string_view> language_codes() noexcept;

/** Returns the texts in the language that an Accept-Language header likes best; English if it likes
    none of ours. Total. */
const Words& words_for(std::string_view accept_language) noexcept;

/** Returns the code of a language if the page has it, in any case, else an empty text. The code lives
    as long as the program. */
std::string_view language_code(std::string_view text) noexcept;

/** Returns the text of a word, or an empty one. */
Markup text_of(std::span<const NamedText> texts, std::string_view word) noexcept;

/** Returns what to do in an app; of a word that no app has, nothing. */
const Steps& steps_of(const Words& words, std::string_view app) noexcept;

}  // namespace fingerpost
