// The tables of a portfolio as cells: edited in place, checked while one types, saved when there is no fault.
import { $, $$, h, put, settled } from "/static/shared/dom.js";
import { get, post, replace, said } from "/static/shared/client.js";
import { complain, toast } from "/static/shared/toasts.js";
import { changed, page } from "./state.js";

let table = null; // as it was read
let edits = new Map(); // "line column" -> text
let checks = 0;
let of = null; // the portfolio whose table it is

const same = (one, other) => one && other && one.name === other.name && one.section === other.section;

// Whether cells that were edited and not saved may go: asked where there are any.
export const leave = () => !edits.size || confirm(`${edits.size} cell${edits.size > 1 ? "s" : ""} of ${table.name} ${edits.size > 1 ? "are" : "is"} changed and not saved. Leave without saving?`);

// The portfolio was read again, for another reason than its table: what was typed into the table stays.
export const refreshTables = () => (edits.size && of === page.portfolio.name ? null : showTables());

export async function showTables(which) {
  const { portfolio } = page;
  table = null;
  of = portfolio.name;
  edits = new Map();
  if (!portfolio.own) {
    put($("#table"), h("p", {}, `${portfolio.name} ships with vmo and is not changed here. Save it as your own under "Save and report" to edit its tables.`));
    return;
  }
  const chosen = portfolio.tables.find((each) => same(each, which)) ?? portfolio.tables[0];
  if (!chosen) {
    put($("#table"), h("p", {}, `The MMPs of ${portfolio.name} stand in a workbook, or in ${portfolio.file} in a form that is no table; edit them there, this page notices.`));
    return;
  }
  try {
    table = await get(`/strategist/api/table?name=${encodeURIComponent(chosen.name)}&section=${chosen.section}`);
  } catch (error) {
    put($("#table"), h("p", { class: "fault" }, error.message));
    return;
  }
  draw(portfolio.tables, chosen);
}

function draw(tables, chosen) {
  const pick = h("select", { id: "which", on: { change: (event) => (leave() ? showTables(tables[event.target.value]) : (event.target.value = tables.indexOf(chosen))) } }, tables.map((each, at) => h("option", { value: at }, `${each.what} (${each.name})`)));
  pick.value = tables.indexOf(chosen);
  put(
    $("#table"),
    h(
      "div",
      { class: "row apart" },
      h("div", { class: "row" }, h("label", { for: "which" }, "Table"), pick, h("span", { id: "table-state", class: "muted", "aria-live": "polite" }, `${table.rows.length} rows`)),
      h("div", { class: "row" }, h("button", { type: "button", class: "main", id: "save-table", disabled: true, on: { click: save } }, "Save"), h("button", { type: "button", on: { click: () => leave() && showTables(chosen) } }, "Read it again")),
    ),
    h("ul", { id: "table-faults", class: "plain" }),
    h(
      "div",
      { class: "grid", tabindex: "0", role: "region", "aria-label": `Cells of ${chosen.what} in ${chosen.name}` },
      h(
        "table",
        { on: { input: edit, keydown: move } },
        h("thead", {}, h("tr", {}, table.head.map((word) => h("th", { scope: "col" }, word)))),
        h("tbody", {}, table.rows.map((row) => h("tr", { data: { line: row.line } }, table.head.map((word, column) => cell(row, word, column))))),
      ),
    ),
  );
}

const cell = (row, word, column) =>
  h("td", { data: { column } }, row.cells[column] === null ? h("span", { class: "muted small locked", tabindex: "0" }, "edit in the file") : h("input", { type: "text", value: row.cells[column] ?? "", "aria-label": `${word} of ${row.cells[0]}`, spellcheck: "false" }));

function edit(event) {
  const box = event.target.closest("td");
  const line = Number(box.parentElement.dataset.line);
  const column = Number(box.dataset.column);
  const before = table.rows.find((row) => row.line === line).cells[column] ?? "";
  const key = `${line} ${column}`;
  if (event.target.value === before) edits.delete(key);
  else edits.set(key, event.target.value);
  box.classList.toggle("changed", edits.has(key));
  $("#save-table").disabled = true;
  $("#table-state").textContent = edits.size ? "Checking ..." : `${table.rows.length} rows`;
  check();
}

// Enter and the arrows go down and up, as in a spreadsheet.
function move(event) {
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  const box = event.target.closest("td");
  const row = step > 0 ? box.parentElement.nextElementSibling : box.parentElement.previousElementSibling;
  if (!row) return;
  event.preventDefault();
  $(`td[data-column="${box.dataset.column}"] :is(input, .locked)`, row).focus();
}

const asked = () => ({
  scenario: page.portfolio.name,
  table: table.name,
  section: table.section,
  version: table.version,
  edits: [...edits].map(([key, text]) => ({ line: Number(key.split(" ")[0]), column: Number(key.split(" ")[1]), text })),
});

const check = settled(300, async () => {
  const mine = ++checks;
  if (!edits.size) {
    faults([]);
    return;
  }
  try {
    const { faults: found } = await post("/strategist/api/table/check", asked());
    if (mine !== checks) return;
    faults(found);
    $("#save-table").disabled = Boolean(found.length);
    $("#table-state").textContent = found.length ? `${found.length} fault${found.length > 1 ? "s" : ""}` : `${edits.size} cell${edits.size > 1 ? "s" : ""} changed, no fault`;
  } catch (error) {
    if (mine === checks) $("#table-state").textContent = error.message;
  }
});

// Each fault at its cell; those without a cell above the table.
function faults(found) {
  for (const box of $$("#table td[data-fault]")) {
    delete box.dataset.fault;
    $("p", box)?.remove();
    const input = $("input", box);
    input.removeAttribute("aria-describedby");
    input.removeAttribute("aria-invalid");
  }
  const rest = [];
  found.forEach((fault, at) => {
    const box = place(fault);
    if (!box || !$("input", box)) {
      rest.push(fault);
      return;
    }
    box.dataset.fault = "";
    const input = $("input", box);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `fault-${at}`);
    if (!$("p", box)) box.append(h("p", { class: "fault", id: `fault-${at}` }, fault.message));
  });
  put($("#table-faults"), rest.map((fault) => h("li", { class: "fault" }, said(fault))));
}

function place(fault) {
  if (!fault.row || !table.name.endsWith(fault.file)) return null;
  const row = $(`#table tr[data-line="${fault.row}"]`);
  const words = (fault.path ?? []).slice(2).map(String);
  for (let length = words.length; row && length; length -= 1) {
    const column = table.head.findIndex((word) => word.trim().toLowerCase() === words.slice(0, length).join(".").toLowerCase());
    if (column >= 0) return $(`td[data-column="${column}"]`, row);
  }
  return null;
}

async function save() {
  try {
    const { version } = await replace("/strategist/api/table", asked());
    if (table.name === page.portfolio.file) page.portfolio.version = version;
  } catch (error) {
    if (error.status === 422) faults(error.faults);
    if (error.status === 409) behind(error);
    complain(error);
    return;
  }
  toast(`${table.name} is saved.`);
  await showTables(table);
  page.result = null;
  changed("table");
}

// Somebody else has saved meanwhile: nothing is lost, what was typed here can be laid over what is there now.
function behind(error) {
  const over = async () => {
    const mine = [...edits].map(([key, text]) => [key, table.rows.find((row) => row.line === Number(key.split(" ")[0])).cells[0], text]);
    await showTables(table);
    for (const [key, id, text] of mine) {
      const [line, column] = key.split(" ").map(Number);
      const row = table.rows.find((each) => each.cells[0] === id) ?? table.rows.find((each) => each.line === line);
      const box = row && $(`#table tr[data-line="${row.line}"] td[data-column="${column}"] input`);
      if (!box) continue;
      box.value = text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const button = h("button", { type: "button", on: { click: over } }, "Show the table as it is now, with my changes laid over it");
  put($("#table-faults"), h("li", { class: "notice" }, error.message, " ", button));
}

addEventListener("beforeunload", (event) => edits.size && event.preventDefault());
