// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "import/reading.hpp"

/** Readers for the formats that can be imported. A reader adds providers to the draft and warns
    about everything in the file that has no setting. If it refuses the file, it does not change the
    draft. */
namespace fingerpost::foreign {

/** Reads autoconfig's config-v1.1.xml: an emailProvider becomes a provider. */
FileRefusal read_client_config(const XmlElement& root, File& file);
/** Reads a POX autodiscover answer (MS-OXDSCLI section 2.2.4), for Outlook or for ActiveSync, as
    one provider. The domain comes from an address in the answer. */
FileRefusal read_autodiscover_answer(const XmlElement& root, File& file);
/** Reads an Apple configuration profile, an XML property list, as one provider. The domain comes
    from an address in the profile. */
FileRefusal read_apple_profile(const XmlElement& root, File& file);

/** Reads automx2's seed JSON, either version, as one provider. */
FileRefusal read_automx2(std::string_view content, File& file);
/** Reads automx 1's automx.conf, an INI file: each section that serves domains becomes a provider
    (automx.conf(5), automx 1.1). */
FileRefusal read_automx(std::string_view content, File& file);
/** Reads the environment of Monogramm's autodiscover-email-settings, from a file of KEY=VALUE lines
    or from the `environment` of a service in a compose file (README and settings.js, 2026-08). */
FileRefusal read_environment(std::string_view content, File& file);

/** Returns whether the content begins with a section of an INI file. */
bool is_ini(std::string_view content);
/** Returns whether the content sets a variable of autodiscover-email-settings. */
bool is_environment(std::string_view content);

}  // namespace fingerpost::foreign
