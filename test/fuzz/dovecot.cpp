// SPDX-License-Identifier: MIT
//
// Bytes from Dovecot, or from anything that pretends to be it, on the auth-userdb socket. They
// arrive in pieces whose length is the first byte.
#include "lookup/dovecot_dialogue.hpp"

#include <algorithm>
#include <string>

#include "target.hpp"

using namespace fingerpost;
using Status = SocketmapReply::Status;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  std::string_view bytes = as_text(data, size).substr(1);
  std::size_t lines = 0;
  std::size_t replies = 0;
  DovecotDialogue dialogue;
  dialogue.ask(1, "ann@example.com");
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    const std::string_view part = bytes.substr(0, piece);
    lines += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
    dialogue.take(part);
    while (const auto reply = dialogue.next()) {
      expect(dialogue.problem().empty(), "invalid input has no more replies");
      expect(reply->reply.status == Status::found || reply->reply.text.empty(),
             "only a user has a name");
      expect(reply->reply.text.size() < DovecotDialogue::longest_line, "a name is part of a line");
      ++replies;
    }
  }
  // The first line is the version.
  expect(replies == 0 || replies < lines, "a reply is a line");
  return 0;
}
