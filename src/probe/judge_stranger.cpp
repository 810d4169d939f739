// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "probe/judge.hpp"
#include "probe/plan.hpp"

namespace fingerpost {

namespace {

/** Whether both hosts are in the same registrable domain. */
bool are_related(const std::string& host, const std::string& other) {
  const std::string base = base_domain(host);
  return host == other || (!base.empty() && base == base_domain(other));
}

}  // namespace

std::string stranger_remark(const std::string& host, const Survey& survey) {
  const std::string& domain = survey.settings.domain().text();
  const auto& mx = survey.answer(domain, DnsType::mx).records;
  const bool known =
      survey.settings.state || are_related(host, domain) ||
      std::any_of(mx.begin(), mx.end(),
                  [&](const DnsRecord& record) { return are_related(host, record.data); }) ||
      std::any_of(survey.reference.begin(), survey.reference.end(),
                  [&](const MailServer& server) { return are_related(host, server.host); });
  if (known) return {};
  return fmt::format("{} belongs neither to {} nor to the domain of a mail server", printable(host),
                     domain);
}

}  // namespace fingerpost
