// The plan for others: workbook, packet for the big room, a folder with everything.
import { $, h, put } from "/static/shared/dom.js";
import { cancel, follow, post, tab } from "/static/shared/client.js";
import { toast } from "/static/shared/toasts.js";
import { commands, sentences } from "/static/strategist/parts.js";
import { page } from "./state.js";

const KINDS = [["workbook", "Workbook (XLSX)", "Every table of the plan, and why each MMP is in or out."], ["packet", "Big-room packet (HTML)", "Objectives, the quarter by value stream with chances, dependencies, what was left out and its price."]];

export function showPapers(what) {
  if (!page.portfolio || !["portfolio", "result"].includes(what)) return;
  const none = !page.result?.found;
  put(
    $("#papers"),
    none ? h("p", { class: "muted" }, "There is no plan to write about.") : null,
    KINDS.map(([kind, title, words]) => h("p", { class: "row" }, h("button", { type: "button", id: kind, disabled: none, on: { click: () => write(kind) } }, title), h("span", {}, words))),
    h("form", { class: "row", on: { submit: save } }, h("label", { for: "plan-folder" }, "Everything, in a new folder"), h("input", { id: "plan-folder", required: true, maxlength: 60, pattern: "[A-Za-z0-9][A-Za-z0-9_\\-]*", value: `${page.portfolio.name.replaceAll(/[^A-Za-z0-9_-]+/g, "-")}-plan` }), h("button", { disabled: none }, "Save the plan")),
    h("div", { id: "paper-state", "aria-live": "polite" }),
  );
}

const write = (kind) => start("/planner/api/write", { kind }, (job, data) => [h("p", {}, h("a", { href: `/api/jobs/${job}/files/${data.file}?download`, download: data.file }, `Download ${data.file}`), ` (${Math.ceil(data.bytes / 1000)} kB)`), commands(data.commands)]);

function save(event) {
  event.preventDefault();
  start("/planner/api/save", { name: $("#plan-folder").value }, (_, data) => {
    toast(`The plan is in ${data.folder}.`);
    return [h("p", {}, `Tables, workbook, figures and manifest.json are in ${data.folder}.`), commands(data.commands)];
  });
}

async function start(address, more, done) {
  const place = $("#paper-state");
  const bar = h("progress", { "aria-label": "Part that is finished" });
  try {
    const { job } = await post(address, { tab, question: page.result.asked, ...more });
    put(place, h("p", {}, "Writing; this solves again for every reason it gives."), bar, h("button", { type: "button", on: { click: () => cancel(job) } }, "Stop"));
    follow(job, { progress: ({ done: part, total }) => Object.assign(bar, { max: total, value: part }) }, (state, data) => {
      if (state === "finished") put(place, done(job, data));
      else put(place, h("p", { class: state === "cancelled" ? "muted" : "fault" }, state === "cancelled" ? "Stopped." : sentences(data)));
    });
  } catch (error) {
    put(place, h("p", { class: "fault" }, error.message));
  }
}
