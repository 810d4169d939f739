// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "base/xml_writer.hpp"

namespace fingerpost {

/** A text whose key is a word of the configuration. */
struct NamedText {
  std::string_view word;
  Markup text;
};

/** The steps that set up one app. */
struct Steps {
  /** The app's word; see App. */
  std::string_view app;
  /** The app's name, if it differs between languages. */
  Markup name;
  std::span<const Markup> steps;
  /** An additional note; empty for none. */
  Markup note;
};

/** All texts of the page for people, in one language. words.py generates them from
    words/LANGUAGE.toml during the build, which fails if a text is missing. A text can hold
    placeholders in braces; see put_text(). */
struct Words {
  /** An ISO 639 code in lower case. */
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
  /** The text between two servers if one of them is enough. */
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

  /** A text for each word of the setting `auth`. */
  std::span<const NamedText> auth;
  /** The steps for an app that reads settings itself but cannot use these. */
  Steps hand_steps;
  /** The steps of each app, in any order. */
  std::span<const Steps> apps;
};

/** Returns the texts of all languages, English first. */
std::span<const Words> all_words() noexcept;

/** Returns the codes of all languages, in the same order. */
std::span<const std::string_view> language_codes() noexcept;

/** Returns the texts in the language that an Accept-Language header prefers; English if the page
    has none of its languages. Total. */
const Words& words_for(std::string_view accept_language) noexcept;

/** Returns the code of a language that the page has, compared without case; an empty text if it
    does not have it. The code lives as long as the program. */
std::string_view language_code(std::string_view text) noexcept;

/** Returns the text of a word, or an empty one. */
Markup text_of(std::span<const NamedText> texts, std::string_view word) noexcept;

/** Returns the steps of an app; empty steps if no app has this word. */
const Steps& steps_of(const Words& words, std::string_view app) noexcept;

}  // namespace fingerpost
