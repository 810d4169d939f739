// SPDX-License-Identifier: MIT
#include "import/write.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fingerpost::foreign {

namespace {

constexpr std::size_t longest_line = 100;
/** The longest comment in bytes. Longer ones are cut. */
constexpr std::size_t longest_comment = 1000;

/** Returns the text without deceptive characters, even if a reader has not removed them. */
std::string visible(std::string_view text) {
  return printable(text, std::string_view::npos);
}

std::string setting(const Line& line, std::size_t width) {
  if (line.value.empty()) return line.key;
  return fmt::format("{:<{}} {}", line.key, width, quote(visible(line.value)));
}

/** Returns the block in the form ` { security starttls port 1430 }`. */
std::string block_on_one_line(const std::vector<Line>& block) {
  std::string text = " {";
  for (const Line& line : block)
    text += fmt::format("{}{}", text.size() > 2 ? "  " : " ", setting(line, 0));
  return text + " }";
}

/** Returns the setting without its comment. Includes the block only if it fits on the same line. */
std::string first_line(const Line& line, const std::string& indent, std::size_t width) {
  const std::string start = indent + setting(line, width);
  const std::string block = line.block.empty() ? "" : block_on_one_line(line.block);
  return start.size() + block.size() <= longest_line ? start + block : start;
}

/** Returns the column for the comments of these lines: after the longest line, ignoring lines that
    end beyond column 64. */
std::size_t comment_column(const std::vector<Line>& lines, const std::string& indent,
                           std::size_t width) {
  constexpr std::size_t farthest = 64;
  std::size_t column = 0;
  for (const Line& line : lines)
    if (const std::size_t end = first_line(line, indent, width).size() + 1;
        !line.comment.empty() && end <= farthest)
      column = std::max(column, end);
  return column;
}

void write_lines(const std::vector<Line>& lines, std::size_t depth, std::string& text) {
  const std::string indent(4 * depth, ' ');
  std::size_t width = 0;
  for (const Line& line : lines) width = std::max(width, line.key.size());
  const std::size_t column = comment_column(lines, indent, width);
  for (const Line& line : lines) {
    if (line.key.empty()) {
      text += fmt::format("{}; {}\n", indent, printable(line.value, longest_comment));
      continue;
    }
    const std::string start = first_line(line, indent, width);
    text += line.comment.empty() ? start
                                 : fmt::format("{:<{}} ; {}", start, column > 0 ? column - 1 : 0,
                                               printable(line.comment, longest_comment));
    text += '\n';
    if (line.block.empty() || start.ends_with('}')) continue;
    text += indent + "{\n";
    write_lines(line.block, depth + 1, text);
    text += indent + "}\n";
  }
}

/** Returns the provider's lines, preceded by its names if they differ from the defaults. */
std::vector<Line> all_lines(const ProviderDraft& provider) {
  std::vector<Line> lines;
  const std::string& name = provider.name.empty() ? provider.first_domain : provider.name;
  if (name != provider.first_domain) lines.push_back({"name", name});
  if (!provider.short_name.empty() && provider.short_name != name)
    lines.push_back({"short-name", provider.short_name});
  lines.insert(lines.end(), provider.lines.begin(), provider.lines.end());
  return lines;
}

std::string as_comment(std::string_view text) {
  std::string commented;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    commented += fmt::format("; {}\n", line);
    text.remove_prefix(line.size() + 1);
  }
  return commented;
}

std::string provider_text(const ProviderDraft& provider) {
  std::string text;
  if (!provider.file.empty())
    text = fmt::format("; from {}\n", printable(provider.file, longest_comment));
  if (provider.key.empty()) {
    write_lines(provider.lines, 0, text);
    return text;
  }
  const std::string block = write_provider(provider.key, all_lines(provider));
  if (!provider.first_domain.empty() || provider.awaits_domain) return text + block;
  return text + "; All domains of this provider belong to others; to use it, give it a domain:\n" +
         as_comment(block);
}

/** Whether the value needs no quotation marks: nothing in it ends a word, looks like a non-ASCII
    quotation mark or space, or reads as an assignment. */
bool is_plain(std::string_view value) {
  if (value.empty() || value.ends_with(',') || value.find("\u3000") != value.npos) return false;
  constexpr std::string_view special = " \t;{}\"\\";
  constexpr std::string_view signs = "'=:-#";
  return signs.find(value.front()) == signs.npos &&
         std::none_of(value.begin(), value.end(), [&](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return special.find(c) != special.npos || byte == 0xc2 || byte == 0xe2 || byte == 0xef;
         });
}

}  // namespace

std::string quote(std::string_view value) {
  if (is_plain(value)) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string write_provider(std::string_view key, const std::vector<Line>& lines) {
  std::string block = fmt::format("provider {}\n{{\n", quote(visible(key)));
  write_lines(lines, 1, block);
  return block + "}\n";
}

std::string write_configuration(const Draft& draft) {
  std::string text;
  for (const ProviderDraft& provider : draft.providers) {
    if (!text.empty()) text += '\n';
    text += provider_text(provider);
  }
  return text;
}

}  // namespace fingerpost::foreign
