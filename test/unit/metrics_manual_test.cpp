// SPDX-License-Identifier: MIT
//
// Compares the list of metrics in fingerpostd(8) with the program's output.
#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "base/file.hpp"
#include "report/metrics.hpp"

using namespace fingerpost;

namespace {

using Names = std::set<std::string>;

/** Returns the names in a metric's labels, `{map="a",result="b"}`, in the manual's form,
    `{map,result}`. Leaves out the label of a bucket. */
std::string label_names(const std::string& labels) {
  static const std::regex label(R"re(([a-z]+)="[^"]*")re");
  std::string names = std::regex_replace(labels, label, "$1");
  return names == "{le}" ? "" : names;
}

/** Returns the metrics of a text in Prometheus's format. Each has a TYPE and a HELP line, and at
    least one sample. */
Names metrics_of(const std::string& text) {
  static const std::regex metric(R"(# TYPE (\w+) \w+\n# HELP .*\n\w+(\{.*\})? )");
  Names names;
  for (std::sregex_iterator found(text.begin(), text.end(), metric), end; found != end; ++found)
    names.insert((*found)[1].str() + label_names((*found)[2]));
  return names;
}

std::string manual() {
  const auto text = read_file(std::filesystem::path(SOURCE_ROOT) / "doc/fingerpostd.8");
  REQUIRE(text.has_value());
  return *text;
}

Names names_in(const std::string& text) {
  static const std::regex item(R"(\n\.It Li (\w+_\S+))");
  Names names;
  for (std::sregex_iterator found(text.begin(), text.end(), item), end; found != end; ++found)
    CHECK(names.insert((*found)[1]).second);
  return names;
}

/** The metric that has no sample, because nothing is signed here. */
const std::string of_signer = "fingerpost_signing_certificate_expiry_timestamp_seconds";

}  // namespace

TEST_CASE("the manual lists the metrics that the program prints, with their labels") {
  const Counts counts;
  const State state;
  const std::string text = write_metrics({.counts = counts,
                                          .state = state,
                                          .connections = 0,
                                          .waiting = 0,
                                          .request_memory = 0,
                                          .request_memory_limit = 0,
                                          .maps = {{"texthash:a", true, "", {}}},
                                          .cache_entries = 0,
                                          .cache_memory = 0,
                                          .cache_memory_limit = 0},
                                         MetricsFormat::prometheus);
  REQUIRE(text.find("\n# TYPE " + of_signer + " gauge\n") != text.npos);
  Names printed = metrics_of(text);
  CHECK(printed.size() > 20);
  CHECK(printed.insert(of_signer).second);
  CHECK(printed == names_in(manual()));
}

TEST_CASE("the manual has every outcome and protocol") {
  const std::string text = manual();
  for (const std::string_view outcome : outcome_words)
    CHECK_MESSAGE(text.find("\n.Ql " + std::string(outcome)) != text.npos, outcome);
  for (const Protocol& protocol : all_protocols())
    CHECK_MESSAGE(text.find("\n.Ql " + std::string(protocol.name)) != text.npos, protocol.name);
}
