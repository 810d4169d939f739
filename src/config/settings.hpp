// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "config/endpoint.hpp"
#include "config/node.hpp"
#include "config/provider.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** The settings of the process. */
struct Settings {
  /** Used only where no socket is handed over. */
  std::vector<Endpoint> listen;
  unsigned threads = 4;
  /** The limit of memory that all unfinished requests hold together, in bytes. */
  std::size_t request_memory = std::size_t{32} << 20;
  LogLevel log_level = LogLevel::info;
};

/** What the files read so far add up to. */
struct Configuration {
  Settings settings;
  State state;
  /** Of what is needed only while files are read: one by one between the providers, it would leave
      holes there when it goes. */
  std::pmr::monotonic_buffer_resource memory = {};
  /** Maps a provider's key to the `FILE:LINE` that defines it. */
  ProviderPlaces provider_places{&memory};
  /** The file that sets `sign`. */
  std::string sign_file = {};
  std::size_t sign_line = 0;
  /** The settings met that may stand only once. */
  std::vector<std::string_view> seen = {};
};

/** Reads one file's settings into `draft`, by the tables in settings.cpp, provider.cpp and
    server.cpp. Problems go to the node's. */
void read_settings(const Node& file, Configuration& draft);

}  // namespace fingerpost
