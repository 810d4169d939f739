// SPDX-License-Identifier: MIT
//
// Replies to --status from anything that listens on fingerpostd's socket. They arrive in pieces
// whose length is the first byte.
#include "server/fcgi_reply.hpp"

#include <algorithm>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "server/status_client.hpp"
#include "target.hpp"

using namespace fingerpost;
using Verdict = FcgiReply::Verdict;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  const std::string_view all = as_text(data, size).substr(1);
  FcgiReply whole(1);
  const Verdict verdict = whole.take(all);
  FcgiReply pieces(1);
  Verdict last = Verdict::incomplete;
  for (std::string_view rest = all; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size())))
    last = pieces.take(rest.substr(0, piece));
  expect(last == verdict, "the pieces do not matter");
  expect(pieces.output() == whole.output(), "the output is the same in pieces");
  if (verdict != Verdict::complete) return 0;
  const auto status = status_in(whole.output());
  const std::string shown = status ? indented_json(*status) : status.error();
  for (std::string_view rest = shown; !rest.empty();)
    expect(is_plain_utf8(take_line(rest)), "a terminal can show what is printed");
  return 0;
}
