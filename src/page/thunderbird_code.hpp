// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "model/subject.hpp"

namespace fingerpost {

/** Returns what the QR code says by which Thunderbird for Android and K-9 Mail set up an account:
    JSON in the "Export for Mobile" format, version 1 (thunderbird-android, feature/migration/qrcode/
    qr-code-format.md of 2025-02-06). It holds no password; the app asks for that. It has the
    first incoming and the first outgoing server that the app can use, because the app ignores all
    others; but an encrypted one, if there is one of the type. It may be longer than a QrCode can hold.

    Returns nothing if the subject has no address or the app takes no such address, or if the app
    cannot use one server of each kind. Throws only bad_alloc. */
std::optional<std::string> thunderbird_code(const Subject& subject);

}  // namespace fingerpost
