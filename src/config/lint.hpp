// SPDX-License-Identifier: MIT
#pragma once

#include "config/node.hpp"
#include "model/provider.hpp"

namespace fingerpost {

/** Warns, at `node`, of what is legal but will bite, and says which client is bitten. */
void lint(const Node& node, const Provider& provider);

}  // namespace fingerpost
