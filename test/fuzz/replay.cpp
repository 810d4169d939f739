// SPDX-License-Identifier: MIT
//
// TARGET FILE|FOLDER…: runs a target with every given file, as libFuzzer would, in builds without
// libFuzzer. A failed check ends the program; the last line names the input.
#include <filesystem>

#include "base/file.hpp"
#include "target.hpp"

namespace fs = std::filesystem;

namespace {

void replay(const fs::path& path) {
  const auto input = fingerpost::read_file(path.string());
  fingerpost::expect(input.has_value(), "the input can be read");
  std::fprintf(stderr, "%s\n", path.c_str());
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input->data()), input->size());
}

}  // namespace

int main(int argc, char** argv) {
  int inputs = 0;
  for (int i = 1; i < argc; ++i) {
    if (fs::is_regular_file(argv[i])) {
      ++inputs;
      replay(argv[i]);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(argv[i]))
      if (entry.is_regular_file()) {
        ++inputs;
        replay(entry.path());
      }
  }
  std::printf("inputs: %d\n", inputs);
  return inputs > 0 ? 0 : 1;
}
