// SPDX-License-Identifier: MIT
#pragma once

#include "import/reading.hpp"
#include "import/words.hpp"

namespace fingerpost::foreign {

/** Reads the children of an incomingServer or outgoingServer of one of the three types. Refuses
    with the reason a server that cannot be told exactly as it stands there. What is left out of a
    server that is taken goes to the remarks. */
Value<Server> read_mail_server(const XmlElement& element, ServerType type, const Reading& reading,
                               Remarks& remarks);

}  // namespace fingerpost::foreign
