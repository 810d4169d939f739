// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/catalog.hpp"
#include "model/lookup.hpp"

namespace fingerpost {

/** A catalog with maps and their answers. */
struct TestMaps : Lookups {
  Catalog catalog;
  /** All lookups so far, each as `TABLE KEY`. */
  std::vector<std::string> asked;

  /** Returns the provider with this name; adds it if there is none. */
  Provider& provider(std::string_view key) {
    for (const auto& provider : catalog.providers())
      if (provider->key == key) return *provider;
    return catalog.add_provider(std::string(key));
  }
  void list(std::string_view key, std::string_view domain) {
    CHECK_FALSE(catalog.add_domain(*DomainPattern::parse(domain), provider(key)));
  }
  const Map& add_map(std::string_view table) {
    return catalog.add_map({.type = &map_types[4],
                            .text = fmt::format("socketmap:unix:/run/maps:{}", table),
                            .socket = "/run/maps",
                            .table = std::string(table)});
  }
  const Map& add_domain_map(std::string_view table, std::string_view key) {
    const Map& map = add_map(table);
    CHECK_FALSE(catalog.add_domain_map(map, provider(key)));
    return map;
  }

  void set(const Map& map, std::string_view key, std::string_view value) {
    values_[{&map, std::string(key)}] = value;
  }
  /** Makes a map fail, or its answers pending, for every key without a value. */
  void fail(const Map& map) { others_[&map] = MapAnswer::Kind::failed; }
  void wait(const Map& map) { others_[&map] = MapAnswer::Kind::pending; }

  MapAnswer look_up(const Map& map, std::string_view key) override {
    asked.push_back(fmt::format("{} {}", map.table, key));
    const auto other = others_.find(&map);
    if (other != others_.end()) return {other->second};
    const auto found = values_.find({&map, std::string(key)});
    if (found == values_.end()) return {};
    // It lives until the next lookup, and no longer.
    value_ = std::make_unique<std::string>(found->second);
    return {MapAnswer::Kind::found, *value_};
  }

 private:
  std::map<std::pair<const Map*, std::string>, std::string> values_;
  std::map<const Map*, MapAnswer::Kind> others_;
  std::unique_ptr<std::string> value_;
};

}  // namespace fingerpost
