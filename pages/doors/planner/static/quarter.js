// The quarter is over: what happened goes in as cells, the next scenario comes out as a folder of its own.
import { $, $$, h, put } from "/static/shared/dom.js";
import { get, post, said } from "/static/shared/client.js";
import { toast } from "/static/shared/toasts.js";
import { commands } from "/static/shared/parts.js";
import { nameOf, page } from "./state.js";

const STATES = ["idea", "planned", "running", "released", "cancelled"];
const WORDS = { id: "MMP", done_share: "share done, 0 to 1", spend_to_go: "still to spend" };
let table = null; // heading, cells, and the portfolio and quarter it belongs to

export function showQuarter() {
  const { portfolio } = page;
  if (!portfolio) return;
  if (table && table.scenario !== portfolio.name) table = null;
  if ($("#quarter").dataset.scenario === portfolio.name) return;
  $("#quarter").dataset.scenario = portfolio.name;
  if (portfolio.quarters < 2) {
    put($("#quarter"), h("p", {}, "The portfolio has one quarter: there is none after it."));
    return;
  }
  const to = h("select", { id: "to" }, portfolio.quarter_names.slice(1).map((name, k) => h("option", { value: k + 2 }, name)));
  put(
    $("#quarter"),
    h("p", {}, `Say what happened; the next scenario is made of ${portfolio.name} as it stands in its file. What is asked on this page is not part of it.`),
    h("div", { class: "row" }, h("label", { for: "to" }, "The next quarter 1 is"), to, h("button", { type: "button", id: "open-actuals", on: { click: open } }, "Enter what happened")),
    h("div", { id: "actuals" }),
    h("div", { id: "rolled", "aria-live": "polite" }),
  );
}

async function open() {
  const scenario = page.portfolio.name;
  const to = $("#to").value;
  try {
    const { head, rows } = await get(`/planner/api/actuals?scenario=${encodeURIComponent(scenario)}&to=${to}`);
    table = { scenario, to, head, rows };
  } catch (error) {
    put($("#actuals"), h("p", { class: "fault" }, error.message));
    return;
  }
  put($("#rolled"));
  put(
    $("#actuals"),
    h("ul", { id: "actual-faults", class: "plain" }),
    h(
      "div",
      { class: "scroll tall grid", tabindex: "0", role: "region", "aria-label": "What happened" },
      h("table", {}, h("caption", {}, `Status at the end of the quarter; amounts of the quarter in ${page.portfolio.currency}`), h("thead", {}, h("tr", {}, table.head.map((word) => h("th", { scope: "col" }, WORDS[word] ?? word)))), h("tbody", {}, table.rows.map((row, at) => h("tr", { data: { line: at + 2 } }, row.map((value, column) => cell(row, at, column, value)))))),
    ),
    h("form", { class: "row", on: { submit: roll } }, h("label", { for: "next" }, "Folder of the next scenario"), h("input", { id: "next", required: true, maxlength: 60, pattern: "[A-Za-z0-9][A-Za-z0-9_\\-]*", value: following(scenario) }), h("button", { class: "main" }, "Roll the quarter")),
  );
  $("#actuals select, #actuals td input")?.focus();
}

// mine -> mine-2, mine-2 -> mine-3
function following(name) {
  const bare = name.replaceAll(/[^A-Za-z0-9_-]+/g, "-");
  const [, stem, number] = /^(.*?)(?:-(\d+))?$/.exec(bare);
  return `${stem}-${Number(number ?? 1) + 1}`;
}

function cell(row, at, column, value) {
  const key = table.head[column];
  if (key === "quarter") return h("td", {}, value);
  if (key === "id") return h("th", { scope: "row" }, nameOf(value), nameOf(value) === value ? null : h("span", { class: "small muted" }, ` · ${value}`));
  const label = `${(WORDS[key] ?? key).replaceAll("_", " ")} of ${row[1]} in quarter ${row[0]}`;
  const change = (event) => {
    table.rows[at][column] = event.target.value;
  };
  const input =
    key === "status"
      ? h("select", { "aria-label": label, on: { change } }, STATES.map((word) => h("option", {}, word)))
      : h("input", { type: "text", inputmode: "decimal", "aria-label": label, spellcheck: "false", on: { input: change } });
  input.value = value;
  return h("td", { data: { key } }, input);
}

async function roll(event) {
  event.preventDefault();
  mark([]);
  let told;
  try {
    told = await post("/planner/api/roll", { scenario: table.scenario, to: table.to, rows: [table.head, ...table.rows], name: $("#next").value });
  } catch (error) {
    mark(error.faults ?? [{ message: error.message }]);
    return;
  }
  toast(`${told.scenario} is made.`);
  put($("#actuals"));
  put(
    $("#rolled"),
    h("div", { class: "card" }, h("h2", {}, told.headline), h("pre", { class: "words", tabindex: "0", "aria-label": "What happened, in words" }, told.text.replace(told.headline, "").trimStart()), h("p", {}, h("a", { class: "button", id: "go-on", href: `/planner/?scenario=${encodeURIComponent(told.scenario)}` }, `Plan ${told.scenario}`))),
    commands(told.commands),
  );
  $("#go-on").focus();
}

// Each fault at its cell; those without a cell above the table.
function mark(faults) {
  for (const box of $$("#actuals td[data-fault]")) {
    delete box.dataset.fault;
    $("p", box)?.remove();
    $("input, select", box).removeAttribute("aria-invalid");
    $("input, select", box).removeAttribute("aria-describedby");
  }
  const rest = [];
  faults.forEach((fault, at) => {
    const key = fault.path?.[2];
    const box = fault.line && key ? $(`#actuals tr[data-line="${fault.line}"] td[data-key="${CSS.escape(String(key))}"]`) : null;
    if (!box || box.dataset.fault !== undefined) {
      rest.push(fault);
      return;
    }
    box.dataset.fault = "";
    $("input, select", box).setAttribute("aria-invalid", "true");
    $("input, select", box).setAttribute("aria-describedby", `actual-fault-${at}`);
    box.append(h("p", { class: "fault", id: `actual-fault-${at}` }, fault.message));
  });
  put($("#actual-faults"), rest.map((fault) => h("li", { class: "fault", role: "alert" }, said(fault))));
  $("#actuals [aria-invalid]")?.focus();
}
