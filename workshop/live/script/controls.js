// The row of controls below both boards.

import { html, say } from "./elements.js";

/** Buttons and the week; `act(name)` does what a key of this name does. */
export function newControls(act, onscrub) {
  const button = (name, text, title) => html("button", { type: "button", title, "aria-label": title, onclick: () => act(name) }, text);
  const play = button("play", "Play", "play or pause (Space)");
  const speed = button("faster", "1\u00D7", "speed (X)");
  const scrub = html("input", { type: "range", min: 0, max: 52, step: 0.1, value: 0, "aria-label": "week", class: "scrub", oninput: () => onscrub(Number(scrub.value)) });
  const root = html("footer", { class: "controls" }, play,
    button("day", "Day", "a day further (.)"), button("week", "Week", "a week further (right arrow)"), button("event", "Event", "to the next event (E)"),
    speed, scrub,
    button("newLuck", "New luck", "another year of luck for both boards (N)"), button("sameLuck", "Same", "back to the luck before (B)"),
    button("typical", "Typical", "a typical year (T)"), button("vote", "Vote", "vote: the right board is covered (V)"),
    button("years", "Years", "many years (Y)"), button("change", "Change", "change the right board from now on (C)"),
    button("help", "?", "keys (?)"));
  return {
    root,
    draw(clock) {
      say(play, clock.playing ? "Pause" : "Play");
      say(speed, `${clock.speed}\u00D7`);
      scrub.max = String(clock.weeks);
      if (document.activeElement !== scrub || clock.playing) scrub.value = String(clock.week);
      scrub.setAttribute("aria-valuetext", `week ${clock.week.toFixed(1)}`);
    },
  };
}
