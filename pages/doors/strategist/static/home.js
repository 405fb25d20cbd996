// The strategist's page: picks a portfolio and two models, shows one of four views, and wires the parts together.
import { $, h, put } from "/static/shared/dom.js";
import { get } from "/static/shared/client.js";
import { complain } from "/static/shared/toasts.js";
import { age, forget, resume, run, stop } from "./answer.js";
import { showModels } from "./models.js";
import { showPins } from "./pins.js";
import { showSaving } from "./saving.js";
import { offerAssumptions, offerStudies } from "./studies.js";
import { changed, keep, onChange, page, setChange } from "./state.js";
import { leave, refreshTables } from "./tables.js";
import { portfolioOr, views } from "/static/shared/views.js";
import { plain } from "/static/shared/words.js";

async function open(scenario) {
  let portfolio;
  if (page.portfolio?.name !== scenario) put($("#about"), `Reading ${scenario} ...`);
  try {
    portfolio = await get(`/strategist/api/portfolio?scenario=${encodeURIComponent(scenario)}`);
  } catch (error) {
    put($("#about"), h("span", { class: "fault" }, error.message));
    complain(error);
    return;
  }
  const known = portfolio.models.map((model) => model.id);
  page.portfolio = portfolio;
  page.scenario = scenario;
  if (!page.models || page.models.some((id) => !known.includes(id))) page.models = known.slice(0, 2);
  const { title, question, summary } = portfolio;
  put($("#about"), `${title || scenario}: ${summary.mmps} MMPs, ${summary.streams} value streams. ${question}`);
  $("#outside").hidden = true;
  fillModels();
  changed("scenario");
}

function fillModels() {
  for (const [id, at] of [["#first", 0], ["#second", 1]]) {
    put($(id), page.portfolio.models.map((model) => h("option", { value: model.id }, model.name)));
    $(id).value = page.models[at] ?? page.models[0];
  }
}

function pick(scenario) {
  if (!leave()) {
    $("#scenario").value = page.scenario;
    return null;
  }
  page.models = null;
  page.changes = {};
  page.sliders = null;
  forget();
  return open(scenario);
}

function showChanges() {
  const entries = Object.entries(page.changes);
  $("#changes").hidden = !entries.length;
  const undo = (path) => () => setChange(path, undefined);
  put(
    $("#changes"),
    h("span", {}, entries.length > 3 ? `Changed (${entries.length}):` : "Changed:"),
    entries.map(([path, value]) =>
      h("button", { type: "button", "aria-label": `Take back ${path}`, on: { click: undo(path) } }, `${path} ${path.endsWith("*") ? "×" : "="} ${plain(value)} ✕`),
    ),
    h("button", { type: "button", on: { click: () => { page.changes = {}; changed("changes"); } } }, "Take all back"),
  );
}

// A file that was changed in another program: told when the reader comes back to the page, and before nothing is lost.
async function look() {
  const { portfolio } = page;
  if (!portfolio?.file || document.hidden) return;
  try {
    const { version } = await get(`/api/file/version?name=${encodeURIComponent(portfolio.file)}`);
    if (version === portfolio.version) return;
    $("#outside").hidden = false;
    $("#outside span").textContent =
      version === null ? `${portfolio.file} was removed; what you see is as it was.` : `${portfolio.file} was changed in another tab or program; what you see is as it was.`;
  } catch {
    // the server is away; whatever is done next says so
  }
}

const view = views((name) => {
  page.view = name;
  keep();
});

$("#asking").addEventListener("submit", (event) => {
  event.preventDefault();
  view("answer");
  run();
});
$("#stop").addEventListener("click", stop);
$("#scenario").addEventListener("change", (event) => pick(event.target.value));
for (const id of ["#first", "#second"]) {
  $(id).addEventListener("change", () => {
    page.models = [...new Set([$("#first").value, $("#second").value])];
    changed("models");
  });
}
$("#worlds").value = page.worlds;
$("#worlds").addEventListener("change", (event) => {
  page.worlds = Math.max(2, Math.min(20_000, Math.round(Number(event.target.value)) || 200));
  event.target.value = page.worlds;
  keep();
});
$("#outside button").addEventListener("click", () => open(page.scenario));
document.addEventListener("visibilitychange", look);
addEventListener("focus", look);
onChange(showChanges);
onChange((what) => what === "scenario" && refreshTables());
onChange((what) => what !== "result" && what !== "pins" && showModels());
onChange((what) => what === "result" && offerAssumptions());
onChange((what) => what === "saved" && open(page.scenario));
onChange(offerStudies);
onChange(age);
onChange(showPins);
onChange(showSaving);

const chosen = portfolioOr(page.scenario);
if (page.scenario && chosen !== page.scenario) Object.assign(page, { models: null, changes: {}, sliders: null });
page.scenario = chosen;
view(page.view);
await open(page.scenario);
resume();
