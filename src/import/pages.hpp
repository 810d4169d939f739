// SPDX-License-Identifier: MIT
#pragma once

#include "import/reading.hpp"

namespace fingerpost::foreign {

/** Reads `documentation` with its texts. */
void read_documentation(const XmlElement& element, Reading& reading);
/** Reads `webMail`, of which only the address of the page has a setting. */
void read_web_mail(const XmlElement& element, Reading& reading);

}  // namespace fingerpost::foreign
