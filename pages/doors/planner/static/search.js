// A plan is asked for; its best plan so far and the bound are drawn while it runs.
import { $, put, s, settled } from "/static/shared/dom.js";
import { cancel, follow, post, tab } from "/static/shared/client.js";
import { complain } from "/static/shared/toasts.js";
import { sentences } from "/static/shared/parts.js";
import { ticks } from "/static/shared/axis.js";
import { money } from "/static/shared/words.js";
import { changed, page } from "./state.js";
import { same } from "./wishes.js";

const W = 430;
const H = 104;
let job = null;
let unfollow = () => {};
let asks = 0;
let searching = false;

export async function run() {
  const mine = ++asks;
  unfollow();
  const asked = structuredClone(page.wishes);
  const before = page.result?.found && !same(page.result.asked, asked) ? page.result.asked : page.last;
  working(true);
  try {
    ({ job } = await post("/planner/api/plan", { tab, question: asked, last: before && !same(before, asked) ? before : null, pinned: page.pinned }));
  } catch (error) {
    if (mine !== asks) return;
    working(false);
    complain(error);
    return;
  }
  if (mine !== asks) {
    cancel(job);
    return;
  }
  unfollow = follow(job, { search: ({ points }) => draw(points), plan: (data) => show({ ...data, asked, against: {} }, before) }, (state, data) => {
    if (mine !== asks) return;
    working(false);
    if (state === "finished") show({ ...data, asked, against: data.against ?? {} }, before);
    else if (state !== "cancelled") {
      $("#headline").textContent = sentences(data);
      complain({ message: sentences(data) });
    }
  });
}

// What is asked is what is shown already: a search for something else is not wanted any more.
export function settle() {
  if (!searching) return;
  asks += 1;
  unfollow();
  if (job) cancel(job);
  working(false);
  if (page.result) draw(page.result.points, page.result);
}

export const runSoon = settled(250, () => page.auto && run());

export const stop = () => job && cancel(job);

function working(on) {
  searching = on;
  $("#stop").disabled = !on;
  $("#table").setAttribute("aria-busy", String(on));
  $("#state").classList.toggle("busy", on);
  if (on) draw([]);
}

function show(result, before) {
  page.result = result;
  page.last = before;
  draw(result.points, result);
  changed("result");
}

// Value against seconds: the plan rises in steps, the bound falls; between them is what is not proven yet.
function draw(points, result = null) {
  const known = points.filter(([, value, bound]) => value !== null || bound !== null);
  const values = known.flatMap(([, value, bound]) => [value, bound]).filter((each) => each !== null);
  const ends = result?.found ? [result.document.objective, result.document.bound].filter((each) => each !== null) : [];
  if (!values.length && !ends.length) {
    put($("#search"), s("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": result ? "No search was needed" : "Searching" }, s("text", { x: 8, y: 52 }, result ? "Nothing to draw." : "Searching ...")));
    return;
  }
  const all = [...values, ...ends];
  const seconds = Math.max(result?.document.seconds ?? 0, points.at(-1)?.[0] ?? 0, 0.1);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = (high - low || Math.abs(high) || 1) * 0.12;
  const x = (at) => 78 + (at / seconds) * (W - 90);
  const y = (value) => 86 - ((value - low + room) / (high - low + 2 * room)) * 80;
  const last = result?.found ? [[seconds, result.document.objective, result.document.bound]] : [];
  const line = (at) => {
    let words = "";
    for (const point of [...known, ...last]) {
      if (point[at] === null) continue;
      words += words ? `H${x(point[0]).toFixed(1)}V${y(point[at]).toFixed(1)}` : `M${x(point[0]).toFixed(1)},${y(point[at]).toFixed(1)}`;
    }
    return words;
  };
  const [, plan, bound] = last[0] ?? known.at(-1);
  put(
    $("#search"),
    s(
      "svg",
      { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `After ${seconds.toFixed(1)} seconds: plan ${money(plan)}, bound ${money(bound)}` },
      ticks(low - room, high + room, 3).map((value) => [s("line", { class: "axis", x1: 78, x2: W - 10, y1: y(value), y2: y(value) }), s("text", { x: 72, y: y(value) + 4, "text-anchor": "end" }, money(value))]),
      s("path", { class: "bound", d: line(2) }),
      s("path", { class: "plan", d: line(1) }),
      last.length ? s("circle", { class: "end", cx: x(seconds), cy: y(plan), r: 4 }) : null,
      s("text", { x: 78, y: 101 }, "0"),
      s("text", { x: W - 10, y: 101, "text-anchor": "end" }, `${seconds.toFixed(1)} s`),
    ),
  );
}
