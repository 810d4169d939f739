// SPDX-License-Identifier: MIT
#include "server/fcgi_connection.hpp"

#include <utility>

#include "server/fcgi_record.hpp"

namespace fingerpost {

using Verdict = FcgiIntake::Verdict;

FcgiConnection::Next FcgiConnection::next() const noexcept {
  if (!unsent_.empty()) return Next::sending;
  if (verdict_ == Verdict::broken) return Next::close;
  if (ending_) return intake_.is_skipping() ? Next::farewell : Next::close;
  return verdict_ == Verdict::incomplete ? Next::bytes : Next::answer;
}

void FcgiConnection::take(std::string_view bytes) {
  if (!ending_) return look(intake_.take(bytes));
  discarded_ += bytes.size();
  if (discarded_ > FcgiIntake::most_skipped) verdict_ = Verdict::broken;
}

void FcgiConnection::look(Verdict verdict) {
  verdict_ = verdict;
  unsent_ += intake_.take_replies();
}

std::optional<FcgiRequest> FcgiConnection::request() {
  request_memory_ = FcgiRequest::own_memory + intake_.memory();
  auto request = read_request(intake_);
  if (!request) verdict_ = Verdict::broken;
  return request;
}

void FcgiConnection::answer(const FcgiRequest& request, std::string_view cgi, bool last) {
  append_stream(unsent_, FcgiType::output, request.id, cgi);
  // The status of a program (0) and of the protocol (FCGI_REQUEST_COMPLETE).
  append_record(unsent_, FcgiType::end_request, request.id, std::string(8, '\0'));
  request_memory_ = 0;
  ending_ = last || !request.keep;
  if (request.too_large)
    intake_.skip_rest();
  else
    intake_.reset();
  if (!ending_) look(intake_.take({}));
}

void FcgiConnection::sent(std::size_t count) {
  unsent_.erase(0, count);
  // An empty string would keep its memory while the connection is idle.
  if (unsent_.empty()) std::exchange(unsent_, {});
}

bool FcgiConnection::is_unfinished() const noexcept {
  return intake_.has_begun() || is_being_answered() || !unsent_.empty() || ending_;
}

std::size_t FcgiConnection::memory() const noexcept {
  return intake_.memory() + request_memory_ + unsent_.capacity();
}

}  // namespace fingerpost
