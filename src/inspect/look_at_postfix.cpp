// SPDX-License-Identifier: MIT
#include <iterator>

#include "inspect/inspector.hpp"
#include "inspect/postfix_domains.hpp"
#include "inspect/postfix_host.hpp"
#include "inspect/postfix_settings.hpp"
#include "inspect/postfix_submission.hpp"
#include "inspect/program.hpp"

namespace fingerpost {

namespace {

using Answer = tl::expected<PostfixSettings, std::string>;

Answer ask(const std::string& postconf) {
  std::vector<std::string> parameters = {"-x"};
  parameters.insert(parameters.end(), std::begin(PostfixSettings::parameters),
                    std::end(PostfixSettings::parameters));
  const auto main = output_of(postconf, parameters);
  if (!main) return tl::make_unexpected(main.error());
  const auto services = output_of(postconf, {"-M"});
  if (!services) return tl::make_unexpected(services.error());
  const auto options = output_of(postconf, {"-Px"});
  if (!options) return tl::make_unexpected(options.error());
  return PostfixSettings(*main, *services, *options);
}

}  // namespace

Findings look_at_postfix(const InspectSettings&, const Inspection&) {
  Findings findings;
  const std::string postconf = find_program("postconf");
  if (postconf.empty()) return findings;
  const Answer settings = ask(postconf);
  if (!settings) {
    findings.remarks.push_back("cannot read Postfix's configuration: " + settings.error());
    return findings;
  }
  add_mail_host(*settings, findings);
  add_mailbox_domains(*settings, findings);
  add_login_maps(*settings, findings);
  add_submission(*settings, findings);
  return findings;
}

}  // namespace fingerpost
