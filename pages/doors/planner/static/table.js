// Every MMP: whether it must be in, must be out or is free, where it may start, what the plan does with it, and why.
import { $, h, put } from "/static/shared/dom.js";
import { follow, post, tab } from "/static/shared/client.js";
import { commands, sentences } from "/static/shared/parts.js";
import { money } from "/static/shared/words.js";
import { ask, mmpRows, page, quarterCount, quarterName } from "./state.js";
import { decide, decision, pin, pinned } from "./wishes.js";

const WORDS = { in: "must be in", out: "must be out", free: "is free" };
const HEAD = ["MMP", "Value stream", "Decision", "May start", "Plan", "Cost", "Expected value", "Why?"];
let reasons = new Map(); // id -> what was told of the plan that is shown

export function showTable(what) {
  const { portfolio } = page;
  if (!portfolio) return;
  if (what === "portfolio" || what === "result") reasons = new Map();
  const focus = document.activeElement?.id;
  const rows = mmpRows();
  put(
    $("#table"),
    h(
      "div",
      { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "MMPs" },
      h(
        "table",
        { class: "mmps" },
        h("caption", {}, `Choose, pin, plan again. Amounts in ${portfolio.currency}; a pin says where an MMP may start if it is in.`),
        h("thead", {}, h("tr", {}, HEAD.map((word) => h("th", { scope: "col", class: ["Cost", "Expected value"].includes(word) ? "number" : null }, word)))),
        h("tbody", {}, portfolio.mmps.map((mmp) => line(mmp, rows.get(mmp.id)))),
      ),
    ),
  );
  if (focus && what !== "portfolio") document.getElementById(focus)?.focus();
}

function line(mmp, row) {
  const told = reasons.get(mmp.id);
  const planned = !row ? "–" : row.chosen ? `● ${quarterName(row.start_quarter)}${row.release_quarter > row.start_quarter ? ` to ${quarterName(row.release_quarter)}` : ""}` : "○ left out";
  const notes = [mmp.mandatory && "mandatory", mmp.underway && "under way"].filter(Boolean).join(", ");
  return [
    h(
      "tr",
      { class: row?.chosen ? "chosen" : null, data: { mmp: mmp.id } },
      h("th", { scope: "row" }, mmp.name, h("span", { class: "small muted" }, [mmp.id, notes].filter(Boolean).map((word) => ` · ${word}`).join(""))),
      h("td", {}, mmp.stream),
      h("td", {}, choice(mmp)),
      h("td", {}, start(mmp)),
      h("td", { class: "planned" }, planned),
      h("td", { class: "number" }, row ? h("data", { value: row.cost }, money(row.cost)) : "–"),
      h("td", { class: "number" }, row?.chosen ? h("data", { value: row.expected_value }, money(row.expected_value)) : "–"),
      h("td", {}, h("button", { type: "button", class: "slim", id: `why-${mmp.id}`, disabled: !row, "aria-expanded": String(Boolean(told)), "aria-label": `Why is ${mmp.name} ${row?.chosen ? "in" : "out"}?`, on: { click: () => explain(mmp.id) } }, row && !row.chosen ? "Why not?" : "Why?")),
    ),
    told ? h("tr", { class: "reason" }, h("td", { colspan: HEAD.length }, told)) : null,
  ];
}

function choice(mmp) {
  const now = decision(page.wishes, mmp.id);
  return h(
    "div",
    { class: "segments", role: "radiogroup", "aria-label": `Decision on ${mmp.name}` },
    Object.entries(WORDS).map(([word, words]) => {
      const id = `${word}-${mmp.id}`;
      return h(
        "span",
        {},
        h("input", { type: "radio", name: `decision-${mmp.id}`, id, checked: now === word, "aria-label": `${mmp.name} ${words}`, on: { change: () => ask(decide(page.wishes, mmp.id, word)) } }),
        h("label", { for: id, "aria-hidden": "true" }, word),
      );
    }),
  );
}

function start(mmp) {
  const at = pinned(page.wishes, mmp.id);
  const own = mmp.earliest || mmp.latest ? `${mmp.earliest ? quarterName(mmp.earliest) : "start"} to ${mmp.latest ? quarterName(mmp.latest) : "end"}` : "any quarter";
  const select = h(
    "select",
    { id: `start-${mmp.id}`, disabled: mmp.underway, "aria-label": `Where ${mmp.name} may start`, on: { change: (event) => ask(pin(page.wishes, mmp.id, event.target.value ? Number(event.target.value) : null)) } },
    h("option", { value: "" }, mmp.underway ? "under way" : own),
    Array.from({ length: quarterCount() }, (_, k) => h("option", { value: k + 1 }, `only ${quarterName(k + 1)}`)),
  );
  select.value = at ?? "";
  return select;
}

async function explain(id) {
  if (reasons.has(id)) {
    reasons.delete(id);
    redraw(id);
    return;
  }
  tell(id, h("span", { class: "muted" }, "Solving again with the decision turned round ..."));
  try {
    const { job } = await post("/planner/api/explain", { tab, question: page.result.asked, mmp: id });
    follow(job, {}, (state, data) => {
      if (!reasons.has(id)) return;
      if (state === "finished") tell(id, [h("p", {}, data.words), commands(data.commands)]);
      else if (state === "cancelled") {
        reasons.delete(id);
        redraw(id);
      } else tell(id, h("span", { class: "fault" }, sentences(data)));
    });
  } catch (error) {
    tell(id, h("span", { class: "fault" }, error.message));
  }
}

function tell(id, words) {
  reasons.set(id, h("div", { role: "status" }, words));
  redraw(id);
}

function redraw(id) {
  const focus = document.activeElement?.id === `why-${id}`;
  const mmp = page.portfolio.mmps.find((each) => each.id === id);
  const old = $(`#table tr[data-mmp="${CSS.escape(id)}"]`);
  if (old.nextElementSibling?.classList.contains("reason")) old.nextElementSibling.remove();
  old.replaceWith(...line(mmp, mmpRows().get(id)).filter(Boolean));
  if (focus) document.getElementById(`why-${id}`).focus();
}
