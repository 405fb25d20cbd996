// A table dropped, what it is read as, corrections, and the portfolio that comes of it.
import { $, $$, h, put, settled } from "/static/shared/dom.js";
import { follow, post, said, tab, upload } from "/static/shared/client.js";
import { complain } from "/static/shared/toasts.js";
import { commands } from "/static/shared/parts.js";
import { FIELDS, here, meaningWords } from "./remedies.js";

const HOW = { named: "by its name", word: "by its heading", answer: "your answer" };
let table = null;
let answers = { columns: {} };
let parts = null; // of the table that is shown; they stay while it is read again, and so does what is typed there

const LARGEST = 20_000_000; // bytes, as the server takes them

async function take(file) {
  if (file.size > LARGEST) {
    complain({ message: `${file.name} has ${Math.ceil(file.size / 1e6)} MB, and a table may have 20. Leave out sheets, rows or columns that are not needed.` });
    return;
  }
  try {
    ({ table } = await upload(`/strategist/api/upload?name=${encodeURIComponent(file.name)}`, file));
    await begin();
  } catch (error) {
    complain(error);
  }
}

// A table is read for the first time.
async function begin() {
  answers = { columns: {} };
  parts = { told: h("div", { "aria-live": "polite" }), columns: h("div", {}), corrections: corrections(), more: details(), accept: accepting() };
  parts.accept.hidden = parts.more.hidden = true;
  put(parts.told, h("p", { class: "muted" }, `Reading ${table} ...`));
  put($("#read"), Object.values(parts));
  await read();
}

async function read() {
  $("#read").setAttribute("aria-busy", "true");
  try {
    const { job } = await post("/strategist/api/import", { tab, table, answers });
    follow(job, {}, (state, data) => {
      $("#read").setAttribute("aria-busy", "false");
      if (state === "finished") show(data);
      else if (state !== "cancelled") refused(data);
    });
  } catch (error) {
    complain(error);
  }
}

const again = settled(200, read);

const faultList = (faults) => h("ul", { class: "plain", id: "faults" }, faults.map((fault) => h("li", { class: "fault" }, here(said(fault)))));

function refused(faults) {
  put(parts.told, h("h2", {}, `${table} cannot be read like this`), faultList(faults));
  parts.accept.hidden = true;
}

function show({ headline, words, fields, document: found }) {
  put(
    parts.told,
    h("h2", {}, headline),
    found.faults.length ? faultList(found.faults) : null,
    h("ul", {}, [...found.guesses, ...found.warnings, ...found.notes].map((line) => h("li", {}, here(line)))),
  );
  const focused = document.activeElement?.getAttribute("aria-label");
  put(parts.columns, mapping(found.columns, fields));
  $$("select", parts.columns).find((box) => box.getAttribute("aria-label") === focused)?.focus();
  put($("pre", parts.more), words);
  parts.more.hidden = false;
  parts.accept.hidden = found.faults.length > 0;
}

const details = () => h("details", {}, h("summary", {}, "Everything that was read, derived and assumed"), h("pre", { class: "words", tabindex: "0" }));

function mapping(columns, fields) {
  const table = h(
    "table",
    { id: "mapping" },
    h("caption", {}, "What the columns are read as"),
    h("thead", {}, h("tr", {}, ["Heading", "Is read as", "How", "Unit"].map((word) => h("th", { scope: "col" }, word)))),
    h("tbody", {}, columns.map(({ heading, field, how, unit }) => h("tr", {}, h("th", { scope: "row" }, heading), h("td", {}, meaning(heading, field, fields)), h("td", { class: "muted" }, HOW[how] ?? how), h("td", {}, unit ?? "")))),
  );
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Columns" }, table);
}

function meaning(heading, field, fields) {
  const now = answers.columns[heading] ?? field ?? "ignore";
  const known = fields.includes(now) ? fields : [now, ...fields];
  const set = (event) => {
    answers.columns[heading] = event.target.value;
    again();
  };
  const box = h("select", { "aria-label": `Meaning of ${heading}`, on: { change: set } }, known.map((word) => h("option", { value: word }, meaningWords(word))));
  box.value = now;
  return box;
}

function corrections() {
  const set = (name, read_ = (text) => text) => (event) => {
    const given = event.target.value.trim();
    const value = read_(given);
    const wrong = given !== "" && value === null;
    event.target.setAttribute("aria-invalid", String(wrong));
    event.target.setCustomValidity(wrong ? "Write a number, such as 1200000." : "");
    if (wrong) {
      event.target.reportValidity();
      return;
    }
    if (value === "" || value === null) delete answers[name];
    else answers[name] = value;
    again();
  };
  const number = (text) => (text === "" || !Number.isFinite(Number(text)) ? null : Number(text));
  const text = (id, hint, reads) => h("div", {}, h("label", { for: id }, FIELDS[id.replace("_", "-")]), h("br", {}), h("input", { id, value: answers[id] ?? "", placeholder: hint, on: { change: set(id, reads) } }));
  const choice = (id, words) => {
    const box = h("select", { id, on: { change: set(id) } }, h("option", { value: "" }, "as it is clear"), words.map((word) => h("option", { value: word }, word.replaceAll("_", " "))));
    box.value = answers[id] ?? "";
    return h("div", {}, h("label", { for: id }, FIELDS[id]), h("br", {}), box);
  };
  return h(
    "div",
    { class: "corrections", role: "group", "aria-label": "Corrections" },
    text("unit", "EUR, kEUR, mEUR"),
    choice("decimals", ["comma", "point"]),
    choice("dates", ["day_first", "month_first"]),
    text("budget", "derived", number),
    text("quarters", "derived", number),
    text("starts", "2027-Q1"),
    text("leave_out", "unreadable, hidden, 12"),
    text("assume", "people_share=0.4, ..."),
    table?.toLowerCase().endsWith(".xlsx") ? text("sheet", "the first") : null,
  );
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
  if (table) begin();
});
const wanted = new URLSearchParams(location.search).get("table");
if (wanted) {
  table = wanted;
  if ($("#there")) $("#there").value = wanted;
  begin();
}
