import type { Check } from './check.ts';
import { limits } from './rules.ts';

/** Checks a data_visualization block: a title and a line, bar, area or pie chart. */
export function checkChart(block: Check): void {
  block.string('title', limits.chartTitle, 1);
  const chart = block.child('chart');
  if (!chart) return;
  chart.oneOf('type', ['line', 'bar', 'area', 'pie']);
  if (chart.value.type === 'pie') checkSegments(chart);
  else checkSeries(chart);
}

function checkSegments(chart: Check): void {
  for (const segment of chart.children('segments', { least: 1, most: limits.chartSegments })) {
    segment.string('label', limits.chartLabel, 1);
    if (!(Number(segment.value.value) > 0)) segment.fail('must be a positive number', 'value');
  }
}

function checkSeries(chart: Check): void {
  const categories = checkAxis(chart);
  const names = new Set<unknown>();
  for (const series of chart.children('series', { least: 1, most: limits.chartSeries })) {
    series.string('name', limits.chartLabel, 1);
    if (names.has(series.value.name)) series.fail('must be unique', 'name');
    names.add(series.value.name);
    const labels = series.children('data', { least: 1, most: limits.chartCategories }).map(checkPoint);
    const complete = labels.length === categories.length && categories.every(category => labels.includes(category));
    if (!complete) series.fail('must have one point for every category', 'data');
  }
}

function checkPoint(point: Check): unknown {
  point.string('label', limits.chartLabel, 1);
  if (!Number.isFinite(point.value.value)) point.fail('must be a number', 'value');
  return point.value.label;
}

function checkAxis(chart: Check): unknown[] {
  const axis = chart.child('axis_config');
  if (!axis) return [];
  axis.string('x_label', limits.axisLabel);
  axis.string('y_label', limits.axisLabel);
  const { categories } = axis.value;
  if (!Array.isArray(categories)) axis.fail('must be an array', 'categories');
  const list: unknown[] = Array.isArray(categories) ? categories : [];
  if (list.length < 1 || list.length > limits.chartCategories) axis.fail('must hold 1 to 20 items', 'categories');
  const fits = (item: unknown) => typeof item === 'string' && item.length > 0 && item.length <= limits.chartLabel;
  if (!list.every(fits)) axis.fail(`must be texts of 1 to ${limits.chartLabel} characters`, 'categories');
  return list;
}
