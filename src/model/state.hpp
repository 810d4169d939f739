// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "model/catalog.hpp"

namespace fingerpost {

/** All that an answer depends on besides the request: one generation of the configuration. Never
    changes once it serves; a reload makes a new one. */
struct State {
  Catalog catalog;
  /** `autodiscover-url`: where clients are sent for the POX settings; empty for "the host they
      asked". */
  std::string autodiscover_url;
};

}  // namespace fingerpost
