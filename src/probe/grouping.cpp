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

/** The verdicts that share one cause. */
struct SharedCause {
  /** The verdict that becomes the finding. */
  Verdict* head = nullptr;
  /** The subject of the finding. */
  std::string subject = {};
  std::vector<std::string> subjects = {};
  /** The affected hosts, each once. */
  std::vector<std::string> hosts = {};
};

using SharedCauses = std::map<std::string, SharedCause>;

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end())
    list.push_back(text);
}

SharedCauses collect(std::vector<Section>& sections) {
  SharedCauses causes;
  for (Section& section : sections)
    for (Verdict& verdict : section.verdicts) {
      if (verdict.cause.id.empty() || verdict.summary) continue;
      SharedCause& shared = causes[verdict.cause.id];
      add_once(shared.subjects, verdict.subject);
      add_once(shared.hosts, verdict.cause.host);
      if (!shared.head || shared.head->level < verdict.level) shared.head = &verdict;
    }
  return causes;
}

void replace_hosts(std::string& text, const std::string& hosts) {
  constexpr std::string_view mark = "{hosts}";
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + hosts.size()))
    text.replace(at, mark.size(), hosts);
}

/** Turns the head into the finding for all verdicts. */
void complete(SharedCause& shared) {
  Verdict& head = *shared.head;
  if (shared.subjects.size() > 1) {
    head.affects = std::move(shared.subjects);
    if (!head.cause.title.empty())
      head.subject = head.cause.title;
    else if (shared.hosts.size() > 1)
      head.subject = listed(shared.hosts);
  }
  shared.subject = head.subject;
  const std::string hosts = listed(shared.hosts, shared.hosts.size());
  replace_hosts(head.text, hosts);
  replace_hosts(head.advice, hosts);
}

}  // namespace

std::vector<Section> grouped(std::vector<Section> sections) {
  SharedCauses causes = collect(sections);
  for (auto& [id, shared] : causes) complete(shared);
  for (Section& section : sections) {
    std::vector<Verdict> kept;
    for (Verdict& verdict : section.verdicts) {
      if (const auto found = causes.find(verdict.cause.id); found != causes.end()) {
        if (verdict.summary)
          verdict.because = found->second.subject;
        else if (found->second.head != &verdict)
          continue;
      }
      if (!verdict.advice.empty() && !verdict.clients.empty() && verdict.affects.empty())
        verdict.advice += fmt::format(" (affects {})", verdict.clients);
      kept.push_back(std::move(verdict));
    }
    std::stable_partition(kept.begin(), kept.end(),
                          [](const Verdict& verdict) { return !verdict.affects.empty(); });
    section.verdicts = std::move(kept);
  }
  return sections;
}

std::size_t count_bad(const std::vector<Section>& sections) {
  std::size_t number = 0;
  for (const Section& section : sections)
    for (const Verdict& verdict : section.verdicts)
      number += verdict.level == Level::bad && verdict.because.empty();
  return number;
}

}  // namespace fingerpost
