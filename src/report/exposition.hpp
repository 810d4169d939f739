// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace fingerpost {

/** A text format for metrics. */
enum class MetricsFormat {
  /** Version 0.0.4 (Prometheus documentation, "Exposition formats"). */
  prometheus,
  /** Version 1.0.0 of the OpenMetrics specification. */
  openmetrics
};

/** The type of a metric. */
enum class MetricType { counter, gauge, histogram, summary, info };

/** The description of a metric. */
struct MetricInfo {
  /** The name without the suffix that its type requires. */
  std::string_view name;
  MetricType type;
  /** `seconds` or `bytes`, and the name then ends with it; empty for numbers. */
  std::string_view unit;
  /** One sentence. */
  std::string_view help;
};

/** Writes metrics in either format and escapes labels. Throws only bad_alloc. */
class Exposition {
 public:
  using Label = std::pair<std::string_view, std::string_view>;
  using Labels = std::initializer_list<Label>;

  explicit Exposition(MetricsFormat format) : format_(format) {}

  /** Begins a metric. The values that follow belong to it. */
  void begin(const MetricInfo& metric);

  /** Writes a value of a counter, a gauge or an info. */
  void put(std::uint64_t value, Labels labels = {});
  void put(double value, Labels labels = {});
  /** Writes one value of a histogram or a summary; `suffix` is `_bucket`, `_count` or `_sum`. */
  void put_part(std::string_view suffix, std::uint64_t value, Labels labels = {});
  void put_part(std::string_view suffix, double value, Labels labels = {});

  /** Returns the text. */
  std::string finish() &&;

 private:
  void put_name(std::string_view suffix, Labels labels);

  const MetricsFormat format_;
  MetricInfo metric_ = {};
  std::string text_ = {};
};

}  // namespace fingerpost
