// SPDX-License-Identifier: MIT
//
// Checks for each protocol what "To add a protocol" in doc/development.md requires.
#include "protocol/protocol.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

#include "../golden_request.hpp"
#include "base/file.hpp"

namespace fs = std::filesystem;
using namespace fingerpost;

namespace {

const fs::path source_root = SOURCE_ROOT;

std::string text_of(const std::string& file) {
  const auto text = read_file(source_root / file);
  REQUIRE(text.has_value());
  return *text;
}

/** Returns a protocol's name in the form that file names use. */
std::string file_name(const Protocol& protocol) {
  std::string name(protocol.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/** Returns a path that a client could ask for, from one of a protocol's paths. */
std::string asked_path(std::string_view path) {
  const bool open = path.ends_with('*');
  return std::string(path.substr(0, path.size() - open)) + (open ? "ann@example.com" : "");
}

/** Returns the regular expression of paths in a web server's file, which follows `before`. */
std::regex paths_in(const std::string& file, const std::string& before) {
  const std::string text = text_of(file);
  const auto begin = text.find(before);
  REQUIRE(begin != text.npos);
  const auto end = text.find('$', begin);
  return std::regex(text.substr(begin + before.size(), end - begin - before.size()),
                    std::regex::icase);
}

}  // namespace

TEST_CASE("a protocol has a name and paths that no other has") {
  std::set<std::string_view> names;
  for (const Protocol& protocol : all_protocols()) {
    CAPTURE(protocol.name);
    CHECK(names.insert(protocol.name).second);
    for (const std::string_view path : protocol.paths)
      CHECK(find_protocol(asked_path(path)) == &protocol);
  }
}

TEST_CASE("a protocol has golden cases") {
  for (const Protocol& protocol : all_protocols()) {
    const fs::path folder = source_root / "test/golden" / file_name(protocol);
    CAPTURE(folder);
    REQUIRE(fs::is_directory(folder));
    const bool asked = std::any_of(
        fs::directory_iterator(folder), fs::directory_iterator(), [&](const auto& entry) {
          const auto text = read_file(entry.path() / "request");
          return text && find_protocol(GoldenRequest(*text).request.path) == &protocol;
        });
    CHECK(asked);
  }
}

TEST_CASE("a protocol has a fuzz target with a corpus") {
  const std::string targets = text_of("test/fuzz/meson.build");
  for (const Protocol& protocol : all_protocols()) {
    const std::string name = file_name(protocol);
    CAPTURE(name);
    CHECK(fs::exists(source_root / "test/fuzz/corpus" / (name + ".tar.xz")));
    std::smatch row;
    REQUIRE(std::regex_search(targets, row, std::regex("'" + name + "': '(/[^']*)'")));
    CHECK(find_protocol(row[1].str()) == &protocol);
  }
}

TEST_CASE("the web servers' files pass on the paths of every protocol") {
  const std::regex nginx = paths_in("nginx/fingerpost.conf", "\nlocation ~* ^");
  const std::regex apache = paths_in("apache/fingerpost.conf", "\n<LocationMatch \"(?i)^");
  for (const Protocol& protocol : all_protocols())
    for (const std::string_view path : protocol.paths) {
      // Not in these files, because it is the first page of every web site.
      if (path == "/") continue;
      CAPTURE(path);
      CHECK(std::regex_match(asked_path(path), nginx));
      CHECK(std::regex_match(asked_path(path), apache));
    }
}

TEST_CASE("fingerpostd(8) has the name of each protocol in the log") {
  const std::string text = text_of("doc/fingerpostd.8");
  for (const Protocol& protocol : all_protocols()) {
    CAPTURE(protocol.name);
    CHECK(text.find("\n.Ql " + std::string(protocol.name)) != text.npos);
  }
}

TEST_CASE("the web servers' files for the page pass on only its path") {
  const Protocol* const page = find_protocol("/");
  REQUIRE(page);
  CHECK(page->paths.size() == 1);
  CHECK(text_of("nginx/fingerpost-page.conf").find("\nlocation = / {") != std::string::npos);
  CHECK(text_of("apache/fingerpost-page.conf").find("\n<LocationMatch \"^/$\">") !=
        std::string::npos);
}

TEST_CASE("README and doc/clients.md name a path of every protocol") {
  for (const char* const file : {"README.md", "doc/clients.md"}) {
    const std::string text = text_of(file);
    for (const Protocol& protocol : all_protocols()) {
      CAPTURE(file);
      CAPTURE(protocol.name);
      CHECK(std::any_of(protocol.paths.begin(), protocol.paths.end(),
                        [&](std::string_view path) { return text.find(path) != text.npos; }));
    }
  }
}
