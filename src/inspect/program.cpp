// SPDX-License-Identifier: MIT
#include "inspect/program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <thread>

#include "base/error.hpp"
#include "base/fd.hpp"
#include "base/text.hpp"

namespace fingerpost {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view too_long = "took too long";
constexpr std::size_t size_limit = 16 * 1024 * 1024;

/** Standard output or standard error of a program. */
struct Stream {
  Fd reader = Fd();
  Fd writer = Fd();
  std::string text = {};
  bool ended = false;

  Stream() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw Error("pipe: {}", errno_text());
    reader = Fd(ends[0]);
    writer = Fd(ends[1]);
  }

  /** Reads what is available. */
  void read_some() {
    char buffer[8192];
    const ssize_t size = ::read(reader.get(), buffer, sizeof buffer);
    if (size > 0) text.append(buffer, static_cast<std::size_t>(size));
    ended = size == 0 || (size < 0 && errno != EINTR);
  }
};

/** Reads both streams until the program closes them. Returns why it gave up, or an empty string. */
std::string read_all(Stream& out, Stream& err, Clock::time_point deadline) {
  while (!out.ended || !err.ended) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd wanted[] = {{out.ended ? -1 : out.reader.get(), POLLIN, 0},
                       {err.ended ? -1 : err.reader.get(), POLLIN, 0}};
    const int ready = left.count() > 0 ? poll(wanted, 2, static_cast<int>(left.count())) : 0;
    if (ready == 0) return std::string(too_long);
    if (ready < 0 && errno != EINTR) throw Error("poll: {}", errno_text());
    if (ready < 0) continue;
    if (wanted[0].revents) out.read_some();
    if (wanted[1].revents) err.read_some();
    if (std::max(out.text.size(), err.text.size()) > size_limit) return "wrote too much";
  }
  return {};
}

/** Starts the program with these outputs. Returns its process ID, or 0 with `errno` set. */
pid_t start(const std::string& path, const std::vector<std::string>& arguments, const Stream& out,
            const Stream& err) {
  std::vector<char*> words{const_cast<char*>(path.c_str())};
  for (const std::string& argument : arguments)
    words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.writer.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.writer.get(), STDERR_FILENO);
  // A process group of its own, so that its child processes can be killed with it.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t id = 0;
  const int failure = posix_spawn(&id, path.c_str(), &actions, &attributes, words.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  errno = failure;
  return failure ? 0 : id;
}

/** Returns the exit status if the program ends in time. */
std::optional<int> status_of(pid_t id, Clock::time_point deadline) {
  for (int status = 0;;) {
    const pid_t ended = waitpid(id, &status, WNOHANG);
    if (ended == id) return status;
    if ((ended < 0 && errno != EINTR) || Clock::now() >= deadline) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void kill_and_reap(pid_t id) {
  kill(-id, SIGKILL);
  while (waitpid(id, nullptr, 0) < 0 && errno == EINTR) {
  }
}

/** Returns the last line, because programs print the error last, after warnings. */
std::string last_line(std::string_view text) {
  text = trim(text);
  return printable(trim(text.substr(text.rfind('\n') + 1)), 200);
}

}  // namespace

std::string find_program(const std::string& name) {
  const char* const path = std::getenv("PATH");
  const std::string folders = fmt::format("{}:/usr/sbin:/usr/local/sbin:/sbin",
                                          path ? path : "/usr/local/bin:/usr/bin:/bin");
  std::string_view rest = folders;
  while (!rest.empty()) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
    std::string file = fmt::format("{}/{}", folder, name);
    // A relative folder in PATH could belong to anybody.
    if (folder.starts_with('/') && access(file.c_str(), X_OK) == 0) return file;
  }
  return {};
}

tl::expected<std::string, std::string> output_of(const std::string& path,
                                                 const std::vector<std::string>& arguments,
                                                 std::chrono::milliseconds time_limit) {
  const auto deadline = Clock::now() + time_limit;
  Stream out, err;
  const pid_t id = start(path, arguments, out, err);
  if (id == 0) return tl::make_unexpected(fmt::format("{}: {}", path, errno_text()));
  out.writer = Fd();
  err.writer = Fd();
  std::string given_up = read_all(out, err, deadline);
  const auto status = given_up.empty() ? status_of(id, deadline) : std::nullopt;
  if (!status) {
    kill_and_reap(id);
    if (given_up.empty()) given_up = too_long;
    return tl::make_unexpected(fmt::format("{} {}", path, given_up));
  }
  if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0) return std::move(out.text);
  const std::string said = last_line(err.text);
  return tl::make_unexpected(said.empty() ? path + " failed" : said);
}

}  // namespace fingerpost
