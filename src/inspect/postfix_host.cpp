// SPDX-License-Identifier: MIT
#include "inspect/postfix_host.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace fingerpost {

namespace {

void add_name(const PostfixSettings& settings, Findings& findings) {
  const std::string_view text = settings.value("myhostname");
  const auto name = Domain::parse(text);
  if (name && name->parent() && !name->text().ends_with(".localdomain"))
    findings.hosts.push_back({name->text(), "postconf: myhostname"});
  else
    findings.remarks.push_back(
        fmt::format("postconf: myhostname: {} is not a name that clients can find; set it to the "
                    "mail server's full name, such as mail.example.com",
                    in_quotes(text)));
}

void remark_on_instances(const PostfixSettings& settings, Findings& findings) {
  const std::string_view folders = settings.value("multi_instance_directories");
  if (!folders.empty())
    findings.remarks.push_back(
        fmt::format("postconf: multi_instance_directories: other instances of Postfix are not "
                    "inspected ({}); add their domains and servers yourself",
                    printable(folders)));
}

}  // namespace

void add_mail_host(const PostfixSettings& settings, Findings& findings) {
  add_name(settings, findings);
  remark_on_instances(settings, findings);
}

}  // namespace fingerpost
