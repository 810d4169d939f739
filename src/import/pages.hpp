// SPDX-License-Identifier: MIT
#pragma once

#include "import/reading.hpp"

namespace fingerpost::foreign {

/** Reads `documentation` with its texts. */
void read_documentation(const XmlElement& element, Reading& reading);
/** Reads the element of a service that is a page, of which only the address has a setting. */
void read_page(const XmlElement& element, Reading& reading);

}  // namespace fingerpost::foreign
