// The presenter's window: sheet, clock, objections; it hears the board's week and sends keys back.

import { html, say } from "./elements.js";
import { actionOf } from "./keys.js";

export const CHANNEL = "vmo-live";

/** A channel between a window of boards and its presenter; `token` is that of the window, `heard` gets what is said. */
export function newChannel(token, heard) {
  const channel = new BroadcastChannel(`${CHANNEL} ${token}`);
  channel.addEventListener("message", (event) => heard(event.data));
  return { tell: (data) => channel.postMessage(data), close: () => channel.close() };
}

const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

const list = (title, rows) => (rows.length ? [html("h2", {}, title), html("ul", {}, rows.map((row) => html("li", {}, row)))] : []);

/** Fill a window with the presenter's view of the boards with a token; the sheet comes when its numbers are measured. */
export function present(root, session, token, measured) {
  const clock = html("p", { class: "clock", "aria-label": "minutes since the start" }, "0:00");
  const week = html("p", { class: "week" });
  const state = html("p", { class: "state", role: "status" });
  const body = html("section", {}, html("p", {}, "The numbers of the sheet are measured \u2026"));
  const begun = history.state?.begun ?? Date.now(); // a window that is loaded again goes on counting
  history.replaceState({ begun }, "");
  let steps = [];
  const channel = newChannel(token, (data) => {
    if (data.week !== undefined) say(week, `Week ${data.week.toFixed(1)}${data.playing ? ", playing" : ""}`);
    if (data.state !== undefined) say(state, data.state);
  });
  root.replaceChildren(html("main", { class: "presenter" },
    html("header", {}, html("h1", {}, session.title), clock, week),
    html("p", { class: "question" }, session.question), state, body));
  measured.then((sheet) => {
    let passed = 0;
    steps = sheet.script.map(([length, title, text]) => {
      const from = passed;
      passed += length;
      return { from, until: passed, root: html("li", {}, html("h3", {}, `${title} (minute ${from} to ${passed})`), html("p", {}, text)) };
    });
    body.replaceChildren(html("h2", {}, "Script"), html("ol", { class: "script" }, steps.map((step) => step.root)), html("h2", {}, "Likely objections"),
      html("dl", {}, sheet.objections.flatMap(([said, answer]) => [html("dt", {}, said), html("dd", {}, answer)])),
      ...list("What it does not show", sheet.limits), ...list("Material", sheet.material), html("p", {}, sheet.purpose), html("p", { class: "muted" }, sheet.measured));
  }, (error) => body.replaceChildren(html("p", { role: "alert" }, `The sheet could not be measured: ${error.message}`)));
  document.addEventListener("keydown", (event) => {
    const action = actionOf(event);
    if (action && action !== "presenter" && action !== "save") { event.preventDefault(); channel.tell({ action }); }
  });
  const tick = () => {
    const seconds = (Date.now() - begun) / 1000;
    say(clock, minutes(seconds));
    for (const step of steps) step.root.classList.toggle("now", seconds / 60 >= step.from && seconds / 60 < step.until);
  };
  tick();
  setInterval(tick, 1000);
  channel.tell({ hello: true });
}
