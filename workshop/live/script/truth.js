// The rule of truth: the board is one year, the curve is many; both numbers stand together. Pure.

import { quantile } from "./trace.js";

/** What is usual: mean, P10 and P90 of many years; null before there are any. */
export function usualOf(values) {
  const known = values.filter((value) => value !== null);
  if (!known.length) return null;
  return {
    mean: known.reduce((a, b) => a + b, 0) / known.length, low: quantile(known, 0.1), high: quantile(known, 0.9), years: known.length,
  };
}

const FEW = 10; // years from which on eight in ten of them can be told

/** Whether a year lies outside of eight in ten. */
export const unusual = (value, usual) => value !== null && usual !== null && usual.years >= FEW && (value < usual.low || value > usual.high);

const WIDEST = 61; // letters that fit beside each other on a board

/** Three digits, as everywhere in the program. */
export function plain(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "\u2013";
  if (value === 0) return "0";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 2)).replace("-", "\u2212");
}

/** Both numbers in one sentence. */
export function sentenceOf(value, usual) {
  if (usual === null) return `this year ${plain(value)}; on average: not run yet`;
  const spread = usual.years < FEW ? `of ${usual.years} year${usual.years === 1 ? "" : "s"}` : `8 years in 10: ${plain(usual.low)} to ${plain(usual.high)}`;
  const many = `${plain(usual.mean)} (${spread})`;
  const whole = unusual(value, usual) ? `unusual year ${plain(value)}; average ${many}` : `this year ${plain(value)}; on average ${many}`;
  return whole.length > WIDEST ? whole.replace("on average", "average").replace("8 years in 10", "8 in 10") : whole;
}

/** What the right board is to the left one: a position in CHOICES of votes. Null when one of them is not known. */
export function verdictOf(left, right) {
  if (left === null || right === null) return null;
  if (left === 0 && right > 0) return 4; // something is more than twice nothing
  if (left <= 0) return Math.abs(right - left) <= 0.1 * Math.abs(left) ? 2 : right > left ? 3 : 1; // of a loss there is no half
  const times = right / left;
  if (times < 0.5) return 0;
  if (times < 0.9) return 1;
  if (times <= 1.1) return 2;
  return times <= 2 ? 3 : 4;
}

/** Where the sign of the mean difference turns: pairs of neighbouring turns; null where years are missing. */
export function flipsOf(differences) {
  const found = [];
  for (let k = 1; k < differences.length; k += 1) {
    const [a, b] = [differences[k - 1], differences[k]];
    if (a !== null && b !== null && Math.sign(a) !== Math.sign(b)) found.push([k - 1, k]);
  }
  return found;
}
