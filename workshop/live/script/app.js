// The page: state, keys, and what is drawn when. Everything that can be thought of without a browser is elsewhere.

import { read, written } from "./address.js";
import { DAY, faster, fitted, newClock, paused, scrubbed, stepped, ticked, toggled } from "./clock.js";
import { newControls } from "./controls.js";
import { html, say } from "./elements.js";
import { actionOf } from "./keys.js";
import { changePanel, helpPanel, votePanel, yearsPanel } from "./panels.js";
import { newChannel, present } from "./presenter.js";
import { printed } from "./sheet.js";
import { SYMBOLS, shapeOf } from "./shapes.js";
import { newSide } from "./side.js";
import { newSource } from "./source.js";
import { quantile, eventAfter, momentOf, storyOf } from "./trace.js";
import { flipsOf, plain, sentenceOf, usualOf, verdictOf } from "./truth.js";
import { guessesOf, heard, locked, newVote, revealed, typed } from "./votes.js";

const [USUAL, MANY, SOME] = [40, 200, 20]; // years: beside a board, in the panel, at the other turns of a number
const RUNNING = "The first years are running \u2026";

/** Start the page on what the document holds. */
export function start(root, session) {
  const source = newSource(session, session.service ?? null);
  if (location.hash.startsWith("#presenter")) {
    present(root, session, source.sheet());
    return;
  }
  const worlds = session.turns.length > 0;
  const fixed = !session.alive ? "These boards are pictures of a finished year: nothing can be done to them."
    : source.service ? "" : `This file holds ${session.labels.length} positions of the slider in ${session.seeds.length} year${session.seeds.length === 1 ? "" : "s"}, and no changes of limits, cards or people: for these run ${session.command}`;
  const given = read(location.hash, session.labels.length);
  const state = {
    left: given.left ?? session.left, right: given.right ?? session.right, seed: given.seed ?? session.seed,
    deeds: given.deeds, vote: session.vote ?? newVote(), covered: worlds && !session.vote, ghost: false, followed: null, luck: [], panel: null,
    clock: newClock(1), traces: null, without: null, note: "",
  };
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let last = 0;
  let drawing = false;
  let stopYears = () => {};
  let polling = null;
  let later = null;

  const week = html("p", { class: "week", "aria-live": "off" });
  const strip = html("p", { class: "strip", role: "status" });
  const spoken = html("p", { class: "sr", role: "status" });
  const handlers = (name) => ({
    onscrub: (at) => { state.clock = scrubbed(state.clock, at); wake(); },
    ondial: (at) => turn(name, at),
    onfollow: (card) => follow(sides[name].trace.raw.cards[card][0]),
    onlimit: name === "right" && !fixed ? (stage, by) => deed({ do: "limit", stage, limit: Math.max(1, (limits()[stage] ?? momentOf(state.traces[1], state.clock.week).counts[stage]) + by) }) : null,
    onmove: (origin, target) => deed({ do: "move", origin, target }),
  });
  const sides = { left: newSide("left", handlers("left")), right: newSide("right", handlers("right")) };
  const controls = newControls(act, (at) => { state.clock = scrubbed(state.clock, at); wake(); });
  const vote = votePanel({
    onlock: () => act("lock"), onreveal: () => act("reveal"), ontyped: (k, count) => { state.vote = typed(state.vote, k, count); panels(); },
  });
  const years = yearsPanel({ onclose: () => act("years") });
  const change = changePanel({ ondeed: deed, onundo: () => act("undo"), onclose: () => act("change") });
  const help = helpPanel(act);
  const main = html("main", { class: "live" }, html("header", {}, html("h1", {}, session.title), week), strip,
    html("div", { class: "sides" }, sides.left.root, sides.right.root, vote.root, years.root, change.root), controls.root, help, spoken);
  root.replaceChildren(main, printed(session, session.vote ? guessesOf(session.vote, null) : ""));

  const channel = newChannel(session.name, (data) => {
    if (data.action) act(data.action);
    if (data.hello) tell();
  });

  function act(name) {
    const { clock } = state;
    const moves = {
      play: () => toggled(clock), faster: () => faster(clock), day: () => stepped(clock, DAY), dayBack: () => stepped(clock, DAY, -1),
      week: () => stepped(clock, 1), weekBack: () => stepped(clock, 1, -1), start: () => scrubbed(clock, 0), end: () => scrubbed(clock, clock.weeks),
      event: () => scrubbed(clock, eventAfter(state.traces, clock.week) ?? clock.week),
      eventBack: () => scrubbed(clock, eventAfter(state.traces, clock.week, -1) ?? clock.week),
    };
    const deeds = {
      newLuck: () => luck(nextSeed()), sameLuck: () => state.luck.length && luck(state.luck.pop(), false), typical: () => luck(typicalSeed()),
      vote: () => { state.clock = paused(clock); state.covered = true; state.panel = "vote"; state.vote = state.vote.state === "revealed" ? newVote() : state.vote; poll("open"); },
      lock: () => { state.vote = locked(state.vote); poll("locked"); },
      reveal: () => { state.vote = revealed(locked(state.vote)); state.covered = false; state.ghost = true; state.panel = null; state.clock = scrubbed(clock, 0); poll("locked"); load(); },
      years: () => (state.panel === "years" ? close() : many()),
      change: () => { state.panel = state.panel === "change" ? null : "change"; state.clock = paused(clock); },
      urgent: () => deed({ do: "urgent" }), undo: () => { if (state.deeds.length) { state.deeds = state.deeds.slice(0, -1); load(); } },
      follow: () => follow(nextCard()), unfollow: () => follow(null), presenter: () => open(`${location.pathname}${location.search}#presenter`, "vmo-presenter", "width=900,height=700"),
      save, help: () => (help.open ? help.close() : help.showModal()), close,
    };
    if (moves[name]) { if (state.traces) state.clock = moves[name](); } else deeds[name]?.();
    if (name === "vote") queueMicrotask(() => vote.focus());
    panels();
    wake();
  }

  function close() { state.panel = null; stopYears(); if (help.open) help.close(); }

  function turn(name, at) {
    const span = session.labels.length / 2;
    if (worlds) { state.left = at; state.right = span + at; } else state[name] = at;
    state.note = "";
    load();
  }

  const nextSeed = () => (source.service ? state.seed + 1 : source.seeds[(source.seeds.indexOf(state.seed) + 1) % source.seeds.length]);

  function luck(seed, remember = true) {
    if (remember && seed !== state.seed) state.luck.push(state.seed);
    state.seed = seed;
    state.clock = scrubbed(state.clock, 0);
    load();
  }

  /** The year closest to the median of both boards among the years that are known. */
  function typicalSeed() {
    const [a, b] = [state.left, state.right].map((position) => (source.years.get(position) ?? []).map((row) => row[0]));
    const away = a.map((value, k) => {
      if (value === null || (b[k] ?? null) === null || !(source.service || source.seeds.includes(k + 1))) return Infinity;
      return [[a, value], [b, b[k]]].reduce((sum, [all, mine]) => {
        const known = all.filter((each) => each !== null);
        return sum + Math.abs(mine - quantile(known, 0.5)) / (Math.max(...known) - Math.min(...known) || 1);
      }, 0);
    });
    const best = away.indexOf(Math.min(...away));
    return away.length && away[best] < Infinity ? best + 1 : session.typical;
  }

  const limits = () => {
    const now = [...state.traces[1].raw.limits];
    for (const each of state.deeds) if (each.do === "limit" && each.week <= state.clock.week) now[each.stage] = each.limit;
    return now;
  };

  function deed(given) {
    if (fixed) { note(fixed); return; }
    const at = Math.max(Math.round(state.clock.week * 1000) / 1000, 0.001);
    state.deeds = [...state.deeds, { ...given, week: at }].sort((a, b) => a.week - b.week);
    state.clock = paused(state.clock);
    load();
  }

  function note(text) { state.note = text; panels(); }

  async function load() {
    try {
      const found = await source.pair(state.left, state.right, state.seed, state.deeds);
      if (!found) return;
      state.traces = found;
      state.without = state.deeds.length ? (await source.pair(state.left, state.right, state.seed, []))?.[1] ?? null : null;
    } catch (error) {
      state.deeds = state.deeds.slice(0, -1);
      note(error.message);
      return;
    }
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
    const span = session.labels.length / 2;
    sides.left.turn(session.dial, worlds ? session.turns : session.labels, worlds ? state.left % span : state.left);
    sides.right.turn(session.dial, worlds ? [] : session.labels, state.right);
    panels();
    wake();
    clearTimeout(later);
    later = setTimeout(() => { if (state.panel !== "years") stream([[state.left, USUAL], [state.right, USUAL]]); }, 400);
  }

  const nowOf = (side) => state.traces[side].raw.measured;
  const usual = (position) => usualOf((source.years.get(position) ?? []).map((row) => row[0]));

  function panels() {
    if (!state.traces) { if (state.note) say(strip, state.note); return; }
    sides.left.truth(sentenceOf(nowOf(0), usual(state.left)));
    sides.right.truth(sentenceOf(nowOf(1), state.deeds.length ? null : usual(state.right)).replace("; on average: not run yet", state.deeds.length ? `; without changes ${plain(state.without?.raw.measured)}` : "; on average: not run yet"));
    main.classList.toggle("covered", state.covered);
    sides.right.root.inert = state.covered;
    vote.root.hidden = !state.covered;
    years.root.hidden = state.panel !== "years";
    change.root.hidden = state.panel !== "change";
    const verdict = verdictOf(nowOf(0), nowOf(1));
    vote.show(state.vote, `What will \u201C${session.labels[state.right]}\u201D do to ${session.measure}? \u201C${session.labels[state.left]}\u201D: ${plain(nowOf(0))} this year.`);
    if (state.panel === "years") heaps();
    if (state.panel === "change") change.show(state.traces[1], momentOf(state.traces[1], state.clock.week), state.deeds, state.base, fixed);
    say(strip, stripText(verdict));
    tell();
  }

  function stripText(verdict) {
    if (state.note) return state.note;
    if (state.followed !== null) {
      const rows = state.traces.map((trace) => trace.raw.cards.findIndex((card) => card[0] === state.followed));
      return state.traces.map((trace, k) => (rows[k] < 0 ? "not on this board" : storyOf({ ...trace, raw: { ...trace.raw, names: trace.raw.names, cards: renumbered(trace) } }, rows[k], state.clock.week))).join("  |  ");
    }
    if (state.vote.state === "revealed") return guessesOf(state.vote, verdict);
    const turned = worlds && session.dial ? `${session.dial}: ${session.turns[state.left]}. ` : session.dial ? `${session.dial}. ` : "";
    const classes = state.traces[1].raw.classes.length > 1 ? `${state.traces[1].raw.classes.map((name, k) => `${SYMBOLS[shapeOf(name, k)]} ${name}`).join(" ")}.  ` : "";
    return `${turned}${classes}Year ${state.seed}, judged by ${session.measure}.  ${session.command}`;
  }

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

  async function many() {
    state.panel = "years";
    const span = session.labels.length / 2;
    const others = worlds ? session.turns.flatMap((_, k) => [[k, SOME], [span + k, SOME]]).filter(([p]) => p !== state.left && p !== state.right) : [];
    await stream([[state.left, MANY], [state.right, MANY], ...others]);
  }

  async function stream(wanted) {
    stopYears();
    stopYears = () => {};
    try { stopYears = await source.stream(wanted, () => panels()); } catch (error) { note(error.message); }
  }

  function heaps() {
    const values = (position) => (source.years.get(position) ?? []).map((row) => row[0]);
    if (!worlds) {
      const rows = [state.left, state.right].map((position) => ({ name: session.labels[position], values: values(position), usual: usual(position) }));
      years.show(`${session.measure}: many years`, rows, state.seed, rows[0].values.length ? `${rows[0].values.length} years of luck; each dot is a year.` : RUNNING);
      return;
    }
    const span = session.labels.length / 2;
    const less = (k) => { const [a, b] = [values(k), values(span + k)]; return a.map((value, at) => (value === null || (b[at] ?? null) === null ? null : b[at] - value)); };
    const differences = less(state.left);
    const means = session.turns.map((_, k) => usualOf(less(k))?.mean ?? null);
    const flips = flipsOf(means).map(([a, b]) => `${session.turns[a]} and ${session.turns[b]}`);
    const known = means.filter((value) => value !== null).length;
    const turns = known < 2 ? "" : flips.length ? ` It turns between ${flips.join(", ")} (${session.dial}).` : ` It does not turn at ${known} values of ${session.dial}.`;
    const share = differences.filter((value) => value > 0).length;
    years.show(`${session.measure}: ${session.labels[state.right]} less ${session.labels[state.left]}`,
      [{ name: `${differences.length} worlds, ${share} of them above zero`, values: differences, usual: usualOf(differences), zero: true }], state.seed,
      differences.length ? `On average ${plain(usualOf(differences)?.mean ?? null)}.${turns}` : RUNNING);
  }

  async function poll(what) {
    if (!source.service || !session.room) return;
    clearInterval(polling);
    try {
      await source.poll({ state: what, question: `${session.labels[state.right]} instead of ${session.labels[state.left]}: ${session.measure}?` });
      if (what === "open") polling = setInterval(async () => { state.vote = heard(state.vote, (await source.votes()).counts); panels(); }, 1000);
    } catch (error) { note(error.message); }
  }

  async function save() {
    if (!source.service) { note("This is the saved session: keep the file."); return; }
    note("Making the file \u2026");
    try {
      const { job } = await source.save({ seed: state.seed, vote: state.vote.state === "open" ? null : state.vote });
      const events = new EventSource(`/api/jobs/${job}/events`);
      events.addEventListener("finished", () => { events.close(); note("The file is made."); location.assign(`/api/jobs/${job}/files/session.html?download`); });
      events.addEventListener("failed", () => { events.close(); note("The file could not be made."); });
    } catch (error) { note(error.message); }
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
      if (state.followed !== null) say(strip, stripText(null));
    }
    if (before.playing && !state.clock.playing) panels();
    if (state.clock.playing || moving) requestAnimationFrame(frame);
    else { drawing = false; settled(); }
  }

  function settled() {
    if (!state.traces) return;
    say(spoken, `Week ${state.clock.week.toFixed(1)}. ${sides.left.words(state.clock.week)}. ${state.covered ? "" : sides.right.words(state.clock.week)}`);
    history.replaceState(null, "", written(state.clock.week || state.deeds.length ? { ...state, week: state.clock.week } : { ...state, week: 0 }));
    if (state.panel === "change") panels();
    tell();
  }

  addEventListener("pagehide", () => stopYears());
  addEventListener("hashchange", () => {
    const now = read(location.hash, session.labels.length);
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
}

const data = globalThis.document?.getElementById("session");
if (data) start(document.getElementById("page"), JSON.parse(data.content ? data.content.textContent : data.textContent));
