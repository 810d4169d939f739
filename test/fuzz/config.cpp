// SPDX-License-Identifier: MIT
#include "config/load.hpp"
#include "memory_file.hpp"
#include "target.hpp"

using namespace fingerpost;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file(as_text(data, size));
  const Loaded loaded = load_configuration(file.path());
  expect(loaded.state || !loaded.problems.empty(), "a refusal has a reason");
  return 0;
}
