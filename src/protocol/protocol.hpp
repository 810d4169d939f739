// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** A way in which clients ask. */
struct Protocol {
  /** As in log lines. */
  std::string_view name;
  /** Compared without case: Exchange's paths come in every spelling. An asterisk at the end stands
      for anything. */
  std::span<const std::string_view> paths;
  /** The methods served, in the form of an Allow header; `*` for any. */
  std::string_view methods;
  /** The whole protocol, on the terms of handle(). */
  Response (*answer)(const Request& request, const State& state);
};

/** The protocol that serves a path, else null. */
const Protocol* find_protocol(std::string_view path);

}  // namespace fingerpost
