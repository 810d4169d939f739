// SPDX-License-Identifier: MIT
#include "server/fcgi_reply.hpp"

#include "server/fcgi_record.hpp"

namespace fingerpost {

namespace {

/** The size of the content that ends a request (section 5.5). */
constexpr std::size_t end_size = 8;

}  // namespace

FcgiReply::Verdict FcgiReply::take(std::string_view bytes) {
  if (verdict_ != Verdict::incomplete) return verdict_;
  if (bytes.size() > limit - taken_) return verdict_ = Verdict::broken;
  taken_ += bytes.size();
  pending_ += bytes;
  std::string_view rest = pending_;
  while (verdict_ == Verdict::incomplete && rest.size() >= fcgi_header_size) {
    const std::string_view header = rest.substr(0, fcgi_header_size);
    const std::size_t length = number_at(header, 4);
    const std::size_t padding = byte_at(header, 6);
    if (byte_at(header, 0) != 1) return verdict_ = Verdict::broken;
    if (rest.size() - fcgi_header_size < length + padding) break;
    verdict_ = take_record(header, rest.substr(fcgi_header_size, length));
    rest.remove_prefix(fcgi_header_size + length + padding);
  }
  pending_.erase(0, pending_.size() - rest.size());
  return verdict_;
}

FcgiReply::Verdict FcgiReply::take_record(std::string_view header, std::string_view content) {
  if (number_at(header, 2) != id_) return Verdict::broken;
  switch (static_cast<FcgiType>(byte_at(header, 1))) {
    case FcgiType::output:
      output_ += content;
      return Verdict::incomplete;
    case FcgiType::end_request: {
      // The status of the protocol, FCGI_REQUEST_COMPLETE.
      const bool answered = content.size() == end_size && byte_at(content, 4) == 0;
      return answered ? Verdict::complete : Verdict::broken;
    }
    default:
      return Verdict::broken;
  }
}

}  // namespace fingerpost
