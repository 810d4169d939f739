// SPDX-License-Identifier: MIT
#include "probe/judge.hpp"

#include "probe/grouping.hpp"

namespace fingerpost {

std::vector<Section> judge(const Survey& survey) {
  std::vector<Section> sections = {judge_dns(survey), judge_certificates(survey)};
  for (Section& section : judge_web(survey)) sections.push_back(std::move(section));
  sections.push_back(judge_mail(survey));
  sections.push_back(judge_ipv6(survey));
  return grouped(std::move(sections));
}

}  // namespace fingerpost
