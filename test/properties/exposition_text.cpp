// SPDX-License-Identifier: MIT
#include "exposition_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include "base/text.hpp"

namespace fingerpost {

namespace {

using Metrics = std::map<std::string, ReadMetric>;

const std::map<std::string, std::set<std::string>> open_suffixes = {
    {"counter", {"_total"}},
    {"gauge", {""}},
    {"histogram", {"_bucket", "_count", "_sum"}},
    {"summary", {"_count", "_sum"}},
    {"info", {"_info"}},
};
const std::map<std::string, std::set<std::string>> prometheus_suffixes = {
    {"counter", {""}},
    {"gauge", {""}},
    {"histogram", {"_bucket", "_count", "_sum"}},
    {"summary", {"_count", "_sum"}},
};

bool takes_away(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

/** Takes a name off the front: letters, `_`, and digits except as the first character. */
std::string take_name(std::string_view& text) {
  const auto is_part = [&](char c) {
    const bool digit = c >= '0' && c <= '9';
    return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '_' || digit;
  };
  const auto end = std::find_if_not(text.begin(), text.end(), is_part);
  std::string name(text.begin(), end);
  text.remove_prefix(name.size());
  REQUIRE(!name.empty());
  REQUIRE((name.front() < '0' || name.front() > '9'));
  REQUIRE(!name.starts_with("__"));
  return name;
}

/** Takes a quoted value off the front. */
std::string take_quoted(std::string_view& text) {
  REQUIRE(takes_away(text, "\""));
  std::string value;
  while (!takes_away(text, "\"")) {
    REQUIRE(!text.empty());
    if (takes_away(text, "\\")) {
      REQUIRE(!text.empty());
      REQUIRE(std::string_view("\\\"n").find(text.front()) != std::string_view::npos);
      value += text.front() == 'n' ? '\n' : text.front();
    } else {
      value += text.front();
    }
    text.remove_prefix(1);
  }
  return value;
}

ReadLabels take_labels(std::string_view& text) {
  ReadLabels labels;
  if (!takes_away(text, "{")) return labels;
  do {
    const std::string name = take_name(text);
    REQUIRE(takes_away(text, "="));
    REQUIRE(labels.emplace(name, take_quoted(text)).second);
  } while (takes_away(text, ","));
  REQUIRE(takes_away(text, "}"));
  return labels;
}

double read_number(std::string_view text) {
  REQUIRE(!text.empty());
  REQUIRE(text.find_first_not_of("0123456789.e+-") == text.npos);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  REQUIRE(end == text.data() + text.size());
  REQUIRE(error == std::errc());
  REQUIRE(std::isfinite(value));
  return value;
}

/** Checks a help text: one line, without the characters that the format would escape. */
void check_help(std::string_view help) {
  REQUIRE(!help.empty());
  REQUIRE(help.find_first_of("\\\"\n") == help.npos);
}

/** Reads metrics one after the other. */
class Reader {
 public:
  explicit Reader(MetricsFormat format) : open_(format == MetricsFormat::openmetrics) {}

  void take(std::string_view line) {
    CAPTURE(line);
    if (takes_away(line, "# TYPE "))
      begin(line);
    else if (takes_away(line, "# UNIT "))
      describe(line, &ReadMetric::unit);
    else if (takes_away(line, "# HELP "))
      describe(line, &ReadMetric::help);
    else
      take_value(line);
  }

  Metrics finish() && {
    for (const auto& entry : metrics_) {
      const std::string& name = entry.first;
      const ReadMetric& metric = entry.second;
      CAPTURE(name);
      check_help(metric.help);
      REQUIRE((metric.unit.empty() || (open_ && name.ends_with('_' + metric.unit))));
      if (open_)
        for (const std::string_view unit : {"seconds", "bytes"})
          REQUIRE(name.ends_with('_' + std::string(unit)) == (metric.unit == unit));
    }
    return std::move(metrics_);
  }

 private:
  void begin(std::string_view line) {
    name_ = take_name(line);
    REQUIRE(takes_away(line, " "));
    // Each name may come only once, so that all its lines are together.
    const auto [place, is_new] = metrics_.emplace(name_, ReadMetric{.type = std::string(line)});
    REQUIRE(is_new);
    metric_ = &place->second;
    const auto& all = open_ ? open_suffixes : prometheus_suffixes;
    const auto own = all.find(metric_->type);
    REQUIRE(own != all.end());
    for (const std::string& suffix : own->second) REQUIRE(names_.insert(name_ + suffix).second);
    suffixes_ = &own->second;
    if (metric_->type == "counter") REQUIRE(name_.ends_with("_total") != open_);
  }

  void describe(std::string_view line, std::string ReadMetric::*member) {
    REQUIRE(metric_);
    REQUIRE(metric_->values.empty());
    REQUIRE((metric_->*member).empty());
    REQUIRE(takes_away(line, name_ + " "));
    metric_->*member = line;
  }

  void take_value(std::string_view line) {
    REQUIRE(metric_);
    const std::string name = take_name(line);
    REQUIRE(name.starts_with(name_));
    const std::string suffix = name.substr(name_.size());
    REQUIRE(suffixes_->contains(suffix));
    const ReadLabels labels = take_labels(line);
    REQUIRE(labels.contains("le") == (suffix == "_bucket"));
    REQUIRE(takes_away(line, " "));
    const double value = read_number(line);
    if (metric_->type != "gauge") REQUIRE(value >= 0);
    if (metric_->type == "info") REQUIRE(value == 1);
    REQUIRE(metric_->values.emplace(std::pair(name, labels), value).second);
    if (suffix == "_bucket") check_bucket(labels.at("le"), value);
    if (suffix == "_count" && metric_->type == "histogram") {
      REQUIRE(std::isinf(bound_));
      REQUIRE(value == count_);
    }
  }

  /** Checks that buckets are in the order of their bounds, and that each includes those before
      it. */
  void check_bucket(const std::string& text, double count) {
    const bool last = text == "+Inf";
    const double bound = last ? std::numeric_limits<double>::infinity() : read_number(text);
    // Section "Considerations: Canonical Numbers".
    REQUIRE((last || text.find_first_of(".e") != text.npos));
    REQUIRE(bound > bound_);
    REQUIRE(count >= count_);
    bound_ = bound;
    count_ = count;
  }

  const bool open_;
  Metrics metrics_ = {};
  std::set<std::string> names_ = {};
  std::string name_ = {};
  ReadMetric* metric_ = nullptr;
  const std::set<std::string>* suffixes_ = nullptr;
  /** The last bound of the only histogram. */
  double bound_ = 0;
  double count_ = 0;
};

}  // namespace

Metrics read_exposition(std::string_view text, MetricsFormat format) {
  REQUIRE(is_utf8(text));
  REQUIRE(text.ends_with('\n'));
  constexpr std::string_view end = "# EOF\n";
  REQUIRE(text.ends_with(end) == (format == MetricsFormat::openmetrics));
  if (format == MetricsFormat::openmetrics) text.remove_suffix(end.size());
  Reader reader(format);
  while (!text.empty()) reader.take(take_line(text));
  return std::move(reader).finish();
}

}  // namespace fingerpost
