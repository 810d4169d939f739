// SPDX-License-Identifier: MIT
#include "server/fcgi_intake.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace fingerpost {

namespace {

constexpr std::size_t header_size = 8;
constexpr std::uint8_t version = 1;
constexpr std::uint8_t begin_request = 1;
constexpr std::uint8_t parameters_type = 4;
constexpr std::uint8_t stdin_type = 5;
constexpr std::uint16_t responder_role = 1;

std::uint8_t byte_at(std::string_view bytes, std::size_t index) noexcept {
  return static_cast<std::uint8_t>(bytes[index]);
}

std::uint16_t number_at(std::string_view bytes, std::size_t index) noexcept {
  return static_cast<std::uint16_t>(byte_at(bytes, index) << 8 | byte_at(bytes, index + 1));
}

void append_record(std::string& out, std::uint8_t type, std::uint16_t id,
                   std::string_view content) {
  const auto low = [](std::size_t number) { return static_cast<char>(number & 0xff); };
  const char header[header_size] = {static_cast<char>(version),
                                    static_cast<char>(type),
                                    low(id >> 8),
                                    low(id),
                                    low(content.size() >> 8),
                                    low(content.size()),
                                    0,
                                    0};
  out.append(header, header_size).append(content);
}

/** A length of section 3.4: one byte, or four whose first has the high bit. */
std::optional<std::size_t> take_length(std::string_view& pairs) noexcept {
  if (pairs.empty()) return std::nullopt;
  std::size_t length = byte_at(pairs, 0);
  const std::size_t size = length < 0x80 ? 1 : 4;
  if (pairs.size() < size) return std::nullopt;
  if (size == 4)
    length = (length & 0x7f) << 24 | std::size_t{byte_at(pairs, 1)} << 16 | number_at(pairs, 2);
  pairs.remove_prefix(size);
  return length;
}

struct Pair {
  std::string_view name;
  std::string_view value;
};

/** Nothing where the lengths do not fit in what is there. */
std::optional<Pair> take_pair(std::string_view& pairs) noexcept {
  const auto name = take_length(pairs);
  const auto value = name ? take_length(pairs) : std::nullopt;
  if (!value || *name > pairs.size() || *value > pairs.size() - *name) return std::nullopt;
  const Pair pair = {pairs.substr(0, *name), pairs.substr(*name, *value)};
  pairs.remove_prefix(*name + *value);
  return pair;
}

}  // namespace

FcgiIntake::Verdict FcgiIntake::take(std::string_view bytes) {
  begun_ = begun_ || !bytes.empty();
  std::string_view rest = bytes;
  if (!pending_.empty()) rest = pending_ += bytes;
  while (verdict_ == Verdict::incomplete && rest.size() >= header_size) {
    const std::size_t length = number_at(rest, 4);
    const std::size_t whole = header_size + length + byte_at(rest, 6);
    if (byte_at(rest, 0) != version) verdict_ = Verdict::broken;
    if (rest.size() < whole) break;
    if (verdict_ == Verdict::incomplete)
      verdict_ =
          take_record(byte_at(rest, 1), number_at(rest, 2), rest.substr(header_size, length));
    rest.remove_prefix(whole);
  }
  pending_ = std::string(rest);
  return verdict_;
}

FcgiIntake::Verdict FcgiIntake::take_record(std::uint8_t type, std::uint16_t id,
                                            std::string_view content) {
  if (stage_ == Stage::begin)
    return type == begin_request ? take_begin(id, content) : Verdict::broken;
  const bool in_parameters = stage_ == Stage::parameters;
  if (id != id_ || type != (in_parameters ? parameters_type : stdin_type)) return Verdict::broken;
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

FcgiIntake::Verdict FcgiIntake::take_begin(std::uint16_t id, std::string_view content) {
  if (id == 0 || content.size() != 8 || number_at(content, 0) != responder_role)
    return Verdict::broken;
  id_ = id;
  begin_ = content;
  stage_ = Stage::parameters;
  return Verdict::incomplete;
}

FcgiIntake::Verdict FcgiIntake::end_parameters() {
  stage_ = Stage::body;
  std::string_view pairs = parameters_;
  while (!pairs.empty()) {
    const auto pair = take_pair(pairs);
    if (!pair || pair->name.empty()) return Verdict::broken;
    if (pair->name != "CONTENT_LENGTH" || pair->value.empty()) continue;
    const bool digits = pair->value.find_first_not_of("0123456789") == pair->value.npos;
    if (digits && !parse_unsigned(pair->value, limit)) return Verdict::too_large;
  }
  return Verdict::incomplete;
}

std::string FcgiIntake::head() const {
  // The most that a record's length can say.
  constexpr std::size_t longest = 65535;
  std::string records;
  records.reserve(parameters_.size() + 64);
  append_record(records, begin_request, id_, begin_);
  std::string_view rest = verdict_ == Verdict::too_large ? std::string_view() : parameters_;
  while (!rest.empty()) {
    const std::string_view content = rest.substr(0, longest);
    append_record(records, parameters_type, id_, content);
    rest.remove_prefix(content.size());
  }
  append_record(records, parameters_type, id_, {});
  return records;
}

void FcgiIntake::reset() {
  *this = FcgiIntake();
}

}  // namespace fingerpost
