// SPDX-License-Identifier: MIT
#include "probe/grouping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "base/text.hpp"

namespace fingerpost {

namespace {

using Level = Verdict::Level;

/** All verdicts with one cause. */
struct SharedCause {
  /** The finding that represents all of them. */
  const Verdict* head = nullptr;
  /** The subject of the finding, once it is known. */
  std::string subject = {};
  std::vector<std::string> subjects = {};
  /** Hosts, each once. */
  std::vector<std::string> hosts = {};
};

using SharedCauses = std::map<std::string, SharedCause, std::less<>>;

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end())
    list.push_back(text);
}

SharedCauses collect(std::vector<Section>& sections) {
  SharedCauses groups;
  for (Section& section : sections)
    for (Verdict& verdict : section.verdicts) {
      if (verdict.cause.id.empty() || verdict.summary) continue;
      SharedCause& group = groups[verdict.cause.id];
      add_once(group.subjects, verdict.subject);
      add_once(group.hosts, verdict.cause.host);
      if (!group.head || group.head->level < verdict.level) group.head = &verdict;
    }
  return groups;
}

void replace_hosts(std::string& text, const std::string& hosts) {
  constexpr std::string_view mark = "{hosts}";
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + hosts.size()))
    text.replace(at, mark.size(), hosts);
}

void complete(SharedCause& group, Verdict& head) {
  if (group.subjects.size() > 1) {
    head.affects = std::move(group.subjects);
    if (!head.cause.title.empty())
      head.subject = head.cause.title;
    else if (group.hosts.size() > 1)
      head.subject = listed(group.hosts);
  }
  group.subject = head.subject;
  const std::string hosts = listed(group.hosts, group.hosts.size());
  replace_hosts(head.text, hosts);
  replace_hosts(head.advice, hosts);
}

/** Whether the finding of the same cause covers the verdict. */
bool is_joined(const Verdict& verdict, const SharedCauses& groups) {
  const auto found = groups.find(verdict.cause.id);
  return found != groups.end() && !verdict.summary && found->second.head != &verdict;
}

void explain(Verdict& summary, const SharedCauses& groups) {
  const auto found = groups.find(summary.cause.id);
  if (found != groups.end()) summary.because = found->second.subject;
}

}  // namespace

std::vector<Section> grouped(std::vector<Section> sections) {
  SharedCauses groups = collect(sections);
  for (Section& section : sections)
    for (Verdict& verdict : section.verdicts)
      if (const auto own = groups.find(verdict.cause.id);
          own != groups.end() && own->second.head == &verdict)
        complete(own->second, verdict);
  std::vector<Section> result;
  for (Section& section : sections) {
    std::vector<Verdict> kept;
    for (Verdict& verdict : section.verdicts) {
      if (is_joined(verdict, groups)) continue;
      if (verdict.summary) explain(verdict, groups);
      if (!verdict.advice.empty() && !verdict.clients.empty() && verdict.affects.empty())
        verdict.advice += fmt::format(" (asked by {})", verdict.clients);
      kept.push_back(std::move(verdict));
    }
    std::stable_partition(kept.begin(), kept.end(),
                          [](const Verdict& verdict) { return !verdict.affects.empty(); });
    result.push_back({std::move(section.title), std::move(kept)});
  }
  return result;
}

std::size_t count_bad(const std::vector<Section>& sections) {
  std::size_t number = 0;
  for (const Section& section : sections)
    for (const Verdict& verdict : section.verdicts)
      number += verdict.level == Level::bad && verdict.because.empty();
  return number;
}

}  // namespace fingerpost
