// Curves below a board as paths: cumulative flow, dots, years. Pure; pixels.

/** Areas of the cumulative flow from below, as SVG paths, up to a week; the same scale for all boards. */
export function areasOf({ weeks, bands }, box, most, until) {
  const shown = weeks.filter((week) => week <= until).length;
  const x = (k) => box.x + (box.width * weeks[k]) / weeks[weeks.length - 1];
  const y = (value) => box.y + box.height * (1 - value / most);
  let below = weeks.map(() => 0);
  return bands.map((band) => {
    const above = band.map((value, k) => below[k] + value);
    const path = shown > 1 ? areaPath(shown, x, (k) => y(above[k]), (k) => y(below[k])) : "";
    below = above;
    return path;
  });
}

function areaPath(count, x, top, bottom) {
  const round = (value) => Math.round(value * 10) / 10;
  let path = `M${round(x(0))} ${round(bottom(0))}`;
  for (let k = 0; k < count; k += 1) path += `L${round(x(k))} ${round(top(k))}`;
  for (let k = count - 1; k >= 0; k -= 1) path += `L${round(x(k))} ${round(bottom(k))}`;
  return `${path}Z`;
}

/** The line of what is done, as an SVG path over the whole length. */
export function doneLine({ weeks, bands }, box, most) {
  const last = weeks[weeks.length - 1];
  return weeks
    .map((week, k) => `${k ? "L" : "M"}${(box.x + (box.width * week) / last).toFixed(1)} ${(box.y + box.height * (1 - bands[0][k] / most)).toFixed(1)}`)
    .join("");
}

export const totalOf = ({ bands }) => bands.reduce((sum, band) => sum + band[band.length - 1], 0);

/** Round numbers from 0 up to the most: so many of them above 0, or fewer. */
export function ticksOf(most, count = 4) {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
  const step = steps.find((each) => most / each <= count) ?? most;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, k) => k * step);
}

/** Years as dots that fall into bins: {x, y, seed, value}; a bin's dots lie on each other. */
export function heapOf(values, box, low, high, size) {
  const bins = Math.max(1, Math.floor(box.width / size));
  const filled = new Array(bins).fill(0);
  const span = high - low || 1;
  const dots = [];
  values.forEach((value, k) => {
    if (value === null) return;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / span) * bins)));
    dots.push({ seed: k + 1, value, bin, at: filled[bin] });
    filled[bin] += 1;
  });
  const most = Math.max(1, ...filled);
  const step = Math.min(size, box.height / most);
  return dots.map(({ seed, value, bin, at }) => ({
    seed, value, r: Math.max(1.5, Math.min(size, step) * 0.45), x: box.x + (bin + 0.5) * (box.width / bins), y: box.y + box.height - (at + 0.5) * step,
  }));
}
