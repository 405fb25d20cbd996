// What the page is about: kept behind the # of the address, so that a link brings it back.
import { remember, state } from "/static/shared/address.js";

const kept = state();
const listeners = [];

export const page = {
  scenario: new URLSearchParams(location.search).get("scenario") ?? kept.scenario ?? null,
  models: kept.models ?? null,
  changes: kept.changes ?? {},
  worlds: kept.worlds ?? 200,
  seed: kept.seed ?? 1,
  view: kept.view ?? "answer",
  sliders: kept.sliders ?? null,
  pins: kept.pins ?? [],
  portfolio: null, // the document of the server; not kept
  result: null,
};

export function keep() {
  const { scenario, models, changes, worlds, seed, view, sliders, pins } = page;
  const some = (value) => (value && Object.keys(value).length ? value : null);
  remember({ scenario, models, changes: some(changes), worlds, seed, view, sliders: some(sliders), pins: some(pins) });
}

// Called after every change of the inputs: listener(what), what being "scenario", "changes" or "models".
export const onChange = (listener) => listeners.push(listener);

export function changed(what) {
  keep();
  for (const listener of listeners) listener(what);
}

export function setChange(path, value) {
  if (value === undefined) delete page.changes[path];
  else page.changes[path] = value;
  changed("changes");
}

export const question = (more = {}) => ({
  scenario: page.scenario,
  changes: { ...page.changes },
  models: page.models,
  replications: page.worlds,
  seed: page.seed,
  ...more,
});
