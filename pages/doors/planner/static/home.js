// The planner's page: picks a portfolio, shows one of seven views, and wires the parts together.
import { $, h, put } from "/static/shared/dom.js";
import { get } from "/static/shared/client.js";
import { complain } from "/static/shared/toasts.js";
import { portfolioOr, views } from "/static/shared/views.js";
import { showAnswer, showWishes } from "./answer.js";
import { forgetFrontier, showFrontier } from "./frontier.js";
import { showLimits } from "./limits.js";
import { showPapers } from "./papers.js";
import { showPlans } from "./plans.js";
import { showQuarter } from "./quarter.js";
import { showRoadmap } from "./roadmap.js";
import { run, runSoon, settle, stop } from "./search.js";
import { ask, changed, keep, onChange, page, redo, undo } from "./state.js";
import { showTable } from "./table.js";
import { fresh, nothing, same } from "./wishes.js";

async function open(scenario) {
  let portfolio;
  try {
    portfolio = await get(`/planner/api/portfolio?scenario=${encodeURIComponent(scenario)}`);
  } catch (error) {
    put($("#about"), h("span", { class: "fault" }, error.message));
    complain(error);
    return;
  }
  page.portfolio = portfolio;
  const known = new Set(portfolio.mmps.map((mmp) => mmp.id));
  if ([...page.wishes.include, ...page.wishes.exclude].some((id) => !known.has(id))) page.wishes = nothing(scenario);
  $("#about").textContent = `${portfolio.title || scenario}: ${portfolio.mmps.length} MMPs, ${portfolio.quarters} quarters.`;
  $("#gap").value = page.wishes.gap;
  changed("portfolio");
  run();
}

function pick(scenario) {
  Object.assign(page, { wishes: nothing(scenario), pinned: null, plans: [], history: fresh(), result: null, last: null });
  history.replaceState(null, "", `${location.pathname}?scenario=${encodeURIComponent(scenario)}`);
  forgetFrontier();
  return open(scenario);
}

// Ctrl+Z and Ctrl+Shift+Z, unless somebody types.
function undoKeys(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
  if (event.target.matches?.('input[type="text"], input[type="number"], input:not([type]), textarea')) return;
  event.preventDefault();
  (event.shiftKey ? redo : undo)();
}

// Before the first answer everything that is asked is new.
const stale = () => !page.result || !same(page.result.asked, page.wishes);

const view = views((name) => {
  page.view = name;
  keep();
});

$("#asking").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
$("#stop").addEventListener("click", stop);
$("#undo").addEventListener("click", undo);
$("#redo").addEventListener("click", redo);
$("#scenario").addEventListener("change", (event) => pick(event.target.value));
$("#gap").addEventListener("change", (event) => ask({ ...page.wishes, gap: event.target.value }));
$("#auto").checked = page.auto;
$("#auto").addEventListener("change", (event) => {
  page.auto = event.target.checked;
  keep();
  if (page.auto && stale()) run();
});
document.addEventListener("keydown", undoKeys);
onChange((what) => what !== "wishes" && showAnswer());
onChange(showWishes);
onChange((what) => ["portfolio", "wishes", "result"].includes(what) && showTable(what));
onChange((what) => ["portfolio", "wishes", "result"].includes(what) && showRoadmap(what));
onChange((what) => ["portfolio", "wishes", "result"].includes(what) && showLimits(what));
onChange(showFrontier);
onChange(showPlans);
onChange(showQuarter);
onChange(showPapers);
onChange((what) => {
  if (what !== "wishes") return;
  $("#gap").value = page.wishes.gap;
  if (stale() && !page.auto) $("#headline").textContent = "Something was changed: press Plan.";
  if (stale()) runSoon();
  else settle();
});

const chosen = portfolioOr(page.wishes.scenario);
if (chosen !== page.wishes.scenario) Object.assign(page, { wishes: nothing(chosen), pinned: null, plans: [] });
view(page.view);
await open(page.wishes.scenario);
