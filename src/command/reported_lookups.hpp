// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "lookup/patient_lookups.hpp"
#include "model/serving.hpp"

namespace fingerpost {

/** Lookups for a subcommand, which wait for each answer. Print on standard error why a map failed,
    once for each map. */
class ReportedLookups final : public Lookups {
 public:
  ReportedLookups();
  MapAnswer look_up(const Map& map, std::string_view key) override;

 private:
  PatientLookups lookups_;
  std::set<const Map*> failed_;
};

/** Returns the reason why a map failed, with advice if fingerpost-mapd did not answer. */
std::string describe_failure(const Map& map, std::string_view reason);

/** Prints on standard error why a domain has no provider. */
void complain_of_no_provider(const Domain& domain, const Serving& serving);

}  // namespace fingerpost
