#ifndef ATP_TOOLS_ATPBENCH_CHART_H_
#define ATP_TOOLS_ATPBENCH_CHART_H_

#include <string>
#include <vector>

namespace atp {

struct ChartLine {
  std::string name;
  std::vector<double> values;  // below 0: there is none, the line has a gap
};

// A chart of lines over the same steps.
struct LineChart {
  std::string title;
  std::string x_label;
  std::string y_label;
  bool is_logarithmic = false;  // the y axis
  std::vector<ChartLine> lines;
};

struct Bar {
  double from = 0;  // on a logarithmic axis, above 0
  double to = 0;    // above `from`
  double height = 0;
};

// A chart of bars, at least 0 high.
struct BarChart {
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<Bar> bars;
};

// As an <svg> element that needs nothing else. A chart without values says so.
std::string ToSvg(const LineChart& chart);
std::string ToSvg(const BarChart& chart);

// Text that is safe inside an element or an attribute.
std::string EscapeXml(const std::string& text);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_CHART_H_
