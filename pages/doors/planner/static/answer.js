// What came out: the value with its proof, what stands in the way and how out, what changed, what was asked.
import { $, h, put } from "/static/shared/dom.js";
import { commands } from "/static/shared/parts.js";
import { money } from "/static/shared/words.js";
import { ask, changed, nameOf, page, quarterName, undo } from "./state.js";
import { pin, pins, remedied, same, told } from "./wishes.js";

const FEW = 2; // MMPs that are named in a strip; more are counted, and named when it is opened
const STATES = { optimal: "✓ proven best", "within gap": "✓ proven within the gap", feasible: "stopped: not proven", infeasible: "✗ no plan", "no plan found": "✗ none found in time" };

export function showAnswer() {
  const { result, portfolio } = page;
  if (!result) {
    put($("#value"), " ");
    $("#state").hidden = true;
    put($("#trouble"));
    put($("#strip"));
    put($("#pinning"));
    put($("#commands"));
    return;
  }
  const { document: found } = result;
  $("#headline").textContent = result.headline.replace("--gap 0 proves it", "“exact” under “Proof” proves it");
  put($("#value"), result.found ? h("data", { value: result.value }, money(result.value, portfolio.currency)) : "No plan");
  $("#state").hidden = false;
  $("#state").textContent = STATES[found.status] ?? found.status;
  put($("#trouble"), result.found ? null : trouble(found));
  put($("#strip"), result.found ? [strip("last", "Against the last plan"), strip("pinned", "Against the pinned plan")] : null);
  put($("#pinning"), result.found ? pinning() : null);
  put($("#commands"), commands(result.commands, "The plan above on the command line, in this folder:"));
}

// Why there is no plan, and a button for every way out.
function trouble({ conflict, status }) {
  const held = pins(page.wishes, page.portfolio.mmps.map((mmp) => mmp.id));
  const loose = held.reduce((wishes, id) => pin(wishes, id, null), page.wishes);
  const more = [
    held.length ? h("li", {}, h("button", { type: "button", on: { click: () => ask(loose) } }, `take back the pins of ${held.map(nameOf).join(", ")}`)) : null,
    page.history.past.length ? h("li", {}, h("button", { type: "button", on: { click: undo } }, "undo the last change")) : null,
  ];
  if (!conflict) return h("div", { class: "notice" }, h("h2", {}, status === "no plan found" ? "No plan was found in time" : "There is no plan"), h("ul", { class: "plain" }, more));
  const several = conflict.conflicts.length > 1;
  return h(
    "div",
    { class: "notice", role: "group", "aria-labelledby": "conflict" },
    h("h2", { id: "conflict" }, "No plan keeps all of these"),
    several ? h("p", {}, "At least one line of each has to give way.") : null,
    conflict.conflicts.map((lines, at) => [several ? h("h3", {}, `Conflict ${at + 1}`) : null, h("ul", {}, lines.map((line) => h("li", {}, line)))]),
    conflict.all_found ? null : h("p", { class: "small" }, "The search was cut short: there may be other conflicts."),
    h("h3", {}, "Ways out"),
    h("ul", { class: "plain ways" }, conflict.remedies.map((each) => h("li", {}, each.known ? h("button", { type: "button", on: { click: () => ask(remedied(page.wishes, each)) } }, each.words) : `${each.words} (edit the portfolio)`)), more),
  );
}

function strip(name, title) {
  const against = page.result.against?.[name];
  if (!against) return null;
  const { mmps, value_before: before, value_now: now } = against.document;
  const those = (words, at) => {
    const found = mmps.filter(at);
    const named = found.map((row) => (words === "→ moved" ? `${nameOf(row.id)} ${quarterName(row.start_before)} → ${quarterName(row.start_now)}` : nameOf(row.id))).join(", ");
    if (found.length > FEW) return h("details", { class: "chip" }, h("summary", {}, h("strong", {}, words), ` ${found.length} MMPs`), named);
    return found.length ? h("span", { class: "chip" }, h("strong", {}, `${words} `), named) : null;
  };
  const parts = [
    those("+ in", (row) => row.start_before === null && row.start_now !== null),
    those("− out", (row) => row.start_before !== null && row.start_now === null),
    those("→ moved", (row) => row.start_before !== null && row.start_now !== null && row.start_before !== row.start_now),
  ].filter(Boolean);
  return h(
    "div",
    { class: "strip", data: { against: name } },
    h("span", { class: "muted" }, `${title}: `),
    h("data", { value: now - before }, money(now - before, page.portfolio.currency, true)),
    " ",
    parts.length ? parts : "the same MMPs in the same quarters",
  );
}

function pinning() {
  const take = (wishes) => () => {
    page.pinned = wishes;
    changed("pinned");
  };
  const here = page.pinned && same(page.pinned, page.result.asked);
  const hold = h("button", { type: "button", class: "slim", disabled: here, on: { click: take(page.result.asked) } }, here ? "This plan is pinned" : "Pin this plan");
  const drop = page.pinned ? h("button", { type: "button", class: "slim", on: { click: take(null) } }, "Take the pin off") : null;
  return [hold, drop];
}

// What is asked on top of the portfolio; each can be taken back.
export function showWishes() {
  const found = told(page.wishes, nameOf);
  $("#wishes").hidden = !found.length;
  put(
    $("#wishes"),
    h("span", {}, found.length > 3 ? `Asked (${found.length}):` : "Asked:"),
    found.map(([words, without]) => h("button", { type: "button", "aria-label": `Take back: ${words}`, on: { click: () => ask(without) } }, `${words} ✕`)),
  );
  $("#undo").disabled = !page.history.past.length;
  $("#redo").disabled = !page.history.future.length;
}
