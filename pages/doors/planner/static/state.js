// What the page is about: kept behind the # of the address, so that a link brings it back.
import { remember, state } from "/static/shared/address.js";
import { back, forth, fresh, nothing, same, step } from "./wishes.js";

const kept = state();
const listeners = [];
const scenario = new URLSearchParams(location.search).get("scenario") ?? kept.wishes?.scenario ?? null;

export const page = {
  wishes: kept.wishes?.scenario === scenario ? kept.wishes : nothing(scenario),
  pinned: kept.wishes?.scenario === scenario ? (kept.pinned ?? null) : null,
  plans: kept.wishes?.scenario === scenario ? (kept.plans ?? []) : [],
  auto: kept.auto ?? true,
  view: kept.view ?? "table",
  history: fresh(), // not kept from here on
  portfolio: null,
  result: null, // the last answer, with the wishes it belongs to as `asked`
  last: null, // the wishes of the plan before it
};

export function keep() {
  const { wishes, pinned, plans, auto, view } = page;
  remember({ wishes, pinned, plans: plans.length ? plans : null, auto: auto ? null : false, view });
}

// Called after every change: listener(what), what being "portfolio", "wishes", "result", "plans" or "pinned".
export const onChange = (listener) => listeners.push(listener);

export function changed(what) {
  keep();
  for (const listener of listeners) listener(what);
}

// Ask something else. It can be undone.
export function ask(wishes) {
  if (same(wishes, page.wishes)) return;
  page.history = step(page.history, page.wishes);
  page.wishes = wishes;
  changed("wishes");
}

const walk = (way) => () => {
  const found = way(page.history, page.wishes);
  if (!found) return;
  [page.history, page.wishes] = found;
  changed("wishes");
};
export const undo = walk(back);
export const redo = walk(forth);

export const nameOf = (id) => page.portfolio?.mmps.find((mmp) => mmp.id === id)?.name ?? id;
export const quarterName = (quarter) => page.portfolio?.quarter_names[quarter - 1] ?? `Q${quarter}`;
export const quarterCount = () => page.wishes.quarters ?? page.portfolio.quarters;
export const mmpRows = () => new Map((page.result?.found ? page.result.document.mmps : []).map((row) => [row.id, row]));
