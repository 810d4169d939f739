// SPDX-License-Identifier: MIT
#pragma once

#include "import/reading.hpp"

namespace fingerpost::foreign {

/** Reads `oAuth2`, which is no setting without its issuer. */
void read_oauth2(const XmlElement& element, Reading& reading);

}  // namespace fingerpost::foreign
