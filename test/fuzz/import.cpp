// SPDX-License-Identifier: MIT
#include "import/import.hpp"

#include "base/text.hpp"
#include "config/load.hpp"
#include "memory_file.hpp"
#include "target.hpp"

using namespace fingerpost;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file(as_text(data, size));
  const std::string path = file.path();
  const std::string domain = "named.example";
  const Imported imported = import_files({&path, 1}, {&domain, 1});
  const Loaded loaded = load_configuration(MemoryFile(imported.configuration).path());
  expect(imported.providers == 0 || loaded.state, "the imported configuration can be loaded");
  expect(imported.without_domain == 0, "the given domain is used");
  std::string lines = imported.configuration;
  std::erase(lines, '\n');
  expect(without_invisible(lines) == lines, "all output is visible text");
  for (const auto* const texts : {&imported.warnings, &imported.refusals})
    for (const std::string& text : *texts)
      expect(without_invisible(text) == text, "all messages are visible text");
  // Without a domain, the configuration may still need one.
  const Imported awaited = import_files({&path, 1});
  const Loaded found = load_configuration(MemoryFile(awaited.configuration).path());
  expect(awaited.providers == 0 || awaited.without_domain > 0 || found.state,
         "the imported configuration can be loaded");
  return 0;
}
