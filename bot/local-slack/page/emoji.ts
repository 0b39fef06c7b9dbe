const signs: Record<string, string> = {
  arrow_right: '➡️',
  bar_chart: '📊',
  bell: '🔔',
  bulb: '💡',
  calendar: '📅',
  chart_with_downwards_trend: '📉',
  chart_with_upwards_trend: '📈',
  eyes: '👀',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  lock: '🔒',
  mag: '🔍',
  memo: '📝',
  no_entry: '⛔',
  package: '📦',
  red_circle: '🔴',
  rocket: '🚀',
  rotating_light: '🚨',
  tada: '🎉',
  thumbsup: '👍',
  warning: '⚠️',
  wave: '👋',
  white_check_mark: '✅',
  white_circle: '⚪',
  x: '❌',
};

/** The sign behind an emoji name such as `white_check_mark`; undefined when the name is not known here. */
export function emojiOf(name: string): string | undefined {
  return signs[name];
}
