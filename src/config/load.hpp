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

/** What loading a configuration came to. */
struct Loaded {
  /** Null if there is an error among the problems. */
  std::shared_ptr<const State> state;
  Settings settings;
  /** In the order of the files. */
  Problems problems;
};

/** Reads the file of the source, then every `*.conf` of the folder `conf.d` beside it in name order. Whatever the
    files hold, all of it is read and every problem reported; throws nothing but bad_alloc. Without
    `signs`, the files that `sign` names are not read, and nothing is signed: only who signs may
    read the key. Variables count as `ConfigSource` and `read_environment` say. */
Loaded load_configuration(const ConfigSource& source, bool signs = true);

/** Does the same for a file, without variables. */
Loaded load_configuration(const std::string& path, bool signs = true);

/** Returns the endpoints that `listen` names in the same files, or else in its variable, as far as they can be read. Reads
    no other setting and no file that one names, so it is fast, and a mistake elsewhere in the files
    does not matter. What keeps a file from being read is added to the problems. */
std::vector<Endpoint> find_listen(const ConfigSource& source, Problems& problems);

}  // namespace fingerpost
