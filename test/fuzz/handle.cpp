// SPDX-License-Identifier: MIT
//
// A request in the form of a golden case, for the protocol that serves the fuzzed path.
#include <algorithm>

#include "base/xml_reader.hpp"
#include "config/load.hpp"
#include "fuzzed_path.hpp"
#include "golden_request.hpp"
#include "protocol/protocol.hpp"
#include "responder/handle.hpp"
#include "target.hpp"

using namespace fingerpost;

namespace {

std::shared_ptr<const State> load_golden() {
  auto state = load_configuration(GOLDEN_CONFIG).state;
  expect(state != nullptr, "the configuration of the golden cases is valid");
  return state;
}

constexpr std::string_view page_doctype = "<!DOCTYPE html>";

bool is_header_line(std::string_view line) {
  const auto colon = line.find(": ");
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  return colon != line.npos && colon > 0 && std::all_of(line.begin(), line.end(), printable);
}

bool has_sound_header(std::string_view text) {
  for (;;) {
    const auto end = text.find("\r\n");
    if (end == 0) return true;
    if (end == text.npos || !is_header_line(text.substr(0, end))) return false;
    text.remove_prefix(end + 2);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto state = load_golden();
  static const Protocol* const protocol = find_protocol(fuzzed_path);
  GoldenRequest golden{std::string(as_text(data, size))};
  Request& request = golden.request;
  if (find_protocol(request.path) != protocol) request.path = fuzzed_path;

  const Response response = handle(request, *state);
  const std::string text = render(response);
  expect(response.status >= 200 && response.status < 500, "the status is below 500");
  expect(has_sound_header(text), "the header is lines of printable ASCII");
  if (response.page) {
    // The reader refuses a DOCTYPE.
    const std::string_view page = response.body;
    expect(page.starts_with(page_doctype), "a page begins with its DOCTYPE");
    expect(read_xml_tree(page.substr(page_doctype.size())).has_value(), "a page is well-formed");
    expect(page.size() <= 30'000, "a page is within its limit");
  }
  if (response.content_type == xml_content_type && !response.body.empty())
    expect(read_xml_tree(response.body).has_value(), "XML is well-formed");
  expect(render(handle(request, *state)) == text, "the same question has the same answer");
  return 0;
}
