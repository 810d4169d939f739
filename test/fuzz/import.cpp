// SPDX-License-Identifier: MIT
#include "import/import.hpp"

#include "config/load.hpp"
#include "memory_file.hpp"
#include "target.hpp"

using namespace fingerpost;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file(as_text(data, size));
  const std::string path = file.path();
  const Imported imported = import_files({&path, 1});
  const Loaded loaded = load_configuration(MemoryFile(imported.configuration).path());
  expect(imported.providers == 0 || loaded.state, "what was imported can be loaded");
  return 0;
}
