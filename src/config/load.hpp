// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "config/config_source.hpp"
#include "config/problem.hpp"
#include "config/settings.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** The result of loading a configuration. */
struct Loaded {
  /** Null if there is an error among the problems. */
  std::shared_ptr<const State> state;
  Settings settings;
  /** In the order of the files. */
  Problems problems;
};

/** Reads the file of the source, then every `*.conf` in the folder `conf.d` next to it, in name
    order. Reads everything and reports every problem, whatever the files hold. Without `signs`,
    does not read the files that `sign` names and signs nothing, because only fingerpostd is allowed
    to read the key. Variables count as described at `ConfigSource` and `read_environment`. Throws
    only bad_alloc. */
Loaded load_configuration(const ConfigSource& source, bool signs = true);

/** Does the same for a file, without variables. */
Loaded load_configuration(const std::string& path, bool signs = true);

/** Returns the endpoints of `listen` in the same files, or in its variable if the files have none.
    Reads no other setting and no further file, so it is fast and errors elsewhere in the files do
    not matter. If a file cannot be read, adds the reason to the problems. */
std::vector<Endpoint> find_listen(const ConfigSource& source, Problems& problems);

}  // namespace fingerpost
