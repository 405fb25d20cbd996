// The page: state, keys, and what is drawn when. Everything that can be thought of without a browser is elsewhere.

import { read, written } from "./address.js";
import { DAY, faster, fitted, newClock, paused, scrubbed, stepped, ticked, toggled } from "./clock.js";
import { newControls } from "./controls.js";
import { html, say } from "./elements.js";
import { actionOf } from "./keys.js";
import { newMemory } from "./memory.js";
import { changePanel, helpPanel, votePanel, yearsPanel } from "./panels.js";
import { newPhones } from "./phones.js";
import { newChannel, present } from "./presenter.js";
import { printed } from "./sheet.js";
import { SYMBOLS, shapeOf, shortened } from "./shapes.js";
import { newSide } from "./side.js";
import { newSource } from "./source.js";
import { eventAfter, momentOf, quantile, storyOf } from "./trace.js";
import { plain, sentenceOf, unusual, usualOf, verdictOf } from "./truth.js";
import { castIn, guessesOf, heard, locked, newVote, revealed, typed } from "./votes.js";
import { differencesOf, heapsOf, typicalOf } from "./years.js";

const [USUAL, MANY, SOME] = [40, 200, 20]; // years: beside a board, in the panel, at the other turns of a number
const LETTERS = 120; // in one line of the page
const PRESENTER = "#presenter=";

/** Start the page on what the document holds. */
export function start(root, session) {
  const source = newSource(session, session.service ?? null);
  if (location.hash.startsWith(PRESENTER)) {
    present(root, session, location.hash.slice(PRESENTER.length), source.sheet());
    return;
  }
  const worlds = session.turns.length > 0;
  const own = session.deeds ?? []; // changes that a file holds
  const fixed = !session.alive ? "These boards are pictures of a finished year: nothing can be done to them." : source.service ? "" : heldBy(session, own);
  const given = read(location.hash, session.labels.length);
  const memory = newMemory(session.name);
  const state = {
    left: given.left ?? session.left, right: given.right ?? session.right, seed: given.seed ?? session.seed,
    deeds: location.hash.length > 1 ? given.deeds : own, vote: session.vote ?? newVote(), covered: worlds && session.vote?.state !== "revealed" || session.vote?.state === "locked",
    ghost: session.vote?.state === "revealed", luck: [], token: Math.random().toString(36).slice(2), ...memory.before,
    followed: null, panel: null, clock: newClock(1), traces: null, without: null, shown: null, note: "",
  };
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let last = 0;
  let drawing = false;
  let later = null;
  let loads = 0;

  const week = html("p", { class: "week", "aria-live": "off" });
  const strip = html("span", { role: "status" });
  const legend = html("span", { class: "legend" });
  const command = html("span", { class: "command" });
  const spoken = html("p", { class: "sr", role: "status" });
  const handlers = (name) => ({
    onscrub: (at) => { state.clock = scrubbed(state.clock, at); wake(); },
    ondial: (at) => turn(name, at),
    onfollow: (card) => follow(sides[name].trace.raw.cards[card][0]),
    onlimit: name === "right" && !fixed ? (stage, by) => deed({ do: "limit", stage, limit: Math.max(1, (limits()[stage] ?? momentOf(state.traces[1], state.clock.week).counts[stage]) + by) }) : null,
    onmove: (origin, target) => deed({ do: "move", origin, target }),
  });
  const crowded = Object.values(session.traces).some((trace) => trace.classes.length > 2);
  const sides = { left: newSide("left", handlers("left"), crowded), right: newSide("right", handlers("right"), crowded) };
  const controls = newControls(act, (at) => { state.clock = scrubbed(state.clock, at); wake(); });
  const vote = votePanel({
    onlock: () => act("lock"), onreveal: () => act("reveal"), ontyped: (k, count) => { state.vote = typed(state.vote, k, count); panels(); },
  });
  const years = yearsPanel({ onclose: () => act("years") });
  const change = changePanel({ ondeed: deed, onundo: () => act("undo"), onclose: () => act("change") });
  const help = helpPanel(act);
  const main = html("main", { class: "live" }, html("header", {}, source.service ? html("a", { class: "home", href: "/coach/", "aria-label": "Coach: what can be shown", title: "what can be shown" }, "\u2039") : null, html("h1", { title: session.title }, session.title), week),
    html("p", { class: "strip" }, strip, legend, command),
    html("div", { class: "sides" }, sides.left.root, sides.right.root, vote.root, years.root, change.root), controls.root, help, spoken);
  root.replaceChildren(main, printed(session, session.vote ? guessesOf(session.vote, session.vote.asked) : ""));

  const phones = newPhones(source, source.service && session.room, { onheard: (counts) => { state.vote = heard(state.vote, counts); panels(); }, onfault: note });
  const channel = newChannel(state.token, (data) => {
    if (data.action) act(data.action);
    if (data.hello) tell();
  });

  function act(name) {
    const { clock } = state;
    state.note = "";
    const moves = {
      play: () => toggled(clock), faster: () => faster(clock), day: () => stepped(clock, DAY), dayBack: () => stepped(clock, DAY, -1),
      week: () => stepped(clock, 1), weekBack: () => stepped(clock, 1, -1), start: () => scrubbed(clock, 0), end: () => scrubbed(clock, clock.weeks),
      event: () => scrubbed(clock, eventAfter(state.traces, clock.week) ?? clock.week),
      eventBack: () => scrubbed(clock, eventAfter(state.traces, clock.week, -1) ?? clock.week),
    };
    const deeds = {
      newLuck: () => luck(nextSeed()), sameLuck: () => { const before = state.luck.at(-1); state.luck = state.luck.slice(0, -1); if (before) luck(before, false); }, 
      typical: () => luck(typicalOf([state.left, state.right].map(valuesOf), (seed) => source.service || source.seeds.includes(seed)) ?? session.typical),
      vote: () => {
        state.clock = paused(clock);
        if (state.vote.state === "revealed") state.vote = newVote();
        Object.assign(state, { covered: true, panel: "vote" });
        if (state.vote.state === "open") poll("open");
      },
      lock: () => { state.vote = locked(state.vote, asked(), truth()); poll("locked"); },
      reveal: () => {
        state.vote = revealed(state.vote, asked(), truth());
        Object.assign(state, { covered: false, ghost: true, panel: null, clock: scrubbed(clock, 0) });
        poll("locked");
        load();
      },
      years: () => (state.panel === "years" ? close() : many()),
      change: () => { state.panel = state.panel === "change" ? null : "change"; state.clock = paused(clock); },
      urgent: () => deed({ do: "urgent" }), undo,
      follow: () => follow(nextCard()), unfollow: () => follow(null), presenter: () => open(`${location.pathname}${location.search}${PRESENTER}${state.token}`, `vmo-presenter-${state.token}`, "width=900,height=700"),
      save, help: () => (help.open ? help.close() : help.showModal()), close,
    };
    if (!state.traces && name !== "close" && name !== "help") return; // nothing is there yet to do it to
    if (moves[name]) state.clock = moves[name](); else deeds[name]?.();
    if (name === "vote") queueMicrotask(() => vote.focus());
    panels();
    wake();
  }

  function close() { state.panel = null; source.stop(); if (help.open) help.close(); }

  function turn(name, at) {
    const span = session.labels.length / 2;
    if (worlds) { state.left = at; state.right = span + at; } else state[name] = at;
    state.note = "";
    load();
  }

  const nextSeed = () => (source.service ? state.seed + 1 : source.seeds[(source.seeds.indexOf(state.seed) + 1) % source.seeds.length]);

  function luck(seed, remember = true) {
    if (remember && seed !== state.seed) state.luck = [...state.luck, state.seed].slice(-50);
    state.seed = seed;
    state.clock = scrubbed(state.clock, 0);
    load();
  }

  const limits = () => {
    const now = [...state.traces[1].raw.limits];
    const due = state.deeds.filter((each) => each.do === "limit" && each.week <= state.clock.week).sort((a, b) => a.week - b.week);
    for (const each of due) now[each.stage] = each.limit;
    return now;
  };

  function deed(given) {
    state.note = "";
    if (fixed) { note(fixed); return; }
    const at = Math.max(Math.round(state.clock.week * 1000) / 1000, 0.001);
    state.deeds = [...state.deeds, { ...given, week: at }]; // in the order in which they were made, so that the last can be taken back
    state.clock = paused(state.clock);
    load();
  }

  function note(text) { state.note = text; panels(); }

  /** Take the last change back; in a file, its own changes all at once, and bring them back where they belong. */
  function undo() {
    if (!source.service && !state.deeds.length) Object.assign(state, own.length ? { deeds: own, right: session.right, seed: session.seed } : {});
    else state.deeds = source.service ? state.deeds.slice(0, -1) : [];
    load();
  }

  /** Show the boards that are asked for; when that fails, those that are there stay. */
  async function load() {
    const mine = (loads += 1);
    const { left, right, seed, deeds } = state;
    let [found, without] = [null, null];
    try {
      found = await source.pair(left, right, seed, deeds);
      if (found && deeds.length) without = (await source.pair(left, right, seed, []))?.[1] ?? null;
      if (!found || mine !== loads) return;
    } catch (error) {
      if (mine !== loads) return;
      const elsewhere = !source.service && deeds.length > 0; // turned away from the board that the file's changes were made to
      if (!elsewhere && state.shown) Object.assign(state, state.shown);
      else state.deeds = [];
      state.note = elsewhere ? `The changes were made to ${session.labels[session.right]} in year ${session.seed}: Z brings them back.` : error.message;
      if (state.shown) dials();
      panels();
      if (deeds.length && (elsewhere || !state.shown)) load();
      return;
    }
    Object.assign(state, { traces: found, without, shown: { left, right, seed, deeds, luck: state.luck } });
    const [a, b] = state.traces;
    state.clock = fitted(state.clock, Math.max(a.raw.weeks, b.raw.weeks));
    const base = Math.min(...state.traces.flatMap((trace) => trace.raw.cards.map((card) => card[0]).filter((number) => number >= 0)));
    const old = quantile(state.traces.flatMap((trace) => trace.finished.map((row) => row.spent)), 0.85) ?? 1;
    state.base = base;
    const look = { base, old };
    sides.left.show(a, state.traces, { ...look, limits: a.raw.limits, ghost: null });
    sides.right.show(b, state.traces, { ...look, limits: limits(), ghost: state.without ?? (state.ghost ? a : null) });
    sides.left.label(`${session.labels[state.left]}`);
    sides.right.label(session.labels[state.right] + (state.deeds.length ? ", changed" : ""));
    dials();
    panels();
    wake();
    clearTimeout(later);
    later = setTimeout(() => { usualYears(); prepare(); }, 400);
  }

  function dials() {
    const span = session.labels.length / 2;
    sides.left.turn(session.dial, worlds ? session.turns : session.labels, worlds ? state.left % span : state.left);
    sides.right.turn(session.dial, worlds ? [] : session.labels, state.right);
    if (worlds && session.dial) sides.right.turned(session.dial, session.turns[state.left % span]);
  }

  /** All positions of the dials in this year, those next to where they stand first. */
  function prepare() {
    const near = (position) => Math.min(Math.abs(position - state.left), Math.abs(position - state.right));
    const positions = session.labels.map((_, k) => k).sort((a, b) => near(a) - near(b));
    if (!state.deeds.length) source.ahead(positions, state.seed).catch(() => {}); // whoever turns a dial is told what is wrong
  }

  const usualYears = () => { if (state.panel !== "years") stream([[state.left, USUAL], [state.right, USUAL]]); };
  const asked = () => `${session.labels[state.shown.right]} against ${session.labels[state.shown.left]}${worlds && session.dial ? ` at ${session.turns[state.shown.left]}` : ""}, year ${state.shown.seed}`;
  const truth = () => verdictOf(nowOf(0), nowOf(1));

  const nowOf = (side) => state.traces[side].raw.measured;
  const valuesOf = (position) => (source.years.get(position) ?? []).map((row) => row[0]);
  const usual = (position) => usualOf(valuesOf(position));

  function panels() {
    if (!state.traces) { if (state.note) say(strip, state.note); return; }
    sides.left.truth(sentenceOf(nowOf(0), usual(state.left)));
    sides.right.truth(sentenceOf(nowOf(1), state.deeds.length ? null : usual(state.right)).replace("; on average: not run yet", state.deeds.length ? `; without changes ${plain(state.without?.raw.measured)}` : "; on average: not run yet"));
    main.classList.toggle("covered", state.covered);
    sides.right.root.inert = state.covered;
    vote.root.hidden = !state.covered;
    years.root.hidden = state.panel !== "years";
    change.root.hidden = state.panel !== "change";
    sides.left.dial.disabled = state.covered && castIn(state.vote) > 0; // the guesses are about these boards
    vote.show(state.vote, `What will \u201C${session.labels[state.right]}\u201D do to ${session.measure}? \u201C${session.labels[state.left]}\u201D: ${plain(nowOf(0))} this year.`);
    if (state.panel === "years") heaps();
    if (state.panel === "change") change.show(state.traces[1], momentOf(state.traces[1], state.clock.week), state.deeds, state.base, fixed, !source.service && own.length > 0);
    const [text, ran] = [stripText(), state.note || state.followed !== null || guessed() ? "" : `${session.command}${state.shown.seed === 1 ? "" : ` --seed ${state.shown.seed}`}`];
    say(strip, text);
    say(command, ran);
    const names = state.traces[1].raw.classes;
    const room = LETTERS - text.length - ran.length - 4 * names.length;
    const short = shortened(names, room);
    legend.replaceChildren(...(names.length < 2 || room < 6 * names.length ? [] : names.map((name, k) => html("span", { title: name }, `${SYMBOLS[shapeOf(name, k)]} ${short[k]}`))));
    tell();
    remember();
  }

  function stripText() {
    if (state.note) return state.note;
    if (state.followed !== null) {
      const seen = state.covered ? state.traces.slice(0, 1) : state.traces;
      const rows = seen.map((trace) => trace.raw.cards.findIndex((card) => card[0] === state.followed));
      return seen.map((trace, k) => (rows[k] < 0 ? "not on this board" : storyOf({ ...trace, raw: { ...trace.raw, names: trace.raw.names, cards: renumbered(trace) } }, rows[k], state.clock.week))).join("  |  ");
    }
    if (guessed()) return guessesOf(state.vote, asked());
    const turned = session.dial && !worlds && state.traces[1].raw.classes.length < 2 ? `${session.dial}. ` : "";
    const odd = [0, 1].some((side) => !(side && (state.covered || state.shown.deeds.length)) && unusual(nowOf(side), usual([state.shown.left, state.shown.right][side])));
    return `${turned}Year ${state.shown.seed}${odd ? " (unusual; T: typical)" : ""}, judged by ${session.measure}.`;
  }

  const guessed = () => state.vote.state === "revealed" && castIn(state.vote) > 0;

  const renumbered = (trace) => trace.raw.cards.map((card) => [card[0] < 0 ? card[0] : card[0] - state.base + 1, ...card.slice(1)]);

  function follow(number) {
    state.followed = number;
    for (const side of Object.values(sides)) side.look({ followed: number });
    panels();
    wake();
  }

  function nextCard() {
    const there = momentOf(state.traces[0], state.clock.week).places.map((place) => state.traces[0].raw.cards[place.card][0]).sort((a, b) => a - b);
    return there.find((number) => state.followed === null || number > state.followed) ?? there[0] ?? null;
  }

  function many() {
    if (state.covered && worlds) { note("Many worlds would tell the answer: reveal first (R)."); return; }
    state.panel = "years";
    const span = session.labels.length / 2;
    const others = worlds ? session.turns.flatMap((_, k) => [[k, SOME], [span + k, SOME]]).filter(([p]) => p !== state.left && p !== state.right) : [];
    stream([[state.left, MANY], [state.right, MANY], ...others]);
  }

  const stream = (wanted) => source.stream(wanted, panels).catch((error) => note(error.message));

  function heaps() {
    const { title, heaps: found, foot } = (worlds ? differencesOf : heapsOf)(session, valuesOf, state);
    years.show(title, found, state.shown.seed, foot);
  }

  const poll = (what) => phones.ask(what, `${session.labels[state.right]} instead of ${session.labels[state.left]}: ${session.measure}?`);

  async function save() {
    if (!source.service) { note("This is the saved session: keep the file."); return; }
    source.stop(); // they would be waited for
    note("Making the file \u2026");
    const { left, right, seed, deeds } = state.shown;
    try {
      const file = await source.save({ left, right, seed, deeds, vote: state.vote.state === "open" ? null : state.vote },
        (share) => note(`Making the file \u2026 ${Math.floor(100 * share)} %`));
      note("The file is made.");
      location.assign(file);
    } catch (error) { note(`The file could not be made: ${error.message}`); }
    usualYears();
  }

  function tell() {
    channel.tell({ week: state.clock.week, playing: state.clock.playing, state: strip.textContent });
  }

  function wake() {
    if (drawing) return;
    drawing = true;
    last = 0;
    requestAnimationFrame(frame);
  }

  function frame(now) {
    const passed = last ? Math.min(now - last, 100) : 16;
    last = now;
    const before = state.clock;
    state.clock = ticked(state.clock, passed);
    const shown = still.matches && state.clock.playing ? Math.floor(state.clock.week) : state.clock.week;
    say(week, `week ${Math.floor(shown + 1e-9)}`);
    controls.draw(state.clock);
    let moving = false;
    if (state.traces) {
      sides.right.look({ limits: limits() });
      const how = { still: still.matches, playing: state.clock.playing };
      moving = sides.left.draw(shown, passed, how);
      moving = (!state.covered && sides.right.draw(shown, passed, { ...how, without: state.without })) || moving;
      if (state.followed !== null) say(strip, stripText());
    }
    if (before.playing && !state.clock.playing) panels();
    if (state.clock.playing || moving) requestAnimationFrame(frame);
    else { drawing = false; settled(); }
  }

  function settled() {
    if (!state.traces) return;
    say(spoken, `Week ${state.clock.week.toFixed(1)}. ${sides.left.words(state.clock.week)}. ${state.covered ? "" : sides.right.words(state.clock.week)}`);
    remember();
    if (state.panel === "change") panels();
    tell();
  }

  function remember() {
    const { vote, covered, ghost, luck, token } = state;
    memory.keep({ vote, covered, ghost, luck, token }, written({ ...state, ...state.shown, week: state.clock.week }));
  }

  addEventListener("pagehide", () => { memory.flush(); source.stop(); });
  addEventListener("hashchange", (event) => {
    memory.drop();
    const now = read(new URL(event.newURL).hash, session.labels.length);
    Object.assign(state, { left: now.left ?? state.left, right: now.right ?? state.right, seed: now.seed ?? state.seed, deeds: now.deeds });
    state.clock = scrubbed(state.clock, now.week ?? state.clock.week);
    load();
  });
  document.addEventListener("keydown", (event) => {
    const action = help.open ? null : actionOf(event);
    if (!action) return;
    event.preventDefault();
    act(action);
  });
  if (session.room) vote.code.replaceChildren(html("img", { src: session.room.picture, alt: "code for phones", width: 150, height: 150 }), html("p", {}, session.room.address));
  state.clock = newClock(given.week ?? 0, given.week ?? 0);
  load();
  if (state.covered && state.vote.state === "open" && memory.before && session.room) poll("open"); // it was loaded again
}

/** Why a file cannot be changed: what it holds, and the command that opens the program. */
function heldBy(session, own) {
  const years = `${session.seeds.length} year${session.seeds.length === 1 ? "" : "s"}`;
  const changes = own.length ? "the changes that were made (Z) and no others" : "no changes of limits, cards or people";
  return `This file holds ${session.labels.length} positions of the slider in ${years}, and ${changes}: for these run ${session.command}`;
}

const data = globalThis.document?.getElementById("session");
if (data) start(document.getElementById("page"), JSON.parse(data.content ? data.content.textContent : data.textContent));
