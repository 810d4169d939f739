// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "inspect/findings.hpp"

/** config-v1.1.xml as web servers deliver it from a file (Mozilla's "Autoconfiguration in
    Thunderbird"). */
namespace fingerpost {

/** Returns the paths of such files in folders and the folders in them, at most five in alphabetical
    order. Follows no link inside them, and gives up after 20,000 files. */
std::vector<std::string> find_published_files(const std::vector<std::string>& folders);

/** Adds what a file tells clients. What it has in a form that no setting has is passed over, as
    `fingerpost import` says more of it; a file of another form is a remark. The content may be
    anything. Throws only bad_alloc. */
void add_published_file(const std::string& path, std::string_view content, Findings& findings);

}  // namespace fingerpost
