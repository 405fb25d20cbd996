// What stands behind the difference: where it comes from, what flips it, how it fares under other assumptions.
import { $, h, put, settled } from "/static/shared/dom.js";
import { cancel, follow, post, tab } from "/static/shared/client.js";
import { run } from "./answer.js";
import { bandBar } from "./drawing.js";
import { commands, picture, sentences } from "/static/shared/parts.js";
import { changed, keep, page, question } from "./state.js";
import { money, plain } from "/static/shared/words.js";

const QUICK = 30;
const FIVE = 5;
const SIZES = { sensitivity: 3, attribution: 6, organisation: 6, assumptions: 48 };
const OFFERS = {
  sensitivity: "Try every uncertain number",
  attribution: "Split the difference into its mechanisms",
  organisation: "Take out what both models share",
};
const ALTERNATIVES = { tornado: "What the difference depends on", waterfall: "Parts of the difference by mechanism", ladder: "Mechanism by mechanism", organisation: "What the organisation does to both models and to their difference" };

let about = "";

// Buttons for what has not been studied yet; results of another question say so.
export function offerStudies() {
  if (!page.portfolio) return;
  const now = JSON.stringify([page.scenario, page.models, page.changes]);
  if (now !== about) {
    const fresh = JSON.parse(about || "[]")[0] !== page.scenario;
    about = now;
    for (const kind of Object.keys(OFFERS)) offer(kind, $(`#${kind}`), fresh);
  }
  showSliders();
}

function offer(kind, place, fresh) {
  const two = page.models.length === 2;
  if (!fresh && $(".studied", place)) {
    const again = h("button", { type: "button", disabled: !two, on: { click: () => study(kind, place) } }, "Again, with the changes");
    $(".old", place)?.remove();
    place.prepend(h("p", { class: "notice old row apart" }, "This is of what was there before the last changes.", again));
    return;
  }
  if (!fresh && $("progress", place)) return;
  put(place, h("button", { type: "button", disabled: !two, on: { click: () => study(kind, place) } }, OFFERS[kind]), two ? null : h("span", { class: "muted" }, " Choose two different models."));
}

async function study(kind, place, then = () => {}) {
  if (kind === "sensitivity" && !page.sliders) put($("#sliders"), h("p", { class: "muted", role: "status" }, "Trying every uncertain number; see “What would flip it?” below."));
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Part of the study that is finished" });
  let number = null;
  put(place, bar, h("button", { type: "button", on: { click: () => number && cancel(number) } }, "Stop"));
  try {
    ({ job: number } = await post("/strategist/api/study", question({ tab, kind, replications: SIZES[kind] })));
  } catch (error) {
    put(place, h("p", { class: "fault" }, error.message));
    if (kind === "sensitivity") showSliders();
    return;
  }
  const progress = ({ done, total }) => Object.assign(bar, { max: total, value: done });
  follow(number, { progress }, (state, data) => {
    if (state === "finished") {
      put(place, result(number, data));
      then(data);
    } else {
      put(place, h("p", { class: "fault" }, state === "cancelled" ? "Stopped." : sentences(data)), h("button", { type: "button", on: { click: () => study(kind, place, then) } }, "Again"));
    }
    if (kind !== "sensitivity") return;
    if (state === "finished") five(data.document);
    else showSliders();
  });
}

function result(number, data) {
  return h(
    "div",
    { class: "studied" },
    h("p", {}, data.headline),
    data.figures.map((name) => picture(number, `${name}.svg`, `${ALTERNATIVES[name] ?? name}: ${data.headline}`)),
    h("details", {}, h("summary", {}, "In words and numbers"), h("pre", { class: "words", tabindex: "0" }, data.text)),
    commands(data.commands),
  );
}

// The five numbers with the largest swing become sliders.
function five(document) {
  page.sliders = document.numbers.slice(0, FIVE).map(({ id, label, paths, now, low, high, flip, grade }) => ({
    id, label, paths, now, low: Math.min(low.value, high.value), high: Math.max(low.value, high.value), flip, grade,
  }));
  keep();
  showSliders();
}

// While a slider moves only its number does; everything else follows when it rests.
const quick = settled(120, () => {
  changed("changes");
  run({ worlds: QUICK, backing: false });
});

function showSliders() {
  if (!page.sliders) {
    put($("#sliders"), h("button", { type: "button", disabled: page.models?.length !== 2, on: { click: () => study("sensitivity", $("#sensitivity")) } }, "Find them"), h("p", { class: "small muted" }, "Tries every uncertain number at both ends of its range; takes a moment."));
    return;
  }
  if ($("#sliders").contains(document.activeElement) && document.activeElement.type === "range") return;
  put($("#sliders"), page.sliders.map(slider), h("p", { class: "small muted" }, `Moving one runs ${QUICK} worlds; Run gives all of them.`));
}

const nice = (step) => {
  const power = 10 ** Math.floor(Math.log10(step));
  return Number(([1, 2, 5, 10].find((each) => each * power >= step * 0.999) * power).toPrecision(2));
};

function slider(number) {
  const held = page.changes[number.paths[0]];
  const value = held === undefined ? number.now : Number(held);
  const fine = nice((number.high - number.low) / 100);
  const whole = Number.isInteger(number.low) && Number.isInteger(number.high) && number.high - number.low >= 4;
  const times = number.paths[0].endsWith("*") ? "× " : "";
  const words = (each) => `${times}${plain(each)}`;
  const out = h("output", {}, words(value));
  const move = (event) => {
    const to = Number(event.target.value);
    out.textContent = words(to);
    event.target.setAttribute("aria-valuetext", words(to));
    for (const path of number.paths) {
      if (to === number.now) delete page.changes[path];
      else page.changes[path] = to;
    }
    quick();
  };
  const back = () => {
    for (const path of number.paths) delete page.changes[path];
    quick();
  };
  return h(
    "div",
    { class: "slider" },
    h("label", { for: `s-${number.id}` }, number.label, ": ", out, number.grade ? h("span", { class: "grade", "aria-label": `grade ${number.grade}` }, number.grade) : null),
    h("input", { type: "range", id: `s-${number.id}`, min: number.low, max: number.high, step: whole ? 1 : fine, "aria-valuetext": words(value), value, on: { input: move } }),
    h("div", { class: "ends" }, h("span", {}, words(number.low)), h("span", {}, number.flip === null ? "no flip in this range" : `flips at ${words(Number(number.flip.toPrecision(3)))}`), h("span", {}, words(number.high))),
    held === undefined ? null : h("button", { type: "button", on: { click: back } }, `Back to ${words(number.now)}`),
  );
}

// The second band: the same difference over sets of assumptions.
export function offerAssumptions() {
  const place = $("#assumed");
  if (!place || page.models.length !== 2) return;
  const start = () => {
    const cell = h("td", { colspan: 3 });
    put(place, h("tr", {}, h("th", { scope: "row" }, "Difference, by assumptions"), cell));
    study("assumptions", cell, (data) => put(place, assumed(data)));
  };
  put(place, h("tr", {}, h("th", { scope: "row" }, "Difference, by assumptions"), h("td", { colspan: 3 }, h("button", { type: "button", on: { click: start } }, "Test the assumptions"))));
}

function assumed(data) {
  const { p10, p50, p90 } = data.document.difference;
  const low = Math.min(0, p10);
  const high = Math.max(0, p90);
  return [
    h("tr", {}, h("th", { scope: "row" }, "Difference, by assumptions"), h("td", { class: "number" }, money(p50, "", true)), h("td", { class: "number" }, `${money(p10)} to ${money(p90)}`), h("td", {}, bandBar([p10, p90], null, low, high))),
    h("tr", {}, h("td", { colspan: 4 }, data.headline, commands(data.commands))),
  ];
}
