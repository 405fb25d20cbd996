// Plans with names, side by side.
import { $, h, put } from "/static/shared/dom.js";
import { money } from "/static/strategist/words.js";
import { ask, changed, nameOf, page, quarterName } from "./state.js";
import { same, told } from "./wishes.js";

const MOST = 6;

function add(event) {
  event.preventDefault();
  const { result } = page;
  const name = $("#plan-name").value.trim();
  if (!name || !result?.found) return;
  const starts = Object.fromEntries(result.document.mmps.filter((row) => row.chosen).map((row) => [row.id, row.start_quarter]));
  const { status, bound } = result.document;
  const kept = { name, asked: result.asked, value: result.value, cost: result.cost, bound, status, starts, commands: result.commands };
  page.plans = [...page.plans.filter((each) => each.name !== name), kept].slice(-MOST);
  changed("plans");
  $("#plan-name").focus();
}

function drop(name) {
  page.plans = page.plans.filter((each) => each.name !== name);
  changed("plans");
}

export function showPlans() {
  if (!page.portfolio) return;
  const { plans, result } = page;
  const next = `Plan ${String.fromCharCode(65 + (plans.length % 26))}`;
  put(
    $("#plans"),
    h("form", { class: "row", on: { submit: add } }, h("label", { for: "plan-name" }, "Keep the plan that is shown as"), h("input", { id: "plan-name", maxlength: 30, required: true, value: next }), h("button", { class: "main", disabled: !result?.found }, "Keep it")),
    plans.length ? table(plans) : h("p", { class: "muted" }, `Keep up to ${MOST} plans, to see them side by side; a link to this page has them too.`),
  );
}

function table(plans) {
  const ids = page.portfolio.mmps.map((mmp) => mmp.id).filter((id) => plans.some((plan) => plan.starts[id] !== undefined));
  const row = (words, cell, number = true) => h("tr", {}, h("th", { scope: "row" }, words), plans.map((plan) => h("td", { class: number ? "number" : null }, cell(plan))));
  const first = plans[0];
  return h(
    "div",
    { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Plans side by side" },
    h(
      "table",
      { class: "plans" },
      h("caption", {}, `Amounts in ${page.portfolio.currency}; ≠ marks what differs from ${first.name}`),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Plan"), plans.map((plan) => h("th", { scope: "col", class: "number" }, plan.name)))),
      h(
        "tbody",
        {},
        row("Expected value", (plan) => h("data", { value: plan.value }, money(plan.value))),
        row("Bound", (plan) => (plan.bound === null ? "–" : money(plan.bound))),
        row("Cost", (plan) => h("data", { value: plan.cost }, money(plan.cost))),
        row("MMPs in", (plan) => Object.keys(plan.starts).length),
        row("Proof", (plan) => plan.status),
        row("Asked", (plan) => told(plan.asked, nameOf).map(([words]) => words).join("; ") || "as it stands", false),
        ids.map((id) => row(nameOf(id), (plan) => `${plan.starts[id] !== first.starts[id] ? "≠ " : ""}${plan.starts[id] === undefined ? "out" : quarterName(plan.starts[id])}`)),
        row("Do", (plan) => h("div", { class: "row" }, h("button", { type: "button", class: "slim", disabled: same(plan.asked, page.wishes), "aria-label": `Ask for ${plan.name} again`, on: { click: () => ask(plan.asked) } }, "Ask again"), h("button", { type: "button", class: "slim", "aria-label": `Drop ${plan.name}`, on: { click: () => drop(plan.name) } }, "Drop")), false),
        row("Command", (plan) => plan.commands.map((line) => h("code", { class: "command" }, line)), false),
      ),
    ),
  );
}
