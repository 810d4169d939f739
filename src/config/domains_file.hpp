// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/setting.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Describes a problem with a domain. */
struct Remark {
  Problem::Severity severity;
  std::string text;
};

/** Reads the file that `node` names, relative to the file it stands in: a domain a line; what
    follows `;` or `#` is a comment. `add` gets each domain as written, and says what is wrong with
    it, if anything is; that is reported as `PATH:LINE: …` of the file that is read. With `bad-lines
    skip` in the block of `node`, errors are reported as warnings. The catalog, which `add` adds to, is
    told how many domains to expect. */
void read_domains_file(const Node& node, Catalog& catalog,
                       const std::function<std::optional<Remark>(std::string_view)>& add);

/** Appends the settings of `domains-file` to the text; see `list_settings`. */
void list_domains_file_settings(std::string& text);

}  // namespace fingerpost
