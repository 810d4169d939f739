// SPDX-License-Identifier: MIT
#include "mapd/host_addresses.hpp"

#include <netdb.h>

#include <condition_variable>
#include <cstring>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

#include "base/free.hpp"
#include "base/ip_address.hpp"
#include "base/text.hpp"

namespace fingerpost {

namespace {

/** Resolves the host without a time limit. */
std::vector<HostAddress> addresses_of(const std::string& host, const std::string& port, int flags) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* first = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &first) != 0) return {};
  const std::unique_ptr<addrinfo, Free<freeaddrinfo>> owner(first);
  std::vector<HostAddress> found;
  for (const addrinfo* one = first; one; one = one->ai_next) {
    if (one->ai_addrlen > sizeof(sockaddr_storage)) continue;
    HostAddress& address = found.emplace_back();
    std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
    address.size = one->ai_addrlen;
  }
  return found;
}

}  // namespace

struct HostAddresses::Question {
  std::mutex mutex;
  std::condition_variable answered;
  bool done = false;
  std::vector<HostAddress> found = {};
};

HostAddresses::HostAddresses(std::string host, std::uint16_t port)
    : host_(std::move(host)), port_(std::to_string(port)), numeric_(is_ip_address(host_)) {}

std::vector<HostAddress> HostAddresses::find(std::chrono::steady_clock::time_point deadline) {
  if (numeric_) return addresses_of(host_, port_, AI_NUMERICHOST);
  if (!question_) {
    auto question = std::make_shared<Question>();
    try {
      std::thread([question, host = host_, port = port_] {
        std::vector<HostAddress> found;
        try {
          found = addresses_of(host, port, AI_ADDRCONFIG);
        } catch (const std::bad_alloc&) {
          // Treated as a host without addresses.
        }
        const std::lock_guard lock(question->mutex);
        question->found = std::move(found);
        question->done = true;
        question->answered.notify_all();
      }).detach();
    } catch (const std::system_error&) {
      return {};
    }
    question_ = std::move(question);
  }
  std::unique_lock lock(question_->mutex);
  if (!question_->answered.wait_until(lock, deadline, [this] { return question_->done; }))
    return {};
  std::vector<HostAddress> found = std::move(question_->found);
  lock.unlock();
  question_.reset();
  return found;
}

}  // namespace fingerpost
