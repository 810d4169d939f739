// SPDX-License-Identifier: MIT
#include "setup/proposal.hpp"

namespace fingerpost {

Proposal propose(const InspectSettings&, const Inspection&) {
  return {};
}

}  // namespace fingerpost
