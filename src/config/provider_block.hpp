// SPDX-License-Identifier: MIT
#pragma once

#include <memory_resource>
#include <span>
#include <string>
#include <unordered_map>

#include "config/setting.hpp"
#include "model/catalog.hpp"

namespace fingerpost {

/** Maps a provider's key to the `FILE:LINE` where it begins. */
using ProviderPlaces = std::pmr::unordered_map<std::pmr::string, std::pmr::string>;

/** Reads a `provider` block, whose node is named, into a new provider of the catalog. Adds
    everything that it can read, even if the block has errors. If another provider has the same
    domain, the error also names that provider's place. */
void read_provider(const Node& node, Catalog& catalog, const ProviderPlaces& places);

/** Returns the descriptions of a provider's settings. */
std::span<const SettingInfo> provider_settings() noexcept;

/** Appends the settings of a provider and of the blocks in it to the text; see `list_settings`. */
void list_provider_settings(std::string& text);

}  // namespace fingerpost
