// Funding models as columns: every mechanism in words, its settings with grades, each to be changed.
import { $, h, put } from "/static/shared/dom.js";
import { page, setChange } from "./state.js";
import { plain } from "/static/shared/words.js";

const shown = new Set();

export function showModels() {
  const { portfolio } = page;
  if (!portfolio) return;
  for (const id of shown) if (!portfolio.models.some((model) => model.id === id)) shown.delete(id);
  const models = portfolio.models.filter((model) => page.models.includes(model.id) || shown.has(model.id));
  put($("#columns"), portfolio.models.filter((model) => !page.models.includes(model.id)).map(toggle));
  const focused = document.activeElement?.dataset.path;
  put(
    $("#mechanisms"),
    h(
      "table",
      {},
      h("caption", { class: "sr" }, "Mechanisms and settings by funding model"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Mechanism"), h("th", { scope: "col" }, "Setting"), models.map((model) => h("th", { scope: "col" }, model.name)))),
      portfolio.mechanisms.map((mechanism) => rows(mechanism, models)),
    ),
  );
  if (focused) $(`[data-path="${CSS.escape(focused)}"]`)?.focus();
}

function toggle(model) {
  const flip = () => {
    if (!shown.delete(model.id)) shown.add(model.id);
    showModels();
  };
  return h("button", { type: "button", "aria-pressed": String(shown.has(model.id)), on: { click: flip } }, model.name);
}

function rows(mechanism, models) {
  return h(
    "tbody",
    {},
    mechanism.settings.map((setting, at) =>
      h(
        "tr",
        {},
        at === 0 && h("th", { scope: "rowgroup", rowspan: mechanism.settings.length }, mechanism.label, h("br", {}), h("span", { class: "small muted" }, mechanism.effect)),
        h("th", { scope: "row" }, plain(setting.name), h("br", {}), h("span", { class: "small muted" }, setting.meaning)),
        models.map((model) => cell(setting, setting.held.find((held) => held.model === model.id), model)),
      ),
    ),
  );
}

function cell(setting, held, model) {
  const changedHere = held.path in page.changes;
  const value = changedHere ? page.changes[held.path] : held.value;
  const label = `${plain(setting.name)} of ${model.name}`;
  const set = (to) => setChange(held.path, to === held.value ? undefined : to);
  return h(
    "td",
    { class: changedHere ? "changed" : undefined },
    control(setting, value, label, held.path, set),
    held.grade && !changedHere ? h("span", { class: "grade", title: held.source, "aria-label": `grade ${held.grade}` }, held.grade) : null,
    h("div", { class: "small muted" }, changedHere ? `changed from ${plain(held.value)}` : held.source),
  );
}

function control(setting, value, label, path, set) {
  const common = { "aria-label": label, data: { path } };
  if (setting.yes_or_no) {
    return h("input", { type: "checkbox", ...common, checked: value, on: { change: (event) => set(event.target.checked) } });
  }
  if (setting.choices.length) {
    const box = h("select", { ...common, on: { change: (event) => set(event.target.value) } }, setting.choices.map((word) => h("option", { value: word }, plain(word))));
    box.value = value;
    return box;
  }
  const read = (event) => {
    const text = event.target.value.trim();
    const none = text === "" || text === "none";
    const number = Number(text);
    const wrong = none ? !setting.nullable : !Number.isFinite(number) || (setting.whole && !Number.isInteger(number));
    event.target.setAttribute("aria-invalid", String(wrong));
    event.target.setCustomValidity(wrong ? "Write a number." : "");
    if (wrong) event.target.reportValidity();
    else set(none ? null : number);
  };
  const units = setting.unit ? h("span", { class: "small muted" }, ` ${setting.unit}`) : null;
  return [h("input", { type: "text", inputmode: "decimal", ...common, value: value === null ? "none" : String(value), on: { change: read } }), units];
}
