// SPDX-License-Identifier: MIT
#include "report/exposition.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>

namespace fingerpost {

namespace {

struct TypeRow {
  std::string_view prometheus;
  std::string_view openmetrics;
  /** The end of sample names in both formats, and of the metric's name in Prometheus's format. */
  std::string_view suffix;
};

/** In the order of MetricType. */
constexpr TypeRow types[] = {{"counter", "counter", "_total"},
                             {"gauge", "gauge", ""},
                             {"histogram", "histogram", ""},
                             {"summary", "summary", ""},
                             {"gauge", "info", "_info"}};

const TypeRow& row_of(MetricType type) noexcept {
  return types[static_cast<std::size_t>(type)];
}

void put_escaped(std::string& text, std::string_view value) {
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
}

}  // namespace

void Exposition::begin(const MetricInfo& metric) {
  metric_ = metric;
  const TypeRow& type = row_of(metric.type);
  const bool open = format_ == MetricsFormat::openmetrics;
  const std::string_view suffix = open ? "" : type.suffix;
  const auto out = std::back_inserter(text_);
  fmt::format_to(out, FMT_COMPILE("# TYPE {}{} {}\n"), metric.name, suffix,
                 open ? type.openmetrics : type.prometheus);
  if (open && !metric.unit.empty())
    fmt::format_to(out, FMT_COMPILE("# UNIT {} {}\n"), metric.name, metric.unit);
  fmt::format_to(out, FMT_COMPILE("# HELP {}{} {}\n"), metric.name, suffix, metric.help);
}

void Exposition::put_name(std::string_view suffix, Labels labels) {
  text_ += metric_.name;
  text_ += suffix;
  char before = '{';
  for (const auto& [name, value] : labels) {
    text_ += before;
    text_ += name;
    text_ += "=\"";
    put_escaped(text_, value);
    text_ += '"';
    before = ',';
  }
  text_ += labels.size() > 0 ? "} " : " ";
}

void Exposition::put(std::uint64_t value, Labels labels) {
  put_part(row_of(metric_.type).suffix, value, labels);
}

void Exposition::put(double value, Labels labels) {
  put_part(row_of(metric_.type).suffix, value, labels);
}

void Exposition::put_part(std::string_view suffix, std::uint64_t value, Labels labels) {
  put_name(suffix, labels);
  fmt::format_to(std::back_inserter(text_), FMT_COMPILE("{}\n"), value);
}

void Exposition::put_part(std::string_view suffix, double value, Labels labels) {
  put_name(suffix, labels);
  fmt::format_to(std::back_inserter(text_), FMT_COMPILE("{}\n"), value);
}

std::string Exposition::finish() && {
  if (format_ == MetricsFormat::openmetrics) text_ += "# EOF\n";
  return std::move(text_);
}

}  // namespace fingerpost
