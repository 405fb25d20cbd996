// A trace in the browser: what lies where in a week, how many, how long. Pure; rows as workshop/live/traces.py writes.

export const DONE = 0;
const LAST = 20; // finished cards whose mean time is shown, of each class
const WINDOW = 13; // weeks over which "done a week" is counted

/** A trace ready to be asked: visits by card, finished cards in order, all weeks in which something happens. */
export function opened(raw) {
  const byCard = raw.cards.map(() => []);
  raw.visits.forEach((visit, k) => byCard[visit[0]].push(k));
  const finished = raw.cards
    .map((card, k) => ({ card: k, week: card[3], spent: card[3] - card[1], kind: card[4], fate: card[5] }))
    .filter((row) => row.fate === DONE && row.week !== null)
    .sort((a, b) => a.week - b.week || a.card - b.card);
  const weeks = new Set();
  const add = (week) => { if (week !== null && week > 0 && week <= raw.weeks) weeks.add(week); };
  raw.cards.forEach((card) => [card[1], card[3]].forEach(add));
  raw.visits.forEach((visit) => visit.slice(2).forEach(add));
  raw.blocked.forEach((row) => row.slice(1).forEach(add));
  return { raw, byCard, finished, events: [...weeks].sort((a, b) => a - b) };
}

const there = (from, to, week) => from !== null && from <= week && (to === null || week < to);

/** Cards on the board in a week: {card, stage, part: wait | work | done | idle, blocked, age}, and those in front. */
export function momentOf(trace, week) {
  const { raw } = trace;
  const stuck = new Set(raw.blocked.filter((row) => there(row[1], row[2], week)).map((row) => row[0]));
  const cut = new Set(raw.pauses.filter((row) => there(row[1], row[2], week)).map((row) => row[0]));
  const places = [];
  const counts = raw.stages.map(() => 0);
  for (const [card, stage, came, began, ended, went] of raw.visits) {
    if (!there(came, went, week)) continue;
    const over = ended !== null && ended <= week;
    const work = !over && began !== null && began <= week && !cut.has(card);
    const entered = raw.cards[card][2] ?? came;
    places.push({ card, stage, part: raw.idle.includes(stage) ? "idle" : over ? "done" : work ? "work" : "wait", blocked: stuck.has(card), age: week - entered });
    counts[stage] += 1;
  }
  const outside = [];
  raw.cards.forEach((card, k) => {
    const [, idea, entered, left] = card;
    if (raw.outside && idea <= week && (entered === null || week < entered) && (left === null || week < left)) outside.push(k);
  });
  const away = raw.stages.map((_, stage) => raw.away.filter((row) => row[0] === stage && there(row[1], row[2], week)).length);
  return { week, places, counts, outside, away, done: doneBy(trace, week) };
}

/** Cards finished since the first week. */
export function doneBy(trace, week) {
  return trace.finished.filter((row) => row.week > 0 && row.week <= week).length;
}

const mean = (values) => (values.length ? values.reduce((a, b) => a + b, 0) / values.length : null);

/** The three numbers of a board in a week, of all cards and of each class: {name, weeks, cards, progress, weekly}. */
export function numbersOf(trace, week, moment = momentOf(trace, week)) {
  const { raw } = trace;
  const since = Math.max(0, week - WINDOW);
  const of = (name, mine) => {
    const over = trace.finished.filter((row) => row.week <= week && mine(row.kind));
    const last = over.slice(-LAST);
    const lately = over.filter((row) => row.week > since && row.week > 0).length;
    const inside = new Set(moment.places.filter((place) => !raw.idle.includes(place.stage) && mine(raw.cards[place.card][4])).map((place) => place.card));
    return {
      name,
      weeks: mean(last.map((row) => row.spent)),
      cards: last.length,
      progress: inside.size,
      weekly: week - since >= 1 ? lately / (week - since) : null,
    };
  };
  const classes = raw.classes.length > 1 ? raw.classes.map((name, k) => of(name, (kind) => kind === k)) : [];
  return { ...of("", () => true), classes };
}

const kept = new WeakMap();

/** What is asked of a trace again and again: found once. */
function once(trace, what, find) {
  if (!kept.has(trace)) kept.set(trace, new Map());
  const mine = kept.get(trace);
  if (!mine.has(what)) mine.set(what, find());
  return mine.get(what);
}

/** Most cards in front, and in each stage, at any time within the trace. */
export const peaksOf = (trace) => once(trace, "peaks", () => {
  const { raw } = trace;
  const most = (stays) => {
    const steps = stays.flatMap(([from, to]) => [[Math.max(from, 0), 1], ...(to === null ? [] : [[to, -1]])]);
    steps.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    let now = 0;
    return steps.reduce((high, [, step]) => { now += step; return Math.max(high, now); }, 0);
  };
  const lasting = (from, to) => from !== null && (to === null || to > 0) && (to === null || to > from);
  const outside = raw.outside ? raw.cards.map(([, idea, entered, left]) => [idea, entered ?? left]).filter(([from, to]) => lasting(from, to)) : [];
  const stages = raw.stages.map((_, stage) => most(raw.visits.filter((visit) => visit[1] === stage && lasting(visit[2], visit[5])).map((visit) => [visit[2], visit[5]])));
  return { outside: most(outside), stages };
});

/** The bands of the cumulative flow from below at evenly spaced weeks: done, last stage ... first stage, in front. */
export const bandsOf = (trace, points) => once(trace, points, () => allBands(trace, points));

function allBands(trace, points) {
  const { raw } = trace;
  const weeks = Array.from({ length: points }, (_, k) => (raw.weeks * k) / (points - 1));
  const rows = weeks.map((week) => countsOf(trace, week));
  return { weeks, bands: rows[0].map((_, k) => rows.map((row) => row[k])) };
}

/** Cards in each band of the cumulative flow in a week, from below. */
export function countsOf(trace, week) {
  const { raw } = trace;
  const counts = raw.stages.map(() => 0);
  for (const visit of raw.visits) if (there(visit[2], visit[5], week)) counts[visit[1]] += 1;
  const outside = raw.cards.filter(
    ([, idea, entered, left]) => idea <= week && (entered === null || week < entered) && (left === null || week < left),
  ).length;
  return [doneBy(trace, week), ...counts.reverse(), raw.outside ? outside : 0];
}

/** Finished cards up to a week as dots, and the weeks in which 85 % of them were done (null before any is). */
export function dotsOf(trace, week) {
  const dots = trace.finished.filter((row) => row.week > 0 && row.week <= week);
  return { dots, line: quantile(dots.map((row) => row.spent), 0.85) };
}

/** A quantile between neighbours in order (the usual definition: linear); null of nothing. */
export function quantile(values, share) {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

/** The next week in which something happens on any of the boards (before: the last one); null when there is none. */
export function eventAfter(traces, week, direction = 1) {
  const all = traces.flatMap((trace) => trace.events);
  const ahead = all.filter((at) => (direction > 0 ? at > week + 1e-9 : at < week - 1e-9));
  if (!ahead.length) return null;
  return direction > 0 ? Math.min(...ahead) : Math.max(...ahead);
}

/** What became of a card, in words, as far as is known in a week. */
export function storyOf(trace, card, week) {
  const [number, idea, , left] = trace.raw.cards[card];
  const name = trace.raw.names[card] || `card ${number < 0 ? `U${-number}` : number}`;
  const now = trace.byCard[card].map((k) => trace.raw.visits[k]).find((visit) => there(visit[2], visit[5], week));
  if (left !== null && left <= week) return `${name}: ${trace.raw.gone} in week ${left.toFixed(1)}, ${(left - idea).toFixed(1)} weeks after the idea`;
  if (now) return `${name}: ${trace.raw.stages[now[1]]} since week ${now[2].toFixed(1)}`;
  return idea > week ? `${name}: no idea yet` : `${name}: waits in front`;
}
