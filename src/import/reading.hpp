// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "import/draft.hpp"
#include "import/remarks.hpp"

namespace fingerpost::foreign {

/** One file of autoconfig's XML, and the provider in it that is being read. */
struct Reading {
  Draft& draft;
  ProviderDraft& provider;
  /** Of the file. */
  std::vector<Warning>& warnings;
  /** Read for an earlier provider already: there is nothing new to warn of. */
  bool again = false;

  void take(const Remarks& remarks);
  /** What was said of it stands above the setting. */
  void take(const Remarks& remarks, Line line);
  /** For settings that may stand once. */
  void take_once(const XmlElement& element, const Remarks& remarks, Line line);
  /** Takes the element as a comment; `text` says why. */
  void keep(const XmlElement& element, std::string_view text);
  void keep_without_setting(const XmlElement& element, std::string_view place);
};

}  // namespace fingerpost::foreign
