// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** Returns all nodes of a document in order, read by libxml2 without a network and without
    expanding entities: the depth, kind, name with namespace, and text of each, including white
    space. This represents the entire tree. Empty if libxml2 has any complaint. */
std::vector<std::string> xml_nodes(std::string_view document);

}  // namespace fingerpost
