// SPDX-License-Identifier: MIT
//
// Bytes from the server of a map in reply to one question at a time, and from a client of
// fingerpost-mapd. The same bytes serve both, in pieces whose length is the first byte.
#include <algorithm>
#include <string>

#include "lookup/socketmap_dialogue.hpp"
#include "target.hpp"

using namespace fingerpost;

namespace {

template <class Take>
void in_pieces(std::string_view bytes, std::size_t piece, Take take) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
    take(bytes.substr(0, piece));
}

void hear_replies(std::string_view bytes, std::size_t piece) {
  SocketmapDialogue dialogue("table");
  std::uint32_t asked = 1;
  dialogue.ask(asked, "key");
  in_pieces(bytes, piece, [&](std::string_view part) {
    dialogue.take(part);
    while (const auto reply = dialogue.next()) {
      expect(dialogue.problem().empty(), "invalid input has no more replies");
      expect(reply->id == asked, "a reply answers the question");
      expect(reply->reply.text.size() < longest_reply, "a reply is not too long");
      dialogue.ask(++asked, "key");
    }
  });
}

void hear_requests(std::string_view bytes, std::size_t piece) {
  NetstringReader reader(longest_request);
  in_pieces(bytes, piece, [&](std::string_view part) {
    reader.take(part);
    while (const auto text = reader.next()) {
      expect(text->size() <= longest_request, "a request is not too long");
      if (const auto request = parse_socketmap_request(*text))
        expect(*text == std::string(request->map) + ' ' + std::string(request->key),
               "a request has two parts");
      if (const auto reply = parse_socketmap_reply(*text))
        expect(socketmap_reply(*reply) == *text, "a reply is written the way it is read");
    }
  });
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  const std::string_view bytes = as_text(data, size).substr(1);
  hear_replies(bytes, piece);
  hear_requests(bytes, piece);
  return 0;
}
