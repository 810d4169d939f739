// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <iterator>

#include "base/text.hpp"
#include "inspect/inspector.hpp"
#include "inspect/postfix_domains.hpp"
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

void add_name(const PostfixSettings& settings, Findings& findings) {
  const std::string_view text = settings.value("myhostname");
  const auto name = Domain::parse(text);
  if (name && name->parent() && !name->text().ends_with(".localdomain"))
    findings.hosts.push_back({name->text(), "postconf: myhostname"});
  else
    findings.remarks.push_back(
        fmt::format("postconf: myhostname: {} is not a name that clients can find; write the mail "
                    "server's full name, such as mail.example.com",
                    in_quotes(text)));
}

void remark_on_instances(const PostfixSettings& settings, Findings& findings) {
  const std::string_view folders = settings.value("multi_instance_directories");
  if (!folders.empty())
    findings.remarks.push_back(
        fmt::format("postconf: multi_instance_directories: the other instances of Postfix are not "
                    "looked at ({}); add what clients need of them",
                    printable(folders)));
}

}  // namespace

Findings look_at_postfix(const InspectSettings&, const Inspection&) {
  Findings findings;
  const std::string postconf = find_program("postconf");
  if (postconf.empty()) return findings;
  const Answer settings = ask(postconf);
  if (!settings) {
    findings.remarks.push_back(settings.error());
    return findings;
  }
  add_name(*settings, findings);
  add_mailbox_domains(*settings, findings);
  add_login_maps(*settings, findings);
  add_submission(*settings, findings);
  remark_on_instances(*settings, findings);
  return findings;
}

}  // namespace fingerpost
