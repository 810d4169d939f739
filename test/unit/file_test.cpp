// SPDX-License-Identifier: MIT
#include "base/file.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fd.hpp"
#include "folder.hpp"

using namespace fingerpost;

TEST_CASE("a file has a size limit") {
  const Folder folder;
  const std::string path = folder.write("file", "");
  const std::size_t limit = std::size_t{64} << 20;
  std::filesystem::resize_file(path, limit);
  CHECK(read_file(path).value().size() == limit);
  std::filesystem::resize_file(path, limit + 1);
  CHECK(read_file(path).error() == "is larger than 64 MiB");
  CHECK(read_file((folder.path / "none").string()).error() == "No such file or directory");
}

TEST_CASE("only regular files are read, and no other kind blocks") {
  const Folder folder;
  const auto error = [](const std::string& path) { return read_file(path).error(); };
  CHECK(error(folder.path.string()) == "Is a directory");
  CHECK(error("/dev/zero") == "is a device, not a regular file");
  CHECK(error("/dev/null") == "is a device, not a regular file");
  const std::string pipe = (folder.path / "pipe").string();
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(error(pipe) == "is a named pipe, not a regular file");
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  const std::string socket_path = (folder.path / "socket").string();
  socket_path.copy(address.sun_path, sizeof address.sun_path - 1);
  const Fd socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  REQUIRE(bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  CHECK(error(socket_path) == "is a socket, not a regular file");
}

TEST_CASE("a link to a regular file is one") {
  const Folder folder;
  std::filesystem::create_symlink(folder.write("file", "text"), folder.path / "link");
  CHECK(read_file((folder.path / "link").string()).value() == "text");
}

TEST_CASE("an inherited pipe is read to its end") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  REQUIRE(write(writing.get(), "text", 4) == 4);
  writing = Fd();
  CHECK(read_file("/dev/fd/" + std::to_string(reading.get())).value() == "text");
}
