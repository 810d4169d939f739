// SPDX-License-Identifier: MIT
#pragma once

#include "import/reading.hpp"

namespace fingerpost::foreign {

/** Reads an element whose `type` says what it is: incomingServer, outgoingServer, calendar or
    addressbook. */
void read_typed_server(const XmlElement& element, Reading& reading);

}  // namespace fingerpost::foreign
