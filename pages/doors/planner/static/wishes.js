// What is asked on top of a portfolio. Every function gives a new document and leaves the old one as it is.

export const nothing = (scenario) => ({ scenario, changes: {}, budget: null, quarters: null, include: [], exclude: [], gap: "0.5%" });

export const same = (one, other) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));

function sorted(wishes) {
  if (!wishes) return wishes;
  const changes = Object.fromEntries(Object.entries(wishes.changes).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...nothing(wishes.scenario), ...wishes, changes, include: [...wishes.include].sort(), exclude: [...wishes.exclude].sort() };
}

// Whether an MMP must be "in", must be "out", or is "free".
export const decision = (wishes, id) => (wishes.include.includes(id) ? "in" : wishes.exclude.includes(id) ? "out" : "free");

export function decide(wishes, id, word) {
  const without = (list) => list.filter((each) => each !== id);
  return {
    ...wishes,
    include: word === "in" ? [...without(wishes.include), id] : without(wishes.include),
    exclude: word === "out" ? [...without(wishes.exclude), id] : without(wishes.exclude),
  };
}

// A value by path; the one that the portfolio has itself is no change.
export function set(wishes, path, value, base) {
  const changes = { ...wishes.changes };
  if (value === base) delete changes[path];
  else changes[path] = value;
  return { ...wishes, changes };
}

const peopleOf = (path) => /^value_streams\.(.+)\.stages\.[^.]+\.servers$/.exec(path)?.[1];

// Another number of teams together with their people: the changes for each number are those that the server says.
export function staff(wishes, { id, teams, staffing }, count) {
  const own = (path) => path === `value_streams.${id}.teams` || peopleOf(path) === id;
  const changes = Object.fromEntries(Object.entries(wishes.changes).filter(([path]) => !own(path)));
  return { ...wishes, changes: count === teams ? changes : { ...changes, ...staffing[count] } };
}

const window = (id) => [`mmps.${id}.earliest_quarter`, `mmps.${id}.latest_quarter`];

// The quarter to which the start of an MMP is pinned; null when it is not.
export function pinned(wishes, id) {
  const [first, last] = window(id).map((path) => wishes.changes[path]);
  return first !== undefined && first === last ? first : null;
}

export function pin(wishes, id, quarter) {
  const changes = { ...wishes.changes };
  for (const path of window(id)) {
    if (quarter === null) delete changes[path];
    else changes[path] = quarter;
  }
  return { ...wishes, changes };
}

// A bar that was moved: it starts there, so it is in.
export const place = (wishes, id, quarter) => decide(pin(wishes, id, quarter), id, "in");

export const pins = (wishes, ids) => ids.filter((id) => pinned(wishes, id) !== null);

// A way out, as the server says it in the terms of a question.
export function remedied(wishes, remedy) {
  const without = (list, gone) => list.filter((id) => !gone.includes(id));
  return {
    ...wishes,
    changes: { ...wishes.changes, ...remedy.changes },
    budget: remedy.budget ?? wishes.budget,
    quarters: remedy.quarters ?? wishes.quarters,
    include: without(wishes.include, [...remedy.no_longer_include, ...remedy.exclude]),
    exclude: [...without(wishes.exclude, remedy.no_longer_exclude), ...remedy.exclude],
  };
}

// What is asked, one entry for each thing that can be taken back: words, and the wishes without it.
export function told(wishes, names = (id) => id) {
  const found = [];
  for (const id of wishes.include) found.push([`${names(id)} in`, decide(wishes, id, "free")]);
  for (const id of wishes.exclude) found.push([`${names(id)} out`, decide(wishes, id, "free")]);
  if (wishes.budget) found.push(["budget changed", { ...wishes, budget: null }]);
  if (wishes.quarters) found.push([`${wishes.quarters} quarters`, { ...wishes, quarters: null }]);
  for (const [path, value] of Object.entries(wishes.changes)) {
    const stream = /^value_streams\.(.+)\.teams$/.exec(path)?.[1];
    if (stream !== undefined) {
      found.push([`${path} = ${value}`, staff(wishes, { id: stream }, undefined)]);
      continue;
    }
    if (`value_streams.${peopleOf(path)}.teams` in wishes.changes) continue; // they come and go with their teams
    const id = /^mmps\.(.+)\.(?:earliest|latest)_quarter$/.exec(path)?.[1];
    if (id !== undefined && pinned(wishes, id) !== null) {
      if (path.endsWith("earliest_quarter")) found.push([`${names(id)} starts in quarter ${value}`, pin(wishes, id, null)]);
    } else {
      found.push([`${path} = ${value ?? "none"}`, set(wishes, path, undefined, undefined)]);
    }
  }
  return found;
}

// Steps that can be undone, and those that were.
export const MOST = 100;
export const fresh = () => ({ past: [], future: [] });
export const step = ({ past }, now) => ({ past: [...past, now].slice(-MOST), future: [] });

// [history, wishes] one step back or forth; null when there is none.
export function back({ past, future }, now) {
  return past.length ? [{ past: past.slice(0, -1), future: [now, ...future] }, past.at(-1)] : null;
}
export function forth({ past, future }, now) {
  return future.length ? [{ past: [...past, now], future: future.slice(1) }, future[0]] : null;
}
