import { $ } from "/static/shared/dom.js";
import { cancel, follow, get, post, tab } from "/static/shared/client.js";
import { complain } from "/static/shared/toasts.js";

let job = null;
let stop = () => {};

async function compare(event) {
  event.preventDefault();
  stop();
  try {
    const scenario = $("#scenario").value;
    const { models } = await get(`/strategist/api/portfolio?scenario=${encodeURIComponent(scenario)}`);
    ({ job } = await post("/strategist/api/compare", { tab, scenario, models: models.slice(0, 2).map((model) => model.id) }));
  } catch (error) {
    complain(error);
    return;
  }
  $("#stop").disabled = false;
  stop = follow(job, { band: ({ headline, worlds }) => show(headline, worlds) }, (state, data) => {
    $("#stop").disabled = true;
    if (state !== "finished") {
      if (data) data.forEach(complain);
      return;
    }
    show(data.headline, 200);
    $("#command").textContent = data.command;
    $("#command").hidden = false;
  });
}

function show(headline, worlds) {
  $("#headline").textContent = headline;
  $("#progress").value = worlds;
}

$("#asking").addEventListener("submit", compare);
$("#stop").addEventListener("click", () => cancel(job));
const wanted = new URLSearchParams(location.search).get("scenario");
if (wanted) $("#scenario").value = wanted;
