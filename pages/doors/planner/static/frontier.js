// Value against budget, and where the plan that is shown stands.
import { $, h, put, s } from "/static/shared/dom.js";
import { cancel, follow, post, tab } from "/static/shared/client.js";
import { commands, sentences } from "/static/shared/parts.js";
import { ticks } from "/static/shared/axis.js";
import { money } from "/static/shared/words.js";
import { page } from "./state.js";
import { same } from "./wishes.js";

const W = 760;
const H = 270;
let found = null; // what was told, with the wishes it belongs to
let job = null;

export function showFrontier(what) {
  if (!page.portfolio) return;
  if (job && what === "wishes") cancel(job); // the plan need not wait for the curve of another question
  const stale = found && !same(found.asked, page.wishes);
  put(
    $("#frontier"),
    h("div", { class: "row" }, h("button", { type: "button", id: "curve", on: { click: run } }, found ? "Draw it again" : "Draw the frontier"), h("span", { class: "muted" }, "The best plan at twelve budgets, from a quarter to twice of what is asked now.")),
    stale ? h("p", { class: "notice" }, "Something was changed since this was drawn.") : null,
    h("div", { id: "curve-state", "aria-live": "polite" }, found ? [h("p", {}, found.headline), next(found)] : null),
    found ? [curve(found), table(found), commands(found.commands)] : null,
  );
}

async function run() {
  const asked = structuredClone(page.wishes);
  const bar = h("progress", { max: 12, value: 0, "aria-label": "Budgets that are solved" });
  try {
    ({ job } = await post("/planner/api/frontier", { tab, question: asked }));
  } catch (error) {
    put($("#curve-state"), h("p", { class: "fault" }, error.message));
    return;
  }
  put($("#curve-state"), bar, h("button", { type: "button", on: { click: () => job && cancel(job) } }, "Stop"));
  const mine = job;
  follow(mine, { progress: ({ done, total }) => Object.assign(bar, { max: total, value: done }) }, (state, data) => {
    if (job === mine) job = null;
    if (state === "finished" && data.document.points.length) {
      found = { ...data, asked };
      showFrontier();
    } else put($("#curve-state"), h("p", { class: ["finished", "cancelled"].includes(state) ? "muted" : "fault" }, ["finished", "cancelled"].includes(state) ? "Stopped." : sentences(data)));
  });
}

export function forgetFrontier() {
  found = null;
}

const here = ({ document: told, asked }) => (page.result?.found && same(page.result.asked, asked) ? told.points.find((point) => point.factor === 1) : null);

// What the money beyond today's would bring, as far as the proofs of both plans say it.
function next(told) {
  const { currency } = page.portfolio;
  const points = told.document.points.filter((point) => point.value !== null);
  const at = points.findIndex((point) => point.factor === 1);
  const [here_, more] = [points[at], points[at + 1]];
  if (at < 0 || !more) return null;
  const amount = (value) => h("data", { value }, money(value, currency));
  const sure = here_.bound === null || more.bound === null ? null : [` (proven: ${money(more.value - here_.bound, "", true)} to ${money(more.bound - here_.value, "", true)})`];
  return h("p", { id: "more-money" }, "The next ", amount(more.budget - here_.budget), " would bring ", amount(more.value - here_.value), sure, ".");
}

function curve(told) {
  const points = told.document.points.filter((point) => point.value !== null);
  if (!points.length) return null;
  const { currency } = page.portfolio;
  const now = here(told);
  const values = points.flatMap((point) => [point.value, point.bound ?? point.value]).concat(now ? [page.result.value] : []);
  const [low, high] = [Math.min(0, ...values), Math.max(...values, 1)];
  const most = Math.max(...points.map((point) => point.budget), 1);
  const x = (budget) => 76 + (budget / most) * (W - 100);
  const y = (value) => H - 44 - ((value - low) / (high - low)) * (H - 74);
  const line = (key) => points.map((point) => `${x(point.budget).toFixed(1)},${y(point[key] ?? point.value).toFixed(1)}`).join(" ");
  const knee = points.find((point) => point.factor === told.document.knee);
  const labelled = (at, value, words, up) => [s("text", { x: x(at), y: y(value) + (up ? -14 : 24), "text-anchor": x(at) > W - 120 ? "end" : "middle" }, words)];
  const words = now ? `You are here: ${money(page.result.value, currency)} with ${money(now.budget, currency)}. ` : "";
  return h(
    "figure",
    {},
    h("figcaption", {}, `Expected value against the money of all quarters, ${currency}: ◆ here, □ knee; dashed: bound`),
    h(
      "div",
      { class: "drawn curve-box" },
      s(
        "svg",
        { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `${words}${told.headline}` },
        ticks(low, high, 5).map((value) => [s("line", { class: "axis", x1: 76, x2: W - 24, y1: y(value), y2: y(value) }), s("text", { x: 70, y: y(value) + 4, "text-anchor": "end" }, money(value))]),
        ticks(0, most, 6).map((value) => s("text", { x: x(value), y: H - 20, "text-anchor": "middle" }, money(value))),
        s("polyline", { class: "bound", points: line("bound") }),
        s("polyline", { class: "plan", points: line("value") }),
        points.map((point) => s("circle", { class: "dot", cx: x(point.budget), cy: y(point.value), r: 3.5 })),
        knee ? [s("rect", { class: "knee", x: x(knee.budget) - 7, y: y(knee.value) - 7, width: 14, height: 14 }), knee === now ? null : labelled(knee.budget, knee.value, "knee", false)] : null,
        now ? [s("path", { class: "here", d: `M${x(now.budget)},${y(page.result.value) - 9}l9,9l-9,9l-9,-9z` }), labelled(now.budget, page.result.value, knee === now ? "you are here, at the knee" : "you are here", true)] : null,
      ),
    ),
  );
}

function table(told) {
  const now = here(told);
  const { currency } = page.portfolio;
  return h(
    "details",
    {},
    h("summary", {}, "The same as a table"),
    h(
      "table",
      {},
      h("caption", {}, `Budgets, ${currency}`),
      h("thead", {}, h("tr", {}, ["Budget", "Money", "Expected value", "Bound", "Spend"].map((word) => h("th", { scope: "col", class: word === "Budget" ? null : "number" }, word)))),
      h("tbody", {}, told.document.points.map((point) => h("tr", {}, h("th", { scope: "row" }, `${Math.round(point.factor * 100)} %${point === now ? " (you are here)" : ""}`), [point.budget, point.value, point.bound, point.spend].map((value) => h("td", { class: "number" }, value === null ? "no plan" : h("data", { value }, money(value))))))),
    ),
  );
}
