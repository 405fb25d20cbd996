// Money per quarter and teams per value stream as sliders, rules as check boxes with what they cost.
import { $, h, put } from "/static/shared/dom.js";
import { cancel, follow, post, tab } from "/static/shared/client.js";
import { complain } from "/static/shared/toasts.js";
import { commands, sentences } from "/static/shared/parts.js";
import { money, plain } from "/static/shared/words.js";
import { ask, page, quarterCount, quarterName } from "./state.js";
import { same, set, staff } from "./wishes.js";

let prices = null; // by path, of the plan that is shown
let job = null;

// What the plan that is shown uses, as long as it is the plan of what is asked.
const uses = (table) => (page.result?.found && same(page.result.asked, page.wishes) ? page.result.document[table] : []);

const budgets = () => {
  const { wishes, portfolio } = page;
  const held = wishes.budget ?? portfolio.budget;
  return Array.from({ length: quarterCount() }, (_, k) => held[Math.min(k, held.length - 1)]);
};

export function showLimits(what) {
  if (!page.portfolio) return;
  if (["portfolio", "wishes", "result"].includes(what)) {
    prices = null; // they were those of another question, and the plan need not wait for them
    if (job) cancel(job);
    job = null;
  }
  const focus = document.activeElement?.id;
  put(
    $("#limits"),
    h("section", { "aria-labelledby": "money" }, h("h2", { id: "money" }, "Money per quarter"), h("div", { class: "sliders" }, moneyForm())),
    h("section", { "aria-labelledby": "teams" }, h("h2", { id: "teams" }, "Teams per value stream"), h("div", { class: "sliders" }, teamsForm())),
    page.portfolio.limits.length ? h("section", { "aria-labelledby": "others" }, h("h2", { id: "others" }, "Purses, budgets of value streams, other resources"), h("div", { class: "sliders" }, page.portfolio.limits.map(limitForm))) : null,
    h("section", { "aria-labelledby": "rules" }, h("div", { class: "row apart" }, h("h2", { id: "rules" }, "Rules, and what each costs"), h("div", { class: "row" }, priceable().length ? null : h("span", { class: "muted small" }, "Give a rule a number first."), h("button", { type: "button", id: "price", disabled: !page.result?.found || !priceable().length, on: { click: price } }, "Price the rules"))), rulesTable()),
  );
  if (focus) document.getElementById(focus)?.focus();
}

// The state of a slider in words, while it is dragged; what it means is asked when it is let go.
function slider(id, label, { low, high, step, value, words, use }, change) {
  const told = h("output", { for: id }, words(value));
  const beside = h("span", {}, use ? h("span", { class: "small muted" }, `${use} of `) : null, told);
  const input = h("input", { type: "range", id, min: low, max: high, step, "aria-valuetext": words(value), on: { input: (event) => said(event.target), change: (event) => change(Number(event.target.value)) } });
  input.value = value;
  const said = (each) => {
    told.textContent = words(Number(each.value));
    each.setAttribute("aria-valuetext", told.textContent);
  };
  return h("div", { class: "slider" }, h("div", { class: "row apart" }, h("label", { for: id }, label), beside), input);
}

function moneyForm() {
  const now = budgets();
  const { portfolio, wishes } = page;
  const most = Math.max(...portfolio.budget, ...now, 1) * 2;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(most / 200)));
  const used = new Map(uses("budgets").filter((row) => row.stream === null).map((row) => [row.quarter, row.used]));
  const words = (value) => money(value, portfolio.currency);
  const all = slider("budget-all", "All quarters, share of the portfolio's budget", { low: 0, high: 200, step: 5, value: Math.round((100 * now[0]) / (portfolio.budget[0] || 1)), words: (value) => `${value} %` }, (share) =>
    ask({ ...wishes, budget: share === 100 ? null : now.map((_, k) => Math.round((portfolio.budget[Math.min(k, portfolio.budget.length - 1)] * share) / 100)) }),
  );
  return [
    all,
    now.map((value, k) =>
      slider(`budget-${k + 1}`, quarterName(k + 1), { low: 0, high: Math.ceil(most / step) * step, step: "any", value, words, use: used.has(k + 1) ? `${money(used.get(k + 1))} used` : null }, (amount) => {
        const next = now.map((each, at) => (at === k ? Math.round(amount / step) * step : each));
        ask({ ...wishes, budget: next.every((each, at) => each === portfolio.budget[at]) ? null : next });
      }),
    ),
  ];
}

function teamsForm() {
  const { portfolio, wishes } = page;
  if (!portfolio.streams.length) return h("p", { class: "muted" }, "The portfolio has no value streams with teams: money is its only limit.");
  return portfolio.streams.map((stream) => {
    const value = wishes.changes[`value_streams.${stream.id}.teams`] ?? stream.teams;
    const high = Math.max(...Object.keys(stream.staffing).map(Number), value);
    return slider(`teams-${stream.id}`, stream.name, { low: 1, high, step: 1, value, words: (each) => `${each} team${each === 1 ? "" : "s"}` }, (each) => ask(staff(page.wishes, stream, each)));
  });
}

const LIMITS = { purse: ["purses", "purse", "Purse"], stream: ["budgets", "stream", "Budget of"], resource: ["amounts", "resource", "Resource"], total: ["amounts", "resource", "Resource"], service: ["services", "service", "Shared service"] };

// A number the portfolio states of a purse, of the money of a value stream or a service, or of a resource, with what the plan uses of it.
function limitForm({ kind, name, path, quarter, value: stated }, at) {
  const { wishes, portfolio } = page;
  const [table, key, word] = LIMITS[kind];
  const people = kind === "service"; // money buys them, and a plan takes their weeks
  const amount = kind === "purse" || kind === "stream" || people;
  const value = wishes.changes[path] ?? stated;
  const rows = uses(table).filter((row) => row[key] === name && (quarter === null || row.quarter === quarter));
  const used = kind === "total" ? rows.reduce((sum, row) => sum + row.used, 0) : Math.max(...rows.map((row) => row.used));
  const words = (each) => (amount ? money(each, portfolio.currency) : plain(each));
  const span = quarter !== null ? `, ${quarterName(quarter)}` : kind === "total" ? ", whole plan" : people ? ", a year" : ", every quarter";
  const high = Math.max(2 * stated, value, rows.length && !people ? used : 0, amount ? 1 : 4);
  const step = amount ? 10 ** Math.max(0, Math.floor(Math.log10(high / 200))) : high <= 50 ? 0.5 : 1;
  const use = !rows.length ? null : people ? `at most ${plain(used)} of ${plain(rows[0].limit)} weeks of people used in a quarter` : `${kind === "total" || quarter !== null ? "" : "at most "}${amount ? money(used) : plain(used)} used`;
  return slider(`limit-${at}`, `${word} ${name}${span}`, { low: 0, high: Math.ceil(high / step) * step, step: amount ? "any" : step, value, words, use }, (each) => ask(set(page.wishes, path, amount ? Math.round(each / step) * step : each, stated)));
}

function rulesTable() {
  const { portfolio, wishes } = page;
  return h(
    "div",
    { class: "scroll" },
    h(
      "table",
      { class: "rules" },
      h("caption", { class: "sr" }, "Rules"),
      h("thead", {}, h("tr", {}, ["Rule", "Value", "Price", "How it is found"].map((word) => h("th", { scope: "col" }, word)))),
      h("tbody", {}, portfolio.rules.map((rule, at) => ruleRow(rule, at, wishes))),
    ),
  );
}

const nowOf = (rule) => (rule.path in page.wishes.changes ? page.wishes.changes[rule.path] : rule.value);
const given = new Map(); // numbers typed for rules that are off

function ruleRow(rule, at) {
  const now = nowOf(rule);
  const on = now !== rule.off && now !== null;
  const kept = given.get(rule.path) ?? (rule.value !== rule.off ? rule.value : null);
  const number = rule.step
    ? h("input", { type: "number", id: `number-${at}`, min: 0, step: rule.step, value: on ? now : (kept ?? ""), "aria-label": `Value of: ${rule.words}`, on: { change: (event) => typed(rule, on, event.target) } })
    : "–";
  const box = h("input", { type: "checkbox", id: `rule-${at}`, checked: on, disabled: !on && kept === null, on: { change: () => ask(set(page.wishes, rule.path, on ? rule.off : kept, rule.value)) } });
  if (on && rule.step) given.set(rule.path, now);
  const found = prices?.[rule.path];
  return h("tr", {}, h("th", { scope: "row" }, h("div", { class: "row tight" }, box, h("label", { for: `rule-${at}` }, rule.words))), h("td", {}, number), h("td", {}, found ? told(found, on) : "–"), h("td", {}, found ? h("details", {}, h("summary", {}, "Commands"), commands(found.commands)) : "–"));
}

function typed(rule, on, input) {
  const value = input.value === "" ? null : Number(input.value);
  if (value === null || !Number.isFinite(value)) return;
  given.set(rule.path, value);
  ask(set(page.wishes, rule.path, value, rule.value));
}

function told({ plan, more, words }, on) {
  if (!plan) return words;
  const size = money(Math.abs(more), page.portfolio.currency);
  const amount = h("data", { value: more }, size);
  if (Math.abs(more) < 0.5) return h("data", { value: more }, on ? "costs nothing" : "would cost nothing");
  if (on) return more > 0 ? ["costs ", amount] : ["without it ", amount, " less was found: within the gap"];
  return more < 0 ? ["would cost ", amount] : ["with it ", amount, " more was found: within the gap"];
}

// Rules that can be switched the other way; one that is off has to have a number.
const priceable = () =>
  page.portfolio.rules.flatMap((rule) => {
    const now = nowOf(rule);
    const on = now !== rule.off && now !== null;
    const other = on ? rule.off : (given.get(rule.path) ?? rule.value);
    return other === now || (other === null && !on) ? [] : [{ id: rule.path, path: rule.path, value: other }];
  });

async function price() {
  const rules = priceable();
  const button = $("#price");
  button.disabled = true;
  button.textContent = "Pricing ...";
  try {
    const mine = (({ job } = await post("/planner/api/prices", { tab, question: page.result.asked, rules })), job);
    const show = (data) => {
      if (job !== mine) return;
      prices = data.prices;
      showLimits("prices");
    };
    follow(mine, { prices: show }, (state, data) => {
      if (state === "finished") show(data);
      else if (state !== "cancelled") complain({ message: sentences(data) });
      if (job === mine) job = null;
    });
  } catch (error) {
    complain(error);
    showLimits("prices");
  }
}
