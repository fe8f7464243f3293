#include "tools/atpbench/chart.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "tools/atpbench/axis.h"

namespace atp {
namespace {

constexpr double kWidth = 860;
constexpr double kHeight = 300;
constexpr double kLeft = 70;
constexpr double kRight = kWidth - 20;
constexpr double kTop = 40;
constexpr double kBottom = kHeight - 45;
// Told apart by most eyes, and in grey.
constexpr const char* kColours[] = {"#0072b2", "#d55e00", "#009e73",
                                    "#cc79a7", "#555555", "#e69f00"};

std::string Text(double x, double y, const char* anchor, const std::string& text) {
  return absl::StrFormat("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor,
                         EscapeXml(text));
}

std::string Line(double x1, double y1, double x2, double y2, const char* colour) {
  return absl::StrFormat("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n",
                         x1, y1, x2, y2, colour);
}

std::string Begin(const std::string& title, const std::string& x_label,
                  const std::string& y_label) {
  std::string svg = absl::StrFormat(
      "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" font-size=\"12\" font-family=\"sans-serif\">\n"
      "<title>%s</title>\n",
      kWidth, kHeight, EscapeXml(title));
  absl::StrAppend(&svg, Text(kLeft, 16, "start", absl::StrCat(title, ", ", y_label)),
                  Text((kLeft + kRight) / 2, kHeight - 8, "middle", x_label));
  return svg;
}

std::string Nothing(std::string svg) {
  return absl::StrCat(svg, Text(kWidth / 2, kHeight / 2, "middle", "nothing was measured"),
                      "</svg>\n");
}

std::string YAxis(const Axis& axis) {
  std::string svg;
  for (const double tick : axis.ticks()) {
    const double y = axis.PlaceOf(tick);
    absl::StrAppend(&svg, Line(kLeft, y, kRight, y, "#ddd"),
                    Text(kLeft - 6, y + 4, "end", ShortNumber(tick)));
  }
  return svg;
}

std::string XAxis(const Axis& axis) {
  std::string svg = Line(kLeft, kBottom, kRight, kBottom, "#333");
  for (const double tick : axis.ticks()) {
    const double x = axis.PlaceOf(tick);
    absl::StrAppend(&svg, Line(x, kBottom, x, kBottom + 4, "#333"),
                    Text(x, kBottom + 17, "middle", ShortNumber(tick)));
  }
  return svg;
}

// One path; it is lifted where there is no value.
std::string Path(const ChartLine& line, const Axis& x, const Axis& y, const char* colour) {
  std::string path;
  bool is_down = false;
  for (size_t k = 0; k < line.values.size(); ++k) {
    if (line.values[k] < 0) {
      is_down = false;
      continue;
    }
    absl::StrAppendFormat(&path, "%s%.1f %.1f ", is_down ? "L" : "M",
                          x.PlaceOf(static_cast<double>(k)), y.PlaceOf(line.values[k]));
    is_down = true;
  }
  return absl::StrFormat("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\"/>\n",
                         path, colour);
}

}  // namespace

std::string EscapeXml(const std::string& text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string ToSvg(const LineChart& chart) {
  std::string svg = Begin(chart.title, chart.x_label, chart.y_label);
  double low = 0;
  double high = -1;
  size_t steps = 0;
  for (const ChartLine& line : chart.lines) {
    steps = std::max(steps, line.values.size());
    for (const double value : line.values) {
      if (value < 0) continue;
      high = std::max(high, value);
      if (value > 0) low = low == 0 ? value : std::min(low, value);
    }
  }
  if (high < 0 || (chart.is_logarithmic && low == 0)) return Nothing(std::move(svg));
  const Axis x(0, static_cast<double>(std::max<size_t>(steps, 2) - 1), false, kLeft, kRight);
  const Axis y(low, high, chart.is_logarithmic, kBottom, kTop);
  absl::StrAppend(&svg, YAxis(y), XAxis(x));
  double legend = kRight;
  for (size_t k = chart.lines.size(); k > 0; --k) {
    const ChartLine& line = chart.lines[k - 1];
    const char* const colour = kColours[(k - 1) % std::size(kColours)];
    absl::StrAppend(&svg, Path(line, x, y, colour));
    absl::StrAppendFormat(&svg,
                          "<text x=\"%.1f\" y=\"30\" text-anchor=\"end\" fill=\"%s\">%s</text>\n",
                          legend, colour, EscapeXml(line.name));
    legend -= 14 + 6.5 * static_cast<double>(line.name.size());
  }
  return absl::StrCat(svg, "</svg>\n");
}

std::string ToSvg(const BarChart& chart) {
  std::string svg = Begin(chart.title, chart.x_label, chart.y_label);
  if (chart.bars.empty()) return Nothing(std::move(svg));
  double highest = 0;
  for (const Bar& bar : chart.bars) highest = std::max(highest, bar.height);
  const Axis x(chart.bars.front().from, chart.bars.back().to, true, kLeft, kRight);
  const Axis y(0, highest, false, kBottom, kTop);
  absl::StrAppend(&svg, YAxis(y));
  for (const Bar& bar : chart.bars) {
    const double left = x.PlaceOf(bar.from);
    const double top = y.PlaceOf(bar.height);
    absl::StrAppendFormat(
        &svg, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n", left,
        top, std::max(1.0, x.PlaceOf(bar.to) - left - 0.5), kBottom - top, kColours[0]);
  }
  return absl::StrCat(svg, XAxis(x), "</svg>\n");
}

}  // namespace atp
