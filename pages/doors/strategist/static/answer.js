// The answer: a comparison that runs, its bands as they narrow, and what stands behind it at the end.
import { $, $$, h, put } from "/static/shared/dom.js";
import { cancel, follow, post, tab } from "/static/shared/client.js";
import { clear, complain } from "/static/shared/toasts.js";
import { bandBar, curves, spread } from "./drawing.js";
import { commands, picture, sentences } from "/static/shared/parts.js";
import { showPins } from "./pins.js";
import { changed, page, question } from "./state.js";
import { money } from "/static/shared/words.js";

let job = null;
let unfollow = () => {};

const NAMES = {
  arising: "Bridge: where the value arises",
  cumulative: "Cumulative value with its spread",
  differences: "World by world",
  jcurve: "J-curve of the change",
  costs: "Costs by month",
  kanban: "Portfolio kanban",
  lead_times: "Lead times",
  roadmap: "Roadmap of the median world",
};

// Compare with as many worlds as asked; with fewer and without backing while a slider moves.
export async function run({ worlds = page.worlds, backing = true } = {}) {
  unfollow();
  clear();
  working(true);
  const asked = question({ replications: worlds, tab, backing });
  try {
    ({ job } = await post("/strategist/api/compare", asked));
  } catch (error) {
    working(false);
    complain(error);
    return;
  }
  sessionStorage.vmoRun = JSON.stringify({ job, asked });
  listen(asked);
}

// A page that is loaded again while its comparison runs goes on listening to it.
export function resume() {
  const kept = JSON.parse(sessionStorage.vmoRun ?? "null");
  if (!kept || JSON.stringify({ ...kept.asked, backing: 0, replications: 0 }) !== JSON.stringify({ ...question({ tab }), backing: 0, replications: 0 })) return;
  job = kept.job;
  working(true);
  listen(kept.asked);
}

function listen(asked) {
  unfollow = follow(
    job,
    {
      band: (data) => {
        show(data, asked);
        const all = data.worlds >= asked.replications && asked.backing;
        $("#running").textContent = `${data.worlds} of ${asked.replications} worlds${all ? "; now what stands behind them" : ""}`;
      },
      progress: ({ done, total }) => Object.assign($("#progress"), { max: total, value: done }),
    },
    (state, data) => {
      working(false);
      if (state !== "lost") delete sessionStorage.vmoRun;
      if (state === "finished") {
        show(data, asked);
        behind(data, asked);
        changed("result");
      } else if (state === "lost" && !page.result) {
        $("#headline").textContent = "What ran here is not kept any more; press Run.";
      } else if (state !== "cancelled") {
        complain({ message: sentences(data) });
      } else if (page.result) {
        put($("#behind"), stopped(page.result.worlds));
      } else $("#headline").textContent = "Stopped before the first worlds were finished; press Run.";
    },
  );
}

export function stop() {
  if (job) cancel(job);
}

function working(on) {
  $("#stop").disabled = !on;
  $("#answer").setAttribute("aria-busy", String(on));
  $("#running").textContent = on ? "Running ..." : "";
  if (on) $("#progress").value = 0;
  else $("#progress").value = $("#progress").max;
}

// Whether the answer is to what is asked now: said when it is not.
export function age() {
  const asked = page.result?.asked;
  const about = ({ scenario, changes, models }) => JSON.stringify([scenario, Object.entries(changes).sort(), models]);
  $("#older").hidden = !$("#bands").firstChild || (asked && about(asked) === about(page));
}

// Another portfolio: nothing of the answer to this one stays.
export function forget() {
  unfollow();
  if ($("#answer").getAttribute("aria-busy") === "true") stop();
  working(false);
  page.result = null;
  $("#progress").value = 0;
  put($("#difference"), "\u00a0");
  $("#headline").textContent = "Press Run: the first band is there after some worlds, and narrows.";
  for (const place of ["#bands", "#curves", "#spread", "#ladder", "#behind", "#commands", "#figures"]) put($(place));
}

function show(data, asked) {
  page.result = { ...data, asked };
  age();
  const { difference, models, currency } = data;
  $("#headline").textContent = data.headline;
  put($("#difference"), difference ? h("data", { value: difference.mean }, money(difference.mean, currency, true)) : " ");
  for (const place of $$(".unit")) place.textContent = `, ${currency}`;
  put($("#curves"), curves(data));
  put($("#spread"), difference ? spread(data) : null);
  put($("#bands"), bands(models, difference, currency, data.worlds));
  showPins();
}

function bands(models, difference, currency, worlds) {
  const ends = models.flatMap((model) => [model.p10, model.p90]);
  if (difference) ends.push(difference.p10, difference.p90, difference.low, difference.high);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const row = (name, wide, middle, narrow) =>
    h("tr", {}, h("th", { scope: "row" }, name), h("td", { class: "number" }, middle), h("td", { class: "number" }, `${money(wide[0])} to ${money(wide[1])}`), h("td", {}, bandBar(wide, narrow, low, high)));
  return h(
    "table",
    { class: "bands" },
    h("caption", {}, `Net present value, ${currency}, ${worlds} worlds: middle, P10 to P90; of the difference the mean with its 95 % interval`),
    h("thead", { class: "sr" }, h("tr", {}, ["What", "Middle", "P10 to P90", "Picture"].map((word) => h("th", { scope: "col" }, word)))),
    h(
      "tbody",
      {},
      models.map((model) => row(model.name, [model.p10, model.p90], money(model.p50))),
      difference && row("Difference, by luck", [difference.p10, difference.p90], `${money(difference.mean, "", true)} (${money(difference.low, "", true)} to ${money(difference.high, "", true)})`, [difference.low, difference.high]),
    ),
    h("tbody", { id: "assumed" }),
  );
}

const stopped = (worlds) => h("p", { class: "notice" }, `Stopped after ${worlds} worlds; press Run for all of them.`);

function behind(data, asked) {
  put($("#behind"), data.ended === "interrupted" ? stopped(data.worlds) : null, data.sentences.length ? h("h2", {}, "What stands behind it") : null, h("ul", {}, data.sentences.map((line) => h("li", {}, line))));
  put($("#ladder"), ladder(data, asked));
  put($("#commands"), commands(data.commands));
  put(
    $("#figures"),
    data.figures.map((name) => {
      const place = h("div", {});
      const details = h("details", {}, h("summary", {}, NAMES[name] ?? name), place);
      details.addEventListener("toggle", () => details.open && !place.firstChild && draw(name, asked, place));
      return details;
    }),
  );
}

// From projects as they are over well-run projects to value streams: what each step is worth.
function ladder({ document: found, models, currency }, asked) {
  const steps = found.answer?.ladder ?? [];
  if (!steps.length) return null;
  const names = new Map(models.map((model) => [model.id, model.name]));
  const called = (id) => names.get(id) ?? page.portfolio.models.find((model) => model.id === id)?.name ?? "a well-run project office";
  const ends = steps.flatMap((step) => [step.low, step.high, step.mean]);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  return h(
    "table",
    { class: "bands" },
    h("caption", {}, `Ladder: net present value that each step adds, ${currency}, mean with its 95 % interval`),
    h("thead", { class: "sr" }, h("tr", {}, ["Step", "Adds", "Interval", "Picture"].map((word) => h("th", { scope: "col" }, word)))),
    h(
      "tbody",
      {},
      h("tr", {}, h("th", { scope: "row" }, called(asked.models[0])), h("td", { class: "number muted", colspan: 3 }, "where it begins")),
      steps.map((step) =>
        h("tr", {}, h("th", { scope: "row" }, `then ${called(step.a)}`), h("td", { class: "number" }, money(step.mean, "", true)), h("td", { class: "number" }, `${money(step.low, "", true)} to ${money(step.high, "", true)}`), h("td", {}, bandBar([Math.min(0, step.mean), Math.max(0, step.mean)], [step.low, step.high], low, high))),
      ),
    ),
  );
}

// The figure of the report, drawn by the server when it is asked for.
async function draw(name, { backing, ...asked }, place) {
  put(place, h("p", { class: "muted" }, "Drawing ..."));
  try {
    const { job: number } = await post("/strategist/api/figure", { ...asked, name });
    follow(number, {}, (state, data) => {
      if (state === "finished") put(place, picture(number, data.file, `${NAMES[name] ?? name}: ${data.headline}`));
      else put(place, h("p", { class: "fault" }, state === "cancelled" ? "Not drawn." : sentences(data)));
    });
  } catch (error) {
    put(place, h("p", { class: "fault" }, error.message));
  }
}
