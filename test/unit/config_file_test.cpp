// SPDX-License-Identifier: MIT
#include "setup/config_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.hpp"
#include "folder.hpp"
#include "setup/sample.hpp"

using namespace fingerpost;

namespace {

/** Installs a configuration. Returns the content of the file afterwards, or the error. */
std::string after(const std::string& path, const std::string& configuration) {
  const auto placed = put_in_place(path, configuration);
  return placed ? *read_file(path) : placed.error();
}

unsigned mode_of(const std::string& path) {
  struct stat there = {};
  return stat(path.c_str(), &there) == 0 ? there.st_mode & 07777U : 0;
}

}  // namespace

TEST_CASE(
    "a configuration is put in place over nothing, the sample, and what was put there before") {
  const Folder folder;
  const std::string path = (folder.path / "fingerpost.conf").string();
  CHECK(after(path, "one\n").ends_with("\none\n"));
  CHECK(mode_of(path) == 0644);
  CHECK(chmod(path.c_str(), 0640) == 0);
  CHECK(after(path, "two\n").ends_with("\ntwo\n"));
  CHECK(mode_of(path) == 0640);
  folder.write("fingerpost.conf", sample_configuration);
  CHECK(after(path, "three\n").ends_with("\nthree\n"));
  folder.write("fingerpost.conf", "");
  CHECK(after(path, "four\n").ends_with("\nfour\n"));
}

TEST_CASE("an administrator's work is not replaced") {
  const Folder folder;
  const std::string path = (folder.path / "fingerpost.conf").string();
  const std::string own = after(path, "one\n");
  for (const std::string& text : {std::string("mine\n"), own + "; mine\n", "; mine\n" + own,
                                  std::string(sample_configuration) + "; mine\n", "one\n" + own}) {
    folder.write("fingerpost.conf", text);
    CHECK(after(path, "two\n").find("was changed by hand, so it is not replaced") !=
          std::string::npos);
    CHECK(read_file(path) == text);
  }
}

TEST_CASE("a symbolic link stays one, and a dangling link or missing folder is reported") {
  const Folder folder;
  const std::string path = (folder.path / "link.conf").string();
  folder.write("real.conf", "");
  REQUIRE(symlink((folder.path / "real.conf").c_str(), path.c_str()) == 0);
  CHECK(after(path, "one\n").ends_with("\none\n"));
  struct stat there = {};
  CHECK(lstat(path.c_str(), &there) == 0);
  CHECK(S_ISLNK(there.st_mode));
  std::filesystem::remove(folder.path / "real.conf");
  CHECK(put_in_place(path, "one\n").error() == path + " is a dangling symbolic link; remove it");
  CHECK(lstat(path.c_str(), &there) == 0);
  CHECK(S_ISLNK(there.st_mode));
  CHECK(put_in_place((folder.path / "missing/fingerpost.conf").string(), "one\n")
            .error()
            .ends_with("No such file or directory"));
}
