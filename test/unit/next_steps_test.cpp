// SPDX-License-Identifier: MIT
#include "setup/next_steps.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fingerpost;

namespace {

bool has(const NewConfiguration& made, std::string_view command) {
  const auto steps = next_steps(made);
  return std::any_of(steps.begin(), steps.end(),
                     [&](const NextStep& step) { return step.command == command; });
}

}  // namespace

TEST_CASE("the commands to run after init") {
  const NewConfiguration made{
      " -c /tmp/a.conf", " --host mail.example.com", {}, false, "example.com"};
  CHECK(next_steps(made).front().command ==
        "fingerpost -c /tmp/a.conf init --write --host mail.example.com");
  CHECK(has(made, "systemctl reload fingerpost"));
  CHECK(has(made, "fingerpost -c /tmp/a.conf dns"));
  CHECK(next_steps(made).back().command == "fingerpost -c /tmp/a.conf probe example.com");
  NewConfiguration in_place = made;
  in_place.in_place = true;
  CHECK(next_steps(in_place).front().command == "systemctl reload fingerpost");
}

TEST_CASE("domains in a database cannot be listed, so they are named") {
  const NewConfiguration made{"", "", {"pgsql:/etc/a.cf"}, true, ""};
  CHECK(has(made, "fingerpost dns DOMAIN"));
  // The web server in this step depends on what is installed here.
  const auto steps = next_steps(made);
  CHECK(std::any_of(steps.begin(), steps.end(), [](const NextStep& step) {
    return step.command.starts_with("fingerpost site ") &&
           step.command.find(" DOMAIN > /etc/") != std::string::npos;
  }));
  CHECK(has(made, "fingerpost probe DOMAIN"));
  const NewConfiguration text{"", "", {"hash:/etc/a"}, true, ""};
  CHECK(has(text, "fingerpost dns"));
  CHECK(has(text, "fingerpost probe DOMAIN"));
}

TEST_CASE("maps that are queried need a restart, so that fingerpostd can create sockets") {
  CHECK(has({"", "", {"socketmap:unix:/run/a:b"}, true, "a"}, "systemctl restart fingerpost"));
  CHECK(
      has({"", "", {"pgsql:/etc/a.cf", "hash:/etc/b"}, true, "a"}, "systemctl restart fingerpost"));
  CHECK(has({"", "", {"hash:/etc/a"}, true, "a"}, "systemctl reload fingerpost"));
  CHECK(has({"", "", {"hash:/etc/a"}, true, "a"}, "fingerpost check --maps"));
  CHECK(!has({"", "", {}, true, "a"}, "fingerpost check --maps"));
}
