// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "inspect/findings.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Tells which servers of a configuration are on the mail server that was looked at: those that have
    one of its names or `%EMAILDOMAIN%` in theirs, or all if none has its name. */
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
