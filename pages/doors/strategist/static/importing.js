// A table dropped, what it is read as, corrections, and the portfolio that comes of it.
import { $, h, put, settled } from "/static/shared/dom.js";
import { follow, post, said, tab, upload } from "/static/shared/client.js";
import { complain } from "/static/shared/toasts.js";
import { commands } from "./parts.js";

const FIELDS = ["id", "name", "value_stream", "objective", "features", "spend", "spend_total", "start", "end", "value_per_quarter", "value", "success_probability", "urgency", "requires", "excludes", "mandatory", "status", "sponsor_weight", "ignore"];
let table = null;
let answers = { columns: {} };

async function take(file) {
  try {
    ({ table } = await upload(`/strategist/api/upload?name=${encodeURIComponent(file.name)}`, file));
    answers = { columns: {} };
    await read();
  } catch (error) {
    complain(error);
  }
}

async function read() {
  put($("#read"), h("p", { class: "muted" }, `Reading ${table} ...`));
  try {
    const { job } = await post("/strategist/api/import", { tab, table, answers });
    follow(job, {}, (state, data) => {
      if (state === "finished") show(data);
      else if (state === "failed") put($("#read"), h("ul", { class: "plain" }, data.map((fault) => h("li", { class: "fault" }, said(fault)))), corrections());
    });
  } catch (error) {
    complain(error);
  }
}

const again = settled(200, read);

function show({ headline, words, document: found }) {
  put(
    $("#read"),
    h("h2", {}, headline),
    found.faults.length ? h("ul", { class: "plain", id: "faults" }, found.faults.map((fault) => h("li", { class: "fault" }, said(fault)))) : null,
    h("ul", {}, [...found.guesses, ...found.warnings, ...found.notes].map((line) => h("li", {}, typeof line === "string" ? line : JSON.stringify(line)))),
    mapping(found.columns),
    corrections(),
    h("details", {}, h("summary", {}, "Everything that was read, derived and assumed"), h("pre", { class: "words", tabindex: "0" }, words)),
    found.faults.length ? null : accepting(),
  );
}

function mapping(columns) {
  const table = h(
    "table",
    { id: "mapping" },
    h("caption", {}, "What the columns are read as"),
    h("thead", {}, h("tr", {}, ["Heading", "Is read as", "How", "Unit"].map((word) => h("th", { scope: "col" }, word)))),
    h("tbody", {}, columns.map(({ heading, field, how, unit }) => h("tr", {}, h("th", { scope: "row" }, heading), h("td", {}, meaning(heading, field)), h("td", { class: "muted" }, how), h("td", {}, unit ?? "")))),
  );
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Columns" }, table);
}

function meaning(heading, field) {
  const now = answers.columns[heading] ?? field ?? "ignore";
  const known = FIELDS.includes(now) ? FIELDS : [now, ...FIELDS];
  const set = (event) => {
    answers.columns[heading] = event.target.value;
    again();
  };
  const box = h("select", { "aria-label": `Meaning of ${heading}`, on: { change: set } }, known.map((word) => h("option", { value: word }, word === "ignore" ? "not used" : word.replaceAll("_", " "))));
  box.value = now;
  return box;
}

function corrections() {
  const set = (name, read_ = (text) => text) => (event) => {
    const value = read_(event.target.value.trim());
    if (value === "" || value === null) delete answers[name];
    else answers[name] = value;
    again();
  };
  const number = (text) => (text === "" || !Number.isFinite(Number(text)) ? null : Number(text));
  const text = (id, label, hint, reads) => h("div", {}, h("label", { for: id }, label), h("br", {}), h("input", { id, value: answers[id] ?? "", placeholder: hint, on: { change: set(id, reads) } }));
  const choice = (id, label, words) => {
    const box = h("select", { id, on: { change: set(id) } }, h("option", { value: "" }, "as it is clear"), words.map((word) => h("option", { value: word }, word.replaceAll("_", " "))));
    box.value = answers[id] ?? "";
    return h("div", {}, h("label", { for: id }, label), h("br", {}), box);
  };
  return h("div", { class: "row", role: "group", "aria-label": "Corrections" }, text("unit", "Unit of amounts", "kEUR"), choice("decimals", "Decimal sign", ["comma", "point"]), choice("dates", "Order of dates", ["day_first", "month_first"]), text("budget", "Money per quarter", "derived", number), text("quarters", "Quarters", "derived", number), text("leave_out", "Rows to leave out", "hidden, 12"));
}

function accepting() {
  const stem = table.split("/").at(-1).replace(/\.[^.]+$/, "").replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  const done = h("div", { "aria-live": "polite" });
  const send = async (event) => {
    event.preventDefault();
    try {
      const { job } = await post("/strategist/api/import/accept", { tab, table, answers, name: $("#folder").value });
      follow(job, {}, (state, data) => {
        if (state === "finished") put(done, h("p", {}, h("a", { href: `/strategist/?scenario=${encodeURIComponent(data.scenario)}` }, `Open ${data.scenario}`)), commands(data.commands));
        else put(done, h("p", { class: "fault" }, (data ?? []).map(said).join(" ")));
      });
    } catch (error) {
      put(done, h("p", { class: "fault" }, error.message));
    }
  };
  return h("form", { class: "row", id: "accept", on: { submit: send } }, h("label", { for: "folder" }, "Make a portfolio of it in the folder"), h("input", { id: "folder", required: true, pattern: "[A-Za-z0-9][A-Za-z0-9_\\-]*", value: stem || "portfolio" }), h("button", { class: "main" }, "Make it"), done);
}

const drop = $("#drop");
for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", over);
    if (name === "drop" && event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
}
$("#file").addEventListener("change", (event) => event.target.files[0] && take(event.target.files[0]));
$("#there")?.addEventListener("change", (event) => {
  table = event.target.value;
  answers = { columns: {} };
  if (table) read();
});
const wanted = new URLSearchParams(location.search).get("table");
if (wanted) {
  table = wanted;
  read();
}
