// SPDX-License-Identifier: MIT
#include "base/file.hpp"

#include "folder.hpp"

using namespace fingerpost;

TEST_CASE("a file has its limit") {
  const Folder folder;
  const std::string path = folder.write("file", "");
  const std::size_t limit = std::size_t{64} << 20;
  std::filesystem::resize_file(path, limit);
  CHECK(read_file(path).value().size() == limit);
  std::filesystem::resize_file(path, limit + 1);
  CHECK(read_file(path).error() == "is larger than 64 MiB");
  CHECK(read_file("/dev/zero").error() == "is larger than 64 MiB");
  CHECK(read_file((folder.path / "none").string()).error() == "No such file or directory");
}
