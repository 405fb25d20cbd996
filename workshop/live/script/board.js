// One board as a drawing: columns, cards that glide; SVG, and a canvas where there are very many cards.

import { say, set, svg } from "./elements.js";
import { glided, placed, roomFor } from "./layout.js";
import { STAGES, FINISHED, FRONT, coloursOf, outlineOf, shapeOf } from "./shapes.js";

export const MANY = 500; // cards from which on they are painted on a canvas

/** A board drawing in a box of pixels; `base` is the number that is shown as 1. */
export function newBoard(host, { width, height, onlimit, onmove, onfollow }) {
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "cards", "aria-hidden": "true" });
  const back = svg("g");
  const front = svg("g");
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.hidden = true;
  root.append(back, front);
  host.replaceChildren(root, canvas);
  let spots = new Map(); // card -> {x, y} now
  let nodes = new Map(); // card -> element
  let heads = [];
  let trace = null;
  let look = {};

  function columns() {
    back.replaceChildren();
    front.replaceChildren();
    nodes = new Map();
    spots = new Map();
    heads = [];
    const { columns: found } = placed(trace, { places: [], counts: [], outside: [] }, width, height, look.size);
    const { raw } = trace;
    for (const column of found) {
      const hue = column.kind === "stage" ? STAGES[column.stage % STAGES.length] : column.kind === "done" ? FINISHED : FRONT;
      const name = column.kind === "stage" ? raw.stages[column.stage] : column.kind === "done" ? raw.gone : "waiting";
      const platform = raw.platforms.includes(column.stage);
      const whole = platform && !/platform/i.test(name) ? `${name} (platform)` : name;
      const middle = column.x + column.width / 2;
      const count = svg("text", { x: middle, y: 49, class: "count", "text-anchor": "middle" });
      const box = svg("rect", { x: column.x + 2, y: 29, width: column.width - 4, height: 26, rx: 4, class: "full", visibility: "hidden" });
      const more = svg("text", { x: middle, y: height - 6, class: "more", "text-anchor": "middle" });
      back.append(
        svg("rect", { x: column.x, y: 0, width: column.width, height, class: platform ? "lane platform" : "lane" }),
        svg("rect", { x: column.x, y: 0, width: column.width, height: 5, fill: hue }),
        svg("text", { x: middle, y: 24, class: "name", "text-anchor": "middle" }, fitting(whole, column.width), svg("title", {}, whole)),
        box, count, more,
      );
      if (column.kind === "stage" && onlimit) {
        const grip = svg("rect", { x: column.x, y: 26, width: column.width, height: 32, class: "grip" });
        drag(grip, column.stage);
        back.append(grip);
      }
      heads.push({ column, count, box, more });
    }
  }

  /** Dragging the count up or down changes the limit; dragging it to another column moves a person there. */
  function drag(grip, stage) {
    let from = null;
    grip.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY]; grip.setPointerCapture(event.pointerId); });
    grip.addEventListener("pointerup", (event) => {
      if (!from) return;
      const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
      from = null;
      const scale = root.getBoundingClientRect().width / width || 1;
      const at = (event.clientX - root.getBoundingClientRect().left) / scale;
      const target = heads.find(({ column }) => at >= column.x && at < column.x + column.width)?.column;
      if (Math.abs(dy) > 12 && Math.abs(dy) > Math.abs(dx)) onlimit(stage, -Math.round(dy / 12));
      else if (target && target.kind === "stage" && target.stage !== stage) onmove(stage, target.stage);
    });
  }

  function head(moment, more) {
    const { raw } = trace;
    heads.forEach(({ column, count, box, more: rest }, at) => {
      const limit = column.kind === "stage" ? look.limits[column.stage] : null;
      const cards = column.kind === "stage" ? moment.counts[column.stage] : column.kind === "done" ? moment.done : moment.outside.length;
      const full = limit !== null && cards >= limit;
      const away = column.kind === "stage" && moment.away[column.stage] ? ` (${moment.away[column.stage]} away)` : "";
      say(count, limit === null ? `${cards}${away}` : `${cards} of ${limit}${cards > limit ? " over" : full ? " full" : ""}${away}`);
      set(count, { class: full ? "count over" : "count" });
      set(box, { visibility: full ? "visible" : "hidden" });
      say(rest, more[at] ? `+${more[at]}` : "");
    });
  }

  function card(key, spot) {
    const [, , , , kind] = trace.raw.cards[key];
    const shape = shapeOf(trace.raw.classes[kind], kind);
    const [w, h] = look.size;
    const group = svg("g", { class: "card" });
    group.append(svg("path", { d: outlineOf(shape, w, h) }));
    const number = trace.raw.cards[key][0];
    const text = number < 0 ? `U${-number}` : String(number - look.base + 1);
    if (roomFor(text, w)) group.append(svg("text", { x: (w - 4) / 2, y: h / 2 + (h < 25 ? 3.5 : 5), "text-anchor": "middle" }, text));
    group.append(svg("path", { class: "mark" }));
    group.addEventListener("click", () => onfollow?.(key));
    spots.set(key, { x: spot.x, y: spot.y });
    front.append(group);
    return group;
  }

  function dress(node, key, spot) {
    const kind = trace.raw.cards[key][4];
    const colours = coloursOf(trace.raw.classes[kind], kind, spot.age, look.old);
    const [w, h] = look.size;
    const followed = look.followed === trace.raw.cards[key][0];
    set(node, { class: `card ${spot.part}${spot.blocked ? " blocked" : ""}${followed ? " followed" : ""}` });
    set(node.firstChild, { fill: colours.fill, stroke: followed ? "#1a1a1a" : colours.edge });
    const text = node.querySelector("text");
    if (text) set(text, { fill: colours.ink });
    const mark = spot.blocked ? `M2 ${h - 6}L${w - 6} 2M2 2L${w - 6} ${h - 6}` : spot.part === "done" ? `M3 2.5H${w - 7}` : spot.part === "work" ? `M3 ${h - 6}H${w - 7}` : "M0 0";
    set(node.lastChild, { d: mark, stroke: spot.blocked ? "#1a1a1a" : colours.ink });
  }

  return {
    root,
    /** Another trace: everything is laid out anew. */
    show(next, settings) {
      trace = next;
      look = settings;
      columns();
    },
    look(settings) { look = { ...look, ...settings }; },
    /** A moment; so many milliseconds since the last one. Returns whether cards still move. */
    draw(moment, milliseconds, still) {
      const { spots: targets, more } = placed(trace, moment, width, height, look.size);
      head(moment, more);
      const many = targets.size > MANY;
      canvas.hidden = !many;
      front.setAttribute("visibility", many ? "hidden" : "visible");
      if (many) { paint(canvas, trace, targets, look); return false; }
      for (const [key, node] of nodes) if (!targets.has(key)) { node.remove(); nodes.delete(key); spots.delete(key); }
      let moving = false;
      for (const [key, spot] of targets) {
        const node = nodes.get(key) ?? card(key, spot);
        nodes.set(key, node);
        const now = glided(spots.get(key), spot, milliseconds, still);
        moving ||= now.x !== spot.x || now.y !== spot.y;
        spots.set(key, now);
        set(node, { transform: `translate(${now.x.toFixed(1)} ${now.y.toFixed(1)})` });
        dress(node, key, spot);
      }
      return moving;
    },
  };
}

function paint(canvas, trace, targets, look) {
  const pen = canvas.getContext("2d");
  const [w, h] = look.size;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  for (const [key, spot] of targets) {
    const kind = trace.raw.cards[key][4];
    const colours = coloursOf(trace.raw.classes[kind], kind, spot.age, look.old);
    pen.save();
    pen.translate(spot.x, spot.y);
    const outline = new Path2D(outlineOf(shapeOf(trace.raw.classes[kind], kind), w, h));
    pen.fillStyle = colours.fill;
    pen.strokeStyle = colours.edge;
    pen.fill(outline);
    pen.stroke(outline);
    pen.restore();
  }
}

let pen = null; // measures names as they are drawn

/** A name, cut to what a column has room for. */
function fitting(text, width) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = `bold 20px ${getComputedStyle(document.documentElement).fontFamily}`;
  const fits = (words) => pen.measureText(words).width <= width;
  let letters = text.length;
  while (letters > 1 && !fits(`${text.slice(0, letters)}\u2026`)) letters -= 1;
  return fits(text) ? text : `${text.slice(0, letters)}\u2026`;
}

