// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/setting.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** A problem with a domain. */
struct Remark {
  Problem::Severity severity;
  std::string text;
};

/** Reads the file that `node` names, relative to the file of `node`: one domain a line, with
    comments after `;` or `#`. Passes each domain as written to `add`, which adds it to the catalog
    and returns the problem with it, if any. Problems are reported as `PATH:LINE: …` of the file
    that is read. With `bad-lines skip` in the block of `node`, errors become warnings. Tells the
    catalog how many domains to expect. */
void read_domains_file(const Node& node, Catalog& catalog,
                       const std::function<std::optional<Remark>(std::string_view)>& add);

/** Appends the settings of `domains-file` to the text; see `list_settings`. */
void list_domains_file_settings(std::string& text);

}  // namespace fingerpost
