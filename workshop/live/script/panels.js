// Panels that lie over a board: the vote, many years, changes, keys.

import { saidOf } from "./address.js";
import { heapOf } from "./curves.js";
import { html, say, set, svg } from "./elements.js";
import { KEYS } from "./keys.js";
import { plain, sentenceOf } from "./truth.js";
import { CHOICES, castIn, shownCounts } from "./votes.js";

const button = (text, act, more = {}) => html("button", { type: "button", onclick: act, ...more }, text);

/** The vote: covers the right board until it is revealed. */
export function votePanel({ onlock, onreveal, ontyped }) {
  const question = html("p", { class: "question" });
  const fields = CHOICES.map((choice, k) => html("input", {
    type: "number", min: 0, max: 9999, value: 0, inputmode: "numeric", "aria-label": `votes: ${choice}`, oninput: (event) => ontyped(k, event.target.value),
    onfocus: (event) => event.target.select(), // what is typed takes the place of what is there
  }));
  const bars = CHOICES.map(() => html("span", { class: "bar" }));
  const counts = CHOICES.map(() => html("b"));
  const cast = html("p", { class: "cast", role: "status" });
  const code = html("div", { class: "code" });
  const lock = button("Lock (L)", onlock);
  const reveal = button("Reveal (R)", onreveal);
  const rows = CHOICES.map((choice, k) => html("li", {}, html("span", {}, choice), fields[k], counts[k], bars[k]));
  const root = html("section", { class: "panel vote", hidden: true, "aria-label": "Vote" }, question, html("ol", {}, rows), cast, html("div", { class: "row" }, lock, reveal), code);
  return {
    root, code,
    show(vote, text) {
      say(question, text);
      const shown = shownCounts(vote);
      const all = shown ? Math.max(1, ...shown) : 1;
      CHOICES.forEach((_, k) => {
        fields[k].hidden = Boolean(shown);
        counts[k].hidden = !shown;
        if (vote.typed[k] !== Number(fields[k].value)) fields[k].value = String(vote.typed[k]);
        say(counts[k], shown ? String(shown[k]) : "");
        bars[k].style.width = shown ? `${Math.round((160 * shown[k]) / all)}px` : "0";
      });
      const phones = vote.phones.reduce((a, b) => a + b, 0);
      say(cast, `${castIn(vote)} vote${castIn(vote) === 1 ? "" : "s"}${phones ? `, ${phones} of them from phones` : ""}${shown ? "" : "; answers stay hidden until they are locked"}`);
      lock.disabled = vote.state !== "open";
    },
    focus: () => (fields[0].hidden ? reveal : fields[0]).focus(),
  };
}

/** Many years: dots that fall into two heaps, this year marked. */
export function yearsPanel({ onclose }) {
  const [width, height] = [580, 176];
  const title = html("h3");
  const words = html("p", { class: "sentence" });
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": "many years" });
  const root = html("section", { class: "panel years", hidden: true, "aria-label": "Many years" }, title, drawing, words, button("Close (Y)", onclose));
  return {
    root,
    /** Heaps of values by name: [{name, values, now, usual}]; `now` is the value of the year on the board. */
    show(heading, heaps, seed, foot) {
      say(title, heading);
      say(words, foot);
      drawing.replaceChildren();
      const all = heaps.flatMap((heap) => heap.values).filter((value) => value !== null);
      if (!all.length) return;
      const low = Math.min(...all, heaps.some((heap) => heap.zero) ? 0 : Infinity);
      const high = Math.max(...all, heaps.some((heap) => heap.zero) ? 0 : -Infinity);
      const tall = (height - 26) / heaps.length;
      const x = (value) => 8 + ((width - 16) * (value - low)) / (high - low || 1);
      heaps.forEach((heap, at) => {
        const box = { x: 8, y: at * tall + 24, width: width - 16, height: tall - 28 };
        drawing.append(svg("text", { x: 8, y: at * tall + 19 }, heap.name));
        for (const dot of heapOf(heap.values, box, low, high, 9)) {
          drawing.append(svg("circle", { cx: dot.x.toFixed(1), cy: dot.y.toFixed(1), r: dot.seed === seed ? 6 : dot.r, class: dot.seed === seed ? "dot now" : "dot" }));
        }
        if (heap.usual) drawing.append(svg("line", { x1: x(heap.usual.mean), x2: x(heap.usual.mean), y1: box.y, y2: box.y + box.height, class: "mean" }));
        if (heap.zero) drawing.append(svg("line", { x1: x(0), x2: x(0), y1: box.y, y2: box.y + box.height, class: "zero" }));
      });
      drawing.append(svg("text", { x: 8, y: height - 3 }, plain(low)), svg("text", { x: width - 8, y: height - 3, "text-anchor": "end" }, plain(high)),
        svg("text", { x: width / 2, y: height - 3, "text-anchor": "middle" }, "large dot: this year; line: mean"));
    },
  };
}

/** Changes to the right board from now on. */
export function changePanel({ ondeed, onundo, onclose }) {
  const select = (name) => html("select", { "aria-label": name });
  const sound = (field) => field.reportValidity(); // the browser says what is wrong with a number, beside it
  const stage = select("stage");
  const from = select("from");
  const to = select("to");
  const limit = html("input", { type: "number", min: 1, max: 99, value: 3, required: true, "aria-label": "limit" });
  const card = select("card");
  const weeks = html("input", { type: "number", min: 1, max: 52, value: 4, required: true, "aria-label": "weeks" });
  const list = html("ol", { class: "deeds" });
  const when = html("p", { class: "when" });
  const undo = button("Undo (Z)", onundo);
  const move = button("Move", () => from.value !== to.value && ondeed({ do: "move", origin: Number(from.value), target: Number(to.value) }));
  const row = (...parts) => html("div", { class: "row" }, ...parts);
  const root = html("section", { class: "panel change", hidden: true, "aria-label": "Change" }, when,
    row(html("label", {}, "limit of ", stage), limit, button("Set", () => sound(limit) && ondeed({ do: "limit", stage: Number(stage.value), limit: Number(limit.value) })),
      button("None", () => ondeed({ do: "limit", stage: Number(stage.value), limit: null }))),
    row(button("An urgent card (U)", () => ondeed({ do: "urgent" }))),
    row(html("label", {}, "block card ", card), html("label", {}, "weeks ", weeks), button("Block", () => card.value && sound(weeks) && ondeed({ do: "block", card: Number(card.value), weeks: Number(weeks.value) }))),
    row(html("label", {}, "one person from ", from), html("label", {}, "to ", to), move),
    row(undo, button("Close (C)", onclose)), list);
  return {
    root,
    /** `fixed` says why nothing can be changed here; empty where it can. `kept`: a file's own changes come back with Z. */
    show(trace, moment, deeds, base, fixed, kept) {
      say(when, fixed || `From week ${moment.week.toFixed(1)} on; what is over stays as it was.`);
      for (const field of [stage, from, to]) {
        if (field.options.length !== trace.raw.stages.length) field.replaceChildren(...trace.raw.stages.map((name, k) => html("option", { value: k }, name)));
      }
      if (to.selectedIndex <= 0 && trace.raw.stages.length > 1) to.selectedIndex = 1;
      const there = moment.places.map((place) => trace.raw.cards[place.card][0]).filter((number) => number >= 0);
      const chosen = card.value;
      card.replaceChildren(...[...new Set(there)].sort((a, b) => a - b).map((number) => html("option", { value: number }, String(number - base + 1))));
      if (there.includes(Number(chosen))) card.value = chosen;
      list.replaceChildren(...deeds.map((deed) => html("li", {}, saidOf({ ...deed, card: deed.card - base + 1 }, trace.raw.stages))));
      for (const field of root.querySelectorAll("button, select, input")) field.disabled = Boolean(fixed) && field.textContent !== "Close (C)";
      move.disabled ||= trace.raw.stages.length < 2;
      undo.disabled = !deeds.length && !kept;
      say(undo, deeds.length || !kept ? "Undo (Z)" : "Again (Z)");
    },
  };
}

const MARKS = "Cards: a bar below is work, a bar above is done and waits for room, a dashed rim waits, a cross is blocked; the darker, the older. In a column with a dashed edge other value streams work, too: their cards are not shown. "
  + "Drag the count of a column up or down for another limit, or to another column to move a person there.";

const NAMES = { ArrowRight: "\u2192", ArrowLeft: "\u2190", Escape: "Esc" }; // as they stand on keyboards

/** All keys. */
export function helpPanel(act) {
  const shown = KEYS.map(([key, , words]) => html("li", {}, html("kbd", {}, NAMES[key] ?? key), ` ${words}`));
  return html("dialog", { class: "help", "aria-label": "Keys" }, html("h2", {}, "Keys"), html("ul", {}, shown), html("p", {}, MARKS),
    html("form", { method: "dialog", class: "row" }, html("button", { type: "button", onclick: () => act("presenter") }, "Presenter window (p)"),
      html("button", { type: "button", onclick: () => act("save") }, "Save as a file (s)"), html("button", {}, "Close")));
}

export { sentenceOf, set };
