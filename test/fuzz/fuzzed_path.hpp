// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** One that the protocol serves to which a target of handle.cpp sends its requests. */
extern const char* const fuzzed_path;

}  // namespace fingerpost
