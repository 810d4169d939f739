// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "model/subject.hpp"

namespace fingerpost {

/** Returns the content of the QR code with which Thunderbird for Android and K-9 Mail set up an
    account: JSON in the "Export for Mobile" format, version 1 (thunderbird-android,
    feature/migration/qrcode/qr-code-format.md of 2025-02-06). It holds no password; the app asks
    for it. It holds one incoming and one outgoing server, because the app ignores all others: the
    first that the app can use, or an encrypted one of the same type. It can be longer than a QrCode
    holds.

    Returns nothing if the subject has no address, if the app does not accept the address, or if it
    cannot use a server of each kind. Throws only bad_alloc. */
std::optional<std::string> thunderbird_code(const Subject& subject);

}  // namespace fingerpost
