// SPDX-License-Identifier: MIT
//
// golden DIRECTORY [--write]: answers every request under DIRECTORY with the configuration in its
// fingerpost.conf, and compares the result byte for byte with the `answer` file next to the
// request. --write writes missing answers, which must be reviewed before they are committed.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <vector>

#include "base/file.hpp"
#include "config/load.hpp"
#include "golden_request.hpp"
#include "responder/handle.hpp"

namespace fs = std::filesystem;
using namespace fingerpost;

namespace {

std::string render_with_line_feeds(const Response& response) {
  std::string text = fingerpost::render(response);
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(text.find("\r\n\r\n") + 4);
  text.erase(std::remove(text.begin(), end, '\r'), end);
  return text;
}

std::vector<fs::path> cases(const fs::path& directory) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.path().filename() == "request") found.push_back(entry.path().parent_path());
  std::sort(found.begin(), found.end());
  return found;
}

/** Returns the cases whose source is named in the folder's file `origins`: `CASE: SOURCE`, possibly
    continued on lines that begin with spaces. */
std::set<std::string> cases_with_origin(const fs::path& folder) {
  std::set<std::string> names;
  std::ifstream origins(folder / "origins");
  for (std::string line; std::getline(origins, line);) {
    const auto colon = line.find(": ");
    if (line.find_first_of("# ") != 0 && colon != line.npos) names.insert(line.substr(0, colon));
  }
  return names;
}

bool passes(const fs::path& directory, const State& state, bool write) {
  const auto request = read_file(directory / "request");
  const bool has_origin =
      cases_with_origin(directory.parent_path()).count(directory.filename().string()) > 0;
  if (!request || !has_origin) {
    fmt::print("FAILED {}: no request, or no line in origins\n", directory.string());
    return false;
  }
  const std::string answer = render_with_line_feeds(handle(GoldenRequest(*request).request, state));
  const auto expected = read_file(directory / "answer");
  if (!expected && write) {
    std::ofstream(directory / "answer") << answer;
    return true;
  }
  if (expected == answer) return true;
  fmt::print("FAILED {}\nexpected:\n{}\ngot:\n{}\n", directory.string(),
             expected.value_or("(no answer file)"), answer);
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path directory = argc > 1 ? argv[1] : "";
  const bool write = argc > 2 && std::string_view(argv[2]) == "--write";
  const Loaded loaded = load_configuration(directory / "fingerpost.conf");
  for (const Problem& problem : loaded.problems)
    if (problem.severity == Problem::Severity::error) fmt::print("{}\n", describe(problem));
  if (!loaded.state) return 1;

  int passed = 0;
  int failed = 0;
  for (const fs::path& path : cases(directory))
    ++(passes(path, *loaded.state, write) ? passed : failed);
  for (const auto& folder : fs::directory_iterator(directory))
    for (const std::string& name : cases_with_origin(folder))
      if (!fs::exists(folder / fs::path(name) / "request")) {
        fmt::print("FAILED {}: origins names {}, which is not a case\n", folder.path().string(),
                   name);
        ++failed;
      }
  fmt::print("golden: {} passed, {} failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
