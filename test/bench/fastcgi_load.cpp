// SPDX-License-Identifier: MIT
// The load generator of tools/bench for fingerpostd without a web server.
//
// fastcgi_load SOCKET CONNECTIONS SECONDS FILE: sends the requests in FILE in turn, on CONNECTIONS
// persistent connections with one request at a time each. A request in FILE is its length, as four
// big-endian bytes, and its FastCGI records. Prints the number of requests, the number of answers
// whose status is not 200, the seconds, and the 99th percentile in milliseconds.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

std::size_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

std::vector<std::string> read_questions(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> questions;
  for (std::string_view rest = text; rest.size() > 4;) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | byte_at(rest, i);
    questions.emplace_back(rest.substr(4, length));
    rest.remove_prefix(4 + length);
  }
  if (questions.empty()) throw std::runtime_error("no questions");
  return questions;
}

int connect_to(const char* path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect");
  return fd;
}

class Connection {
 public:
  explicit Connection(const char* path) : fd_(connect_to(path)) {}

  int fd() const { return fd_; }

  void ask(const std::string& question) {
    answer_.clear();
    begin_ = Clock::now();
    if (write(fd_, question.data(), question.size()) != static_cast<ssize_t>(question.size()))
      throw std::runtime_error("cannot write");
  }

  /** Reads the available bytes. Returns whether the answer is complete. */
  bool read_more() {
    std::array<char, 65536> buffer;
    const ssize_t size = read(fd_, buffer.data(), buffer.size());
    if (size <= 0) throw std::runtime_error("the connection was closed");
    answer_.append(buffer.data(), static_cast<std::size_t>(size));
    constexpr std::size_t header = 8;
    constexpr std::size_t end_request = 3;
    for (std::string_view rest = answer_; rest.size() >= header;) {
      const std::size_t length = byte_at(rest, 4) << 8 | byte_at(rest, 5);
      const std::size_t whole = header + length + byte_at(rest, 6);
      if (rest.size() < whole) return false;
      if (byte_at(rest, 1) == end_request) return true;
      rest.remove_prefix(whole);
    }
    return false;
  }

  bool is_good() const { return answer_.find("Status: 200") != answer_.npos; }
  double milliseconds() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin_).count();
  }

 private:
  int fd_;
  std::string answer_;
  Clock::time_point begin_;
};

void run(const char* path, std::size_t number, double seconds, const char* file) {
  const std::vector<std::string> questions = read_questions(file);
  std::size_t next = 0;
  const auto ask = [&](Connection& connection) {
    connection.ask(questions[next++ % questions.size()]);
  };
  const int set = epoll_create1(0);
  std::vector<Connection> connections;
  for (std::size_t i = 0; i < number; ++i) {
    connections.emplace_back(path);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    epoll_ctl(set, EPOLL_CTL_ADD, connections.back().fd(), &event);
  }
  const auto begin = Clock::now();
  const auto end =
      begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  std::vector<double> milliseconds;
  std::size_t errors = 0;
  for (Connection& connection : connections) ask(connection);
  while (Clock::now() < end) {
    std::array<epoll_event, 64> events;
    const int ready = epoll_wait(set, events.data(), static_cast<int>(events.size()), 10'000);
    if (ready <= 0) throw std::runtime_error("no answer");
    for (int i = 0; i < ready; ++i) {
      Connection& connection = connections[events[static_cast<std::size_t>(i)].data.u64];
      if (!connection.read_more()) continue;
      milliseconds.push_back(connection.milliseconds());
      if (!connection.is_good()) ++errors;
      ask(connection);
    }
  }
  const std::chrono::duration<double> took = Clock::now() - begin;
  const auto p99 =
      milliseconds.begin() + static_cast<std::ptrdiff_t>(milliseconds.size() * 99 / 100);
  std::nth_element(milliseconds.begin(), p99, milliseconds.end());
  std::printf("%zu %zu %f %f\n", milliseconds.size(), errors, took.count(),
              milliseconds.empty() ? 0 : *p99);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return EXIT_FAILURE;
  try {
    run(argv[1], std::strtoul(argv[2], nullptr, 10), std::atof(argv[3]), argv[4]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fastcgi_load: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
