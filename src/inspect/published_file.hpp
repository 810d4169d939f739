// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "inspect/findings.hpp"

/** Finds and reads config-v1.1.xml files that web servers deliver (Mozilla's "Autoconfiguration in
    Thunderbird"). */
namespace fingerpost {

/** Returns the paths of such files in the folders and their subfolders, at most five, in
    alphabetical order. Does not follow symbolic links inside them, and stops after 20,000
    entries. */
std::vector<std::string> find_published_files(const std::vector<std::string>& folders);

/** Adds the settings in a file. Skips values that no setting can express, because `fingerpost
    import` reports them. A file of another format adds a remark. The content may be anything.
    Throws only bad_alloc. */
void add_published_file(const std::string& path, std::string_view content, Findings& findings);

}  // namespace fingerpost
