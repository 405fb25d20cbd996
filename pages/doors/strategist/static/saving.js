// What was changed, kept: as a copy, as a funding model with a name, as a pack of values; and reports.
import { $, h, put } from "/static/shared/dom.js";
import { cancel, follow, post, tab } from "/static/shared/client.js";
import { complain, toast } from "/static/shared/toasts.js";
import { commands, sentences } from "/static/shared/parts.js";
import { changed, page, question } from "./state.js";

const FORMS = [["html", "Board paper (HTML)"], ["pptx", "Slides (PPTX)"], ["xlsx", "Workbook (XLSX)"]];
const REPORT_WORLDS = 60;
let about = "";

export function showSaving() {
  const { portfolio, changes, models } = page;
  if (!portfolio) return;
  const now = JSON.stringify([portfolio.name, portfolio.version, changes, models]);
  if (now === about) return;
  about = now;
  put($("#forms"), portfolio.own ? null : copyForm(portfolio), modelForm(portfolio, changes), packForm(portfolio, changes));
  put($("#reports"), h("p", {}, "What is to be decided, what it is worth, what it rests on and what would turn it, of the two models with the changes made here."), h("div", { class: "row" }, FORMS.map(([ending, words]) => h("button", { type: "button", disabled: models?.length !== 2, on: { click: () => report(ending) } }, words))), h("div", { id: "report-state", "aria-live": "polite" }));
}

function form(id, title, words, fields, label, submit) {
  const done = h("div", { "aria-live": "polite" });
  const send = async (event) => {
    event.preventDefault();
    try {
      put(done, await submit());
    } catch (error) {
      put(done, h("p", { class: "fault" }, error.message));
    }
  };
  return h("form", { id, class: "card", on: { submit: send } }, h("h3", {}, title), h("p", { class: "small muted" }, words), h("div", { class: "row" }, fields, h("button", { class: "main" }, label)), done);
}

function field(id, label, value) {
  return [h("label", { for: id }, label), h("input", { id, required: true, maxlength: 60, pattern: "[A-Za-z][A-Za-z0-9_\\-]*", value })];
}

function copyForm(portfolio) {
  return form("copy", "As my own portfolio", `${portfolio.name} ships with vmo. A copy in this folder can be edited.`, field("copy-name", "Folder", `my-${portfolio.name}`), "Copy", async () => {
    const name = $("#copy-name").value;
    await post("/strategist/api/copy", { scenario: portfolio.name, name });
    location.assign(`/strategist/?scenario=${encodeURIComponent(name)}${location.hash}`);
    return "Copied.";
  });
}

// Settings of one funding model that were changed become a model of its own beside it.
function modelForm(portfolio, changes) {
  const found = new Map();
  for (const [path, value] of Object.entries(changes)) {
    const [, model, setting] = /^funding_models\.([^.]+)\.([^.*]+)$/.exec(path) ?? [];
    if (model) found.set(model, { ...found.get(model), [setting]: value });
  }
  if (!portfolio.own) return null;
  if (!found.size) return h("p", { class: "muted" }, "Change a setting of a funding model to save it as a model with a name.");
  return [...found].map(([model, settings]) => {
    const { base, overlay, name, plain } = portfolio.models.find((each) => each.id === model);
    if (!plain) return h("p", { class: "muted" }, `${name} changes on the way, or has streams with other rules; change ${portfolio.file} itself.`);
    const held = Object.fromEntries(
      portfolio.mechanisms.flatMap((row) => row.settings).map((setting) => [setting.name, setting.held.find((each) => each.model === model)]).filter(([, each]) => each.source === "stated in the scenario").map(([key, each]) => [key, each.value]),
    );
    return form(`model-${model}`, `As a funding model beside ${name}`, Object.keys(settings).join(", ").replaceAll("_", " "), field(`name-${model}`, "Name", `${model}_changed`), "Save", () => add("funding_models", $(`#name-${model}`).value, { base, ...(overlay ? { overlay } : {}), name: `${name}, changed`, ...held, ...settings }));
  });
}

function packForm(portfolio, changes) {
  if (!portfolio.own) return null;
  const numbers = Object.entries(changes).filter(([, value]) => typeof value === "number");
  if (!numbers.length) return h("p", { class: "muted" }, "Change a number to save it as an overlay (a pack).");
  return form("pack", "As an overlay", "A pack lays these numbers over the portfolio: vmo packs shows it beside the others.", field("pack-name", "Name", "changed"), "Save", () => add("packs", $("#pack-name").value, Object.fromEntries(numbers)));
}

async function add(section, name, entry) {
  const { portfolio } = page;
  const { version, commands: lines } = await post("/strategist/api/entry", { scenario: portfolio.name, section, name, entry, version: portfolio.version, against: page.models[0] });
  portfolio.version = version;
  toast(`${name} is saved in ${portfolio.file}.`);
  put($("#saved"), commands(lines));
  changed("saved");
  return null;
}

async function report(ending) {
  const place = $("#report-state");
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Part of the report that is finished" });
  try {
    const { job } = await post("/strategist/api/report", question({ tab, ending, replications: REPORT_WORLDS }));
    put(place, h("p", {}, "Writing; this runs every study of the paper."), bar, h("button", { type: "button", on: { click: () => cancel(job) } }, "Stop"));
    follow(job, { progress: ({ done, total }) => Object.assign(bar, { max: total, value: done }) }, (state, data) => {
      if (state === "finished") put(place, h("p", {}, h("a", { href: `/api/jobs/${job}/files/${data.file}?download`, download: data.file }, `Download ${data.file}`), ` (${Math.ceil(data.bytes / 1000)} kB)`), commands(data.commands));
      else put(place, h("p", { class: "fault" }, state === "cancelled" ? "Stopped." : sentences(data)));
    });
  } catch (error) {
    complain(error);
  }
}
