// SPDX-License-Identifier: MIT
#include "server/fcgi_intake.hpp"

#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "http/cgi.hpp"
#include "server/fcgi_management.hpp"
#include "server/fcgi_record.hpp"

namespace fingerpost {

namespace {

constexpr std::uint8_t version = 1;
constexpr std::uint16_t responder_role = 1;

}  // namespace

FcgiIntake::Verdict FcgiIntake::take(std::string_view bytes) {
  std::string_view rest = bytes;
  if (!pending_.empty()) rest = pending_ += bytes;
  while (verdict_ == Verdict::incomplete && rest.size() >= fcgi_header_size) {
    const std::size_t length = number_at(rest, 4);
    const std::size_t whole = fcgi_header_size + length + byte_at(rest, 6);
    if (byte_at(rest, 0) != version) verdict_ = Verdict::broken;
    if (rest.size() < whole) break;
    if (verdict_ == Verdict::incomplete)
      verdict_ = take_record(FcgiType{byte_at(rest, 1)}, number_at(rest, 2),
                             rest.substr(fcgi_header_size, length));
    rest.remove_prefix(whole);
  }
  // Assignment would keep the string's memory while the connection is idle, and nothing counts it.
  std::exchange(pending_, std::string(rest));
  return verdict_;
}

FcgiIntake::Verdict FcgiIntake::take_record(FcgiType type, std::uint16_t id,
                                            std::string_view content) {
  if (id == 0) return take_management(type, content);
  if (skipping_ && id == id_ && (type == FcgiType::parameters || type == FcgiType::input)) {
    skipping_ = type == FcgiType::parameters || !content.empty();
    skipped_ += fcgi_header_size + content.size();
    return skipped_ > most_skipped ? Verdict::broken : Verdict::incomplete;
  }
  if (stage_ == Stage::begin)
    return type == FcgiType::begin_request ? take_begin(id, content) : Verdict::broken;
  const bool in_parameters = stage_ == Stage::parameters;
  if (id != id_ || type != (in_parameters ? FcgiType::parameters : FcgiType::input))
    return Verdict::broken;
  if (content.empty()) {
    if (in_parameters) return end_parameters();
    stage_ = Stage::finished;
    return Verdict::complete;
  }
  std::string& stream = in_parameters ? parameters_ : body_;
  if (content.size() > limit - stream.size()) return Verdict::too_large;
  stream += content;
  return Verdict::incomplete;
}

FcgiIntake::Verdict FcgiIntake::take_management(FcgiType type, std::string_view content) {
  const auto reply = answer_management(type, content);
  if (!reply || management_ == most_management) return Verdict::broken;
  ++management_;
  replies_ += *reply;
  return Verdict::incomplete;
}

FcgiIntake::Verdict FcgiIntake::take_begin(std::uint16_t id, std::string_view content) {
  if (content.size() != 8 || number_at(content, 0) != responder_role) return Verdict::broken;
  skipping_ = false;
  id_ = id;
  begin_ = content;
  stage_ = Stage::parameters;
  return Verdict::incomplete;
}

FcgiIntake::Verdict FcgiIntake::end_parameters() {
  stage_ = Stage::body;
  // As in request_from_cgi(), the last value of each name counts.
  std::array<std::string_view, most_cgi_variables> needed;
  std::string_view pairs = parameters_;
  while (!pairs.empty()) {
    const std::string_view rest = pairs;
    const auto pair = take_pair(pairs);
    if (!pair || pair->name.empty()) return Verdict::broken;
    if (const auto place = place_of_cgi_variable(pair->name))
      needed[*place] = rest.substr(0, rest.size() - pairs.size());
    if (pair->name != "CONTENT_LENGTH" || pair->value.empty()) continue;
    const bool digits = pair->value.find_first_not_of("0123456789") == pair->value.npos;
    if (digits && !parse_unsigned(pair->value, limit)) return Verdict::too_large;
  }
  std::string kept;
  for (const std::string_view pair : needed) kept += pair;
  parameters_ = std::move(kept);
  return Verdict::incomplete;
}

std::size_t FcgiIntake::memory() const noexcept {
  return pending_.capacity() + begin_.capacity() + parameters_.capacity() + body_.capacity();
}

std::string FcgiIntake::head() const {
  std::string records;
  records.reserve(parameters_.size() + 64);
  append_record(records, FcgiType::begin_request, id_, begin_);
  const bool whole = verdict_ != Verdict::too_large;
  append_stream(records, FcgiType::parameters, id_, whole ? parameters_ : std::string_view());
  return records;
}

void FcgiIntake::reset() {
  FcgiIntake next;
  // A move or an assignment would keep the string's memory while the connection is open.
  next.pending_ = std::string(pending_);
  std::exchange(*this, std::move(next));
}

void FcgiIntake::skip_rest() {
  FcgiIntake next;
  next.pending_ = std::move(pending_);
  next.id_ = id_;
  next.skipping_ = true;
  std::exchange(*this, std::move(next));
}

}  // namespace fingerpost
