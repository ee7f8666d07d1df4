/** Where values stand on an axis, as shares of its length, and which of them are marked. */
export interface AxisScale {
  place(value: number): number;
  readonly ticks: readonly number[];
}

/** From nothing, or the lowest, up to a round number above the highest. */
export const linearScale = (lowest: number, highest: number): AxisScale => {
  const from = Math.min(0, lowest);
  const step = roundStep((highest - from || 1) / 5);
  const first = Math.floor(from / step);
  const last = Math.max(first + 1, Math.ceil(highest / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { ticks, place: (value) => (value - first * step) / ((last - first) * step) };
};

/** From a power of ten to another; what is below the first stands on it. */
export const logarithmicScale = (lowest: number, highest: number): AxisScale => {
  const first = Math.floor(Math.log10(lowest) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(highest) - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
  return { ticks, place: (value) => (value > 0 ? Math.max(0, (Math.log10(value) - first) / (last - first)) : 0) };
};

export const scaleOf = (values: readonly number[], isLogarithmic = false): AxisScale => {
  const positive = values.filter((value) => value > 0);
  if (!isLogarithmic || positive.length === 0) return linearScale(Math.min(...values), Math.max(...values));
  return logarithmicScale(Math.min(...positive), Math.max(...positive));
};

/** 1, 2 or 5 times a power of ten. */
const roundStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((times) => times * power >= least * (1 - 1e-9)) ?? 10);
};
