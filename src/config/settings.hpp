// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/endpoint.hpp"
#include "base/log.hpp"
#include "config/provider_block.hpp"
#include "config/setting.hpp"
#include "model/state.hpp"

namespace fingerpost {

/** The settings of the process; the table in settings.cpp has the defaults. */
struct Settings {
  /** Used only if no socket is inherited. */
  std::vector<Endpoint> listen;
  unsigned threads = {};
  /** The limit of memory for all unfinished requests together, in bytes. */
  std::size_t request_memory = {};
  LogLevel log_level = {};
  LogFormat log_format = {};
  /** The socket of fingerpost-mapd. */
  std::string maps_socket = {};
  /** The limit of memory for all cached answers of maps together, in bytes. */
  std::size_t maps_memory = {};
};

/** The configuration from all files read so far. */
struct Configuration {
  Settings settings;
  State state;
  /** An arena for data that is needed only while files are read. On the heap between the providers,
      it would leave holes when it is freed. */
  std::pmr::monotonic_buffer_resource memory = {};
  /** Maps a provider's key to the `FILE:LINE` that defines it. */
  ProviderPlaces provider_places{&memory};
  /** Whether the files that `sign` names are read. */
  bool signs = true;
  /** The file that sets `sign`. */
  std::string sign_file = {};
  std::size_t sign_line = 0;
  /** The settings seen in any file. */
  SeenWords seen = {};
};

/** Reads one file's settings into `draft`, by the tables in settings.cpp, provider_block.cpp and
    server_block.cpp. Adds problems to those of the node. If no more files follow, sets the defaults
    of all settings that no file has set. */
void read_settings(const Node& file, Configuration& draft, bool more_follow);

/** Returns the descriptions of the process's settings: those outside a provider. */
std::span<const SettingInfo> process_settings() noexcept;

/** Returns a line for each setting, as `fingerpostd --settings` prints it. */
std::string list_settings();

}  // namespace fingerpost
