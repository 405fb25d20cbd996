// The plan for others: workbook, packet for the big room, a folder with everything.
import { $, h, put } from "/static/shared/dom.js";
import { cancel, follow, post, tab } from "/static/shared/client.js";
import { toast } from "/static/shared/toasts.js";
import { commands, sentences } from "/static/shared/parts.js";
import { page } from "./state.js";
import { same } from "./wishes.js";

const KINDS = [["workbook", "Workbook (XLSX)", "Every table of the plan, and why each MMP is in or out."], ["packet", "Big-room packet (HTML)", "Objectives, the quarter by value stream with chances, dependencies, what was left out and its price."]];

let since = ""; // what the packet is held against: "pinned", "last", or folder:NAME

export function showPapers(what) {
  if (!page.portfolio || !["portfolio", "result", "pinned"].includes(what)) return;
  const none = !page.result?.found;
  put(
    $("#papers"),
    none ? h("p", { class: "muted" }, "There is no plan to write about.") : null,
    KINDS.map(([kind, title, words]) => h("p", { class: "row" }, h("button", { type: "button", id: kind, disabled: none, on: { click: () => write(kind) } }, title), h("span", {}, words))),
    h("p", { class: "row" }, h("label", { for: "since" }, "The packet says what changed since"), earlier()),
    h("form", { class: "row", on: { submit: save } }, h("label", { for: "plan-folder" }, "Everything, in a new folder"), h("input", { id: "plan-folder", required: true, maxlength: 60, pattern: "[A-Za-z0-9][A-Za-z0-9_\\-]*", value: `${page.portfolio.name.replaceAll(/[^A-Za-z0-9_-]+/g, "-")}-plan` }), h("button", { disabled: none }, "Save the plan")),
    h("div", { id: "paper-state", "aria-live": "polite" }),
  );
}

// Plans that there were before: in this tab, and saved in the folder.
function earlier() {
  const own = [["pinned", "the pinned plan", page.pinned], ["last", "the plan before this one", page.last]];
  const known = own.filter(([, , asked]) => asked && page.result && !same(asked, page.result.asked)).map(([value, words]) => [value, words]);
  const kept = page.portfolio.plans.map((name) => [`folder:${name}`, `the plan saved in ${name}`]);
  const select = h("select", { id: "since", on: { change: (event) => (since = event.target.value) } }, [["", "nothing: leave that part out"], ...known, ...kept].map(([value, words]) => h("option", { value }, words)));
  select.value = since;
  if (!select.value) select.value = since = "";
  return select;
}

const before = () => (since.startsWith("folder:") ? { since_folder: since.slice(7) } : since ? { since: page[since] } : {});

const write = (kind) => start("/planner/api/write", { kind, ...(kind === "packet" ? before() : {}) }, (job, data) => [h("p", {}, h("a", { href: `/api/jobs/${job}/files/${data.file}?download`, download: data.file }, `Download ${data.file}`), ` (${Math.ceil(data.bytes / 1000)} kB)`), commands(data.commands)]);

function save(event) {
  event.preventDefault();
  start("/planner/api/save", { name: $("#plan-folder").value }, (_, data) => {
    toast(`The plan is in ${data.folder}.`);
    page.portfolio.plans = [...new Set([...page.portfolio.plans, data.folder])].sort();
    $("#since").replaceWith(earlier());
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
