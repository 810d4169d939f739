// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fingerpost {

/** All nodes of a document in its order, as libxml2 reads it without a network and without
    expanding entities: depth, kind, name with namespace, and text of each, white space included.
    That is the whole tree. Empty where libxml2 has any complaint. */
std::vector<std::string> xml_nodes(std::string_view document);

}  // namespace fingerpost
