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
  /** Used only where no socket is handed over. */
  std::vector<Endpoint> listen;
  unsigned threads = {};
  /** The limit of memory that all unfinished requests hold together, in bytes. */
  std::size_t request_memory = {};
  LogLevel log_level = {};
  LogFormat log_format = {};
  /** Where fingerpost-mapd listens. */
  std::string maps_socket = {};
  /** The limit of memory that the answers of maps hold together, in bytes. */
  std::size_t maps_memory = {};
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
  /** Whether the files that `sign` names are read. */
  bool signs = true;
  /** The file that sets `sign`. */
  std::string sign_file = {};
  std::size_t sign_line = 0;
  /** The settings met in any file. */
  SeenWords seen = {};
};

/** Reads one file's settings into `draft`, by the tables in settings.cpp, provider_block.cpp and
    server_block.cpp. Problems go to the node's. If no more files follow, what none has set gets its
    default. */
void read_settings(const Node& file, Configuration& draft, bool more_follow);

/** Returns what describes the settings of the process: those outside of a provider. */
std::span<const SettingInfo> process_settings() noexcept;

/** Returns a line for each setting, as `fingerpostd --settings` prints it. */
std::string list_settings();

}  // namespace fingerpost
