// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "lookup/patient_lookups.hpp"
#include "model/serving.hpp"

namespace fingerpost {

/** Looks up for a subcommand, which waits for each answer. Says on standard error, once for each
    map, that a map failed, and why. */
class ReportedLookups final : public Lookups {
 public:
  ReportedLookups();
  MapAnswer look_up(const Map& map, std::string_view key) override;

 private:
  PatientLookups lookups_;
  std::set<const Map*> failed_;
};

/** Returns a reason why a map failed, with advice if fingerpost-mapd does not answer. */
std::string describe_failure(const Map& map, std::string_view reason);

/** Says on standard error why a domain has no provider. */
void complain_of_no_provider(const Domain& domain, const Serving& serving);

}  // namespace fingerpost
