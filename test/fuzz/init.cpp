// SPDX-License-Identifier: MIT
//
// The input of init: output of the mail server's programs, and a file that is published now. Form
// feeds separate the output of `doveconf -n` and `doveconf`, the files that those name, the output
// of `postconf -x`, `-M` and `-Px`, and config-v1.1.xml.
#include <array>

#include "base/text.hpp"
#include "config/load.hpp"
#include "inspect/dovecot_settings.hpp"
#include "inspect/postfix_submission.hpp"
#include "inspect/published_file.hpp"
#include "memory_file.hpp"
#include "setup/proposal.hpp"
#include "target.hpp"

using namespace fingerpost;

namespace {

std::array<std::string_view, 7> parts_of(std::string_view text) {
  std::array<std::string_view, 7> parts;
  for (std::string_view& part : parts) {
    part = text.substr(0, text.find('\f'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
  return parts;
}

Findings postfix(const PostfixSettings& settings) {
  Findings findings{"postconf", Standing::configured};
  add_submission(settings, findings);
  return findings;
}

Findings published(std::string_view content) {
  Findings findings{"files", Standing::published};
  add_published_file("config-v1.1.xml", content, findings);
  return findings;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parts = parts_of(as_text(data, size));
  const DovecotFiles files = [&](const std::string&) { return std::string(parts[2]); };
  Findings dovecot =
      dovecot_findings({read_doveconf(parts[0]), read_doveconf(parts[1])}, files, false);
  dovecot.source = "doveconf";
  const Inspection found = {postfix(PostfixSettings(parts[3], parts[4], parts[5])), dovecot,
                            published(parts[6])};
  const Proposal proposal = propose({.domains = {*Domain::parse("example.com")}}, found);
  const Loaded loaded = load_configuration(MemoryFile(proposal.configuration).path());
  expect(!proposal.complete || loaded.state, "the output of init can be loaded");
  std::string lines = proposal.configuration;
  std::erase(lines, '\n');
  expect(without_invisible(lines) == lines, "all output is visible text");
  for (const std::string& remark : proposal.remarks)
    expect(without_invisible(remark) == remark, "all messages are visible text");
  return 0;
}
