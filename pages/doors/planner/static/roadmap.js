// The plan by quarter. A bar can be dragged, or moved with the arrow keys, to pin the quarter in which it starts.
import { $, h, put, s } from "/static/shared/dom.js";
import { LEFT, TOP, WIDE, laid, moved } from "./layout.js";
import { ask, mmpRows, nameOf, page, quarterCount, quarterName } from "./state.js";
import { pin, pinned, place } from "./wishes.js";

export function showRoadmap(what) {
  if (!page.portfolio) return;
  const focus = document.activeElement?.id;
  const quarters = quarterCount();
  const drawn = laid([...mmpRows().values()].filter((row) => row.chosen), page.portfolio.mmps, quarters);
  if (!drawn.bars.length) {
    put($("#roadmap"), h("p", {}, page.result?.found ? "The plan has no MMPs." : "There is no plan to draw."));
    return;
  }
  const lines = Array.from({ length: quarters }, (_, k) => [
    s("line", { class: "axis", x1: LEFT + k * WIDE, x2: LEFT + k * WIDE, y1: TOP - 6, y2: drawn.height }),
    s("text", { x: LEFT + k * WIDE + WIDE / 2, y: 18, "text-anchor": "middle" }, quarterName(k + 1)),
  ]);
  let stream = null;
  const names = drawn.bars.map(({ mmp, y, height }) => {
    const first = mmp.stream !== stream;
    stream = mmp.stream;
    return [first ? s("line", { class: "zero", x1: 0, x2: drawn.width, y1: y - 4, y2: y - 4 }) : null, s("text", { x: 6, y: y + height / 2 + 4 }, cut(first && stream ? `${stream}: ${mmp.id}` : mmp.id, 25))];
  });
  const streams = [...new Set(drawn.bars.map(({ mmp }) => mmp.stream))];
  put(
    $("#roadmap"),
    h("p", { class: "small muted", id: "how-to" }, "Drag a bar, or select it and press ← or →, to pin the quarter in which it starts; Delete takes the pin off. Solid arrows: released before the other starts; dashed: no later than it."),
    h(
      "div",
      { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Roadmap" },
      s(
        "svg",
        { class: "roadmap", width: drawn.width, height: drawn.height, role: "group", "aria-label": "Bars of the roadmap" },
        s("defs", {}, s("marker", { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, s("path", { class: "tip", d: "M0,0L8,4L0,8z" }))),
        s("g", { "aria-hidden": "true" }, lines, names),
        drawn.bars.map((each) => bar(each, streams.indexOf(each.mmp.stream), quarters)),
        s("g", { "aria-hidden": "true" }, drawn.arrows.map((each) => s("path", { class: `arrow ${each.kind}`, d: bow(each), "marker-end": "url(#tip)" }))),
      ),
    ),
  );
  if (focus && what !== "portfolio") document.getElementById(focus)?.focus();
}

const cut = (words, most) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);

// To the start of a bar across, to its end from the right.
function bow({ x1, y1, x2, y2, kind }) {
  const half = Math.max(14, (x2 - x1) / 2);
  const [out, end] = kind === "after" ? [x1 + half, x2 - half] : [Math.max(x1, x2) + 40, Math.max(x1, x2) + 40];
  return `M${x1},${y1}C${out},${y1} ${end},${y2} ${x2},${y2}`;
}

function bar({ mmp, x, y, width, height }, stream, quarters) {
  const at = pinned(page.wishes, mmp.id);
  const needs = [...mmp.after.map((id) => `after ${nameOf(id)}`), ...mmp.requires.map((id) => `requires ${nameOf(id)}`)].join(", ");
  const words = `${mmp.name}, ${mmp.stream ? `${mmp.stream}, ` : ""}starts in ${quarterName(mmp.start)}, released in ${quarterName(mmp.release)}${needs ? `, ${needs}` : ""}${mmp.underway ? ", under way: cannot be moved" : at === null ? "" : ", pinned"}`;
  const shape = s("rect", { x, y, width, height, rx: 5 });
  const fits = Math.max(2, Math.floor((width - (at === null ? 12 : 30)) / 7.8));
  const group = s(
    "g",
    { class: `bar tone-${stream % 6}${at === null ? "" : " held"}${mmp.underway ? " fixed" : ""}`, id: `bar-${mmp.id}`, tabindex: "0", role: "button", "aria-label": words, "aria-describedby": "how-to", "aria-disabled": mmp.underway ? "true" : null },
    s("title", {}, words),
    shape,
    s("text", { x: x + 8, y: y + height / 2 + 4 }, `${at === null ? "" : "📌 "}${cut(mmp.name, fits)}`),
  );
  if (!mmp.underway) {
    group.addEventListener("keydown", (event) => keys(event, mmp, quarters));
    group.addEventListener("pointerdown", (event) => drag(event, group, mmp, quarters));
  }
  return group;
}

function keys(event, mmp, quarters) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) {
    event.preventDefault();
    const from = pinned(page.wishes, mmp.id) ?? mmp.start;
    ask(place(page.wishes, mmp.id, Math.min(quarters, Math.max(1, from + step))));
  } else if (["Delete", "Backspace"].includes(event.key)) {
    event.preventDefault();
    ask(pin(page.wishes, mmp.id, null));
  }
}

function drag(event, group, mmp, quarters) {
  if (event.button !== 0) return;
  event.preventDefault();
  group.focus();
  group.setPointerCapture(event.pointerId);
  const from = event.clientX;
  const target = (now) => moved(mmp.start, now.clientX - from, quarters);
  const move = (now) => group.setAttribute("transform", `translate(${(target(now) - mmp.start) * WIDE} 0)`);
  const end = (now) => {
    for (const [name, listener] of heard) group.removeEventListener(name, listener);
    group.removeAttribute("transform");
    if (now.type === "pointerup" && target(now) !== mmp.start) ask(place(page.wishes, mmp.id, target(now)));
  };
  const heard = [["pointermove", move], ["pointerup", end], ["pointercancel", end]];
  for (const [name, listener] of heard) group.addEventListener(name, listener);
}
