// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/log.hpp"
#include "config/endpoint.hpp"
#include "config/node.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** The settings of the process. */
struct Settings {
  /** Used only where no socket is handed over. */
  std::vector<Endpoint> listen;
  unsigned threads = 4;
  LogLevel log_level = LogLevel::info;
};

/** What the files read so far add up to. */
struct Configuration {
  Settings settings;
  State state;
  /** Provider key -> the file that defines it. */
  std::unordered_map<std::string, std::string> provider_files = {};
  /** The settings met that may stand only once. */
  std::vector<std::string_view> seen = {};
};

/** Reads one file's settings into `draft`, by the tables in settings.cpp. Problems go to the
    node's. */
void read_settings(const Node& file, Configuration& draft);

}  // namespace fingerpost
