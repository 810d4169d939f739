// SPDX-License-Identifier: MIT
#pragma once

namespace fingerpost {

/** The path to which a target of handle.cpp sends its requests: one of its protocol's paths. */
extern const char* const fuzzed_path;

}  // namespace fingerpost
