// The sheet as it is printed below a session: what to do, what was voted, the commands.

import { saidOf } from "./address.js";
import { html } from "./elements.js";

const list = (title, rows) => (rows.length ? [html("h2", {}, title), html("ul", {}, rows.map((row) => html("li", {}, row)))] : []);

/** Everything of a session that paper can hold. */
export function printed(session, guesses) {
  const { sheet } = session;
  return html("section", { class: "printed" },
    html("h1", {}, session.title), html("p", {}, session.question), html("p", {}, sheet.purpose),
    html("h2", {}, "Script"), html("ol", {}, sheet.script.map(([length, title, text]) => html("li", {}, html("b", {}, `${title} (${length} minutes). `), text))),
    html("h2", {}, "Likely objections"), html("dl", {}, sheet.objections.flatMap(([said, answer]) => [html("dt", {}, said), html("dd", {}, answer)])),
    list("What it does not show", sheet.limits), list("Material", sheet.material), list("Sources", sheet.sources),
    guesses ? html("p", {}, guesses) : null, list("Changes to the right board", changesOf(session)), html("p", {}, sheet.measured), html("h2", {}, "Command"), html("p", { class: "command" }, session.command));
}

/** What was done to the right board of a file, in words. */
function changesOf({ deeds, changed, labels, right, seed }) {
  if (!deeds?.length) return [];
  const base = Math.min(...changed.cards.map((card) => card[0]).filter((number) => number >= 0));
  return [`${labels[right]}, year ${seed}`, ...deeds.map((deed) => saidOf({ ...deed, card: deed.card - base + 1 }, changed.stages))];
}
