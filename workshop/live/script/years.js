// Many years, as the panel of heaps shows them: {title, heaps, foot}. Pure.

import { quantile } from "./trace.js";
import { flipsOf, plain, usualOf } from "./truth.js";

const RUNNING = "The first years are running \u2026";

/** A heap for each board; one that is covered is left out. */
export function heapsOf(session, valuesOf, { left, right, covered }) {
  const heaps = (covered ? [left] : [left, right]).map((position) => {
    const values = valuesOf(position);
    return { name: session.labels[position], values, usual: usualOf(values) };
  });
  const years = heaps[0].values.length;
  return { title: `${session.measure}: many years`, heaps, foot: years ? `${years} years of luck; each dot is a year.` : RUNNING };
}

/** One heap of differences between two models in the same worlds, and between which values of the number they turn. */
export function differencesOf(session, valuesOf, { left, right }) {
  const span = session.labels.length / 2;
  const less = (k) => {
    const [a, b] = [valuesOf(k), valuesOf(span + k)];
    return a.map((value, at) => (value === null || (b[at] ?? null) === null ? null : b[at] - value));
  };
  const values = less(left);
  const usual = usualOf(values);
  const means = session.turns.map((_, k) => usualOf(less(k))?.mean ?? null);
  const flips = flipsOf(means).map(([a, b]) => `${session.turns[a]} and ${session.turns[b]}`);
  const known = means.filter((value) => value !== null).length;
  const turns = known < 2 ? "" : flips.length ? ` It turns between ${flips.join(", ")} (${session.dial}).` : ` It does not turn at ${known} values of ${session.dial}.`;
  const worlds = values.filter((value) => value !== null).length; // those that both models have run
  const above = values.filter((value) => value > 0).length;
  return {
    title: `${session.measure}: ${session.labels[right]} less ${session.labels[left]}`,
    heaps: [{ name: `${worlds} worlds, ${above} of them above zero`, values, usual, zero: true }],
    foot: worlds ? `On average ${plain(usual?.mean ?? null)}.${turns}` : RUNNING,
  };
}

/** The seed of the year closest to the median of both boards, in shares of their spread, among those that may be shown. */
export function typicalOf([first, second], usable) {
  const columns = [first, second].map((values) => values.filter((value) => value !== null));
  const away = first.map((value, k) => {
    const pair = [value, second[k] ?? null];
    if (pair.includes(null) || !usable(k + 1)) return Infinity;
    return columns.reduce((sum, all, at) => sum + Math.abs(pair[at] - quantile(all, 0.5)) / (Math.max(...all) - Math.min(...all) || 1), 0);
  });
  const best = away.indexOf(Math.min(...away));
  return away[best] < Infinity ? best + 1 : null;
}
