// SPDX-License-Identifier: MIT
#include "command/network_options.hpp"

#include <fmt/format.h>

#include "base/file.hpp"

namespace fingerpost {

namespace {

bool holds_certificates(const std::string& file) {
  const auto content = read_file(file);
  return content && content->find("-----BEGIN ") != content->npos;
}

}  // namespace

std::string read_network_options(const NetworkOptions& options, Resolver& resolver,
                                 FetchSettings& settings) {
  if (!options.resolver.empty()) {
    const auto parsed = Resolver::parse(options.resolver);
    if (!parsed)
      return fmt::format(
          "--resolver: \"{}\" is not an address (192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:5353)",
          options.resolver);
    resolver = *parsed;
  }
  if (!options.ca.empty() && !holds_certificates(options.ca))
    return fmt::format("--ca: {} contains no certificate or cannot be read", options.ca);
  settings.ca = options.ca;
  return {};
}

}  // namespace fingerpost
