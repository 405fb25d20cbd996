// Variants pinned to be compared: what was changed, and the difference that came out.
import { $, h, put } from "/static/shared/dom.js";
import { bandBar } from "./drawing.js";
import { changed, page } from "./state.js";
import { money, plain } from "/static/shared/words.js";

const MOST = 8;

const told = (changes) => Object.entries(changes).map(([path, value]) => `${path.split(".").slice(-2).join(".")} ${plain(value)}`).join("; ") || "as it stands";

function pin() {
  const { difference, currency, worlds, asked } = page.result;
  const { mean, low, high, p10, p90 } = difference;
  const taken = page.pins.map((each) => Number(each.name.split(" ").at(-1)) || 0);
  const name = `Variant ${Math.max(0, ...taken) + 1}`;
  page.pins = [...page.pins, { name, changes: asked.changes, models: asked.models, currency, worlds, mean, low, high, p10, p90 }].slice(-MOST);
  changed("pins");
}

const take = (each) => () => {
  page.changes = { ...each.changes };
  changed("changes");
};

const drop = (each) => () => {
  page.pins = page.pins.filter((other) => other !== each);
  changed("pins");
};

export function showPins() {
  const now = page.result?.difference;
  const ends = page.pins.flatMap((each) => [each.p10, each.p90]).concat(now ? [now.p10, now.p90] : []);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const line = (name, words, each, buttons) =>
    h("li", {}, h("strong", {}, name), ` ${money(each.mean, "", true)} (${money(each.p10)} to ${money(each.p90)}), ${each.worlds} worlds`, h("div", { class: "small muted" }, words), bandBar([each.p10, each.p90], [each.low, each.high], low, high), h("div", { class: "row" }, buttons));
  put(
    $("#pins"),
    h("button", { type: "button", disabled: !now, on: { click: pin } }, "Pin this result"),
    h(
      "ul",
      { class: "plain" },
      now && page.pins.length ? line("Now", told(page.result.asked.changes), { ...now, worlds: page.result.worlds }, []) : null,
      page.pins.map((each) =>
        line(each.name, told(each.changes), each, [
          h("button", { type: "button", on: { click: take(each) }, "aria-label": `Take the changes of ${each.name}` }, "Take"),
          h("button", { type: "button", on: { click: drop(each) }, "aria-label": `Remove ${each.name}` }, "Remove"),
        ]),
      ),
    ),
  );
}
