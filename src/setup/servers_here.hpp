// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "inspect/findings.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Determines which servers in a configuration are on the inspected mail server: those with one of
    its names or with `%EMAILDOMAIN%` in their host, or all servers if none has its name. */
class ServersHere {
 public:
  ServersHere(const Catalog& catalog, const Inspection& found);

  bool has(const Server& server) const;
  bool has(const Provider& provider) const;

 private:
  bool is_named(const Server& server) const;

  std::vector<std::string> names_;
  bool all_ = false;
};

}  // namespace fingerpost
