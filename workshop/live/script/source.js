// Where boards and years come from: what the page holds, or the server behind it. Stale answers are dropped.

import { opened } from "./trace.js";

const KEPT = 60; // boards in memory
const TAB = `coach${Math.random().toString(36).slice(2)}`; // this window: a newer question of it makes older ones stale
const SILENT = "vmo does not answer; is it still running in the terminal? What you see stays as it is.";

const keyOf = (position, seed, deeds = []) => (deeds.length ? `${position}:${seed}:${JSON.stringify(deeds)}` : `${position}:${seed}`);
const wordsOf = (faults) => (faults ?? []).map((fault) => fault.message).join("; ");

/** Boards and years of a session; `service` is the address of the server's door, or null in a file. */
export function newSource(session, service) {
  const boards = new Map(Object.entries(session.traces).map(([key, raw]) => [key, opened(raw)]));
  const years = new Map(Object.entries(session.years).map(([key, rows]) => [Number(key), rows]));
  if (session.changed) boards.set(keyOf(session.right, session.seed, session.deeds), opened(session.changed));
  let asked = 0;
  let busy = Promise.resolve();
  let streams = 0;
  let ahead = 0;
  let running = null;

  const fetched = async (what, options) => {
    let answer;
    try { answer = await fetch(`${service}/${what}`, options); } catch { throw new Error(SILENT); }
    const found = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(wordsOf(found.faults) || `the server answered ${answer.status}`);
    return found;
  };
  const post = (what, data) => fetched(what, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ subject: session.key, ...data }),
  });
  const keep = (key, raw) => {
    boards.set(key, opened(raw));
    if (boards.size > KEPT) boards.delete(boards.keys().next().value);
  };
  /** Follow a job: listeners by event name, and ended(state, data) once; returns how to stop listening. */
  const follow = (job, listeners, ended) => {
    const events = new EventSource(`/api/jobs/${job}/events`);
    const end = (state, data) => { events.close(); ended(state, data); };
    for (const [name, listener] of Object.entries(listeners)) events.addEventListener(name, (event) => listener(JSON.parse(event.data)));
    for (const state of ["finished", "failed", "cancelled"]) events.addEventListener(state, (event) => end(state, JSON.parse(event.data)));
    events.addEventListener("error", () => { if (events.readyState === EventSource.CLOSED) end("failed", [{ message: SILENT }]); });
    return () => events.close();
  };
  /** What a job finds in the end. */
  const result = async (what, data, listeners = {}) => {
    const { job } = await post(what, data);
    return new Promise((resolve, reject) => {
      follow(job, listeners, (state, found) => (state === "finished" ? resolve({ job, found }) : reject(new Error(wordsOf(found) || "this work was ended"))));
    });
  };

  /** A job that tells years: `begun` comes with its first rows or its end. */
  const runningJob = (job, told) => {
    let open = true;
    let start;
    const begun = new Promise((resolve) => { start = resolve; });
    const rows = (found) => {
      for (const [position, all] of Object.entries(found)) years.set(Number(position), all);
      start();
      told();
    };
    const close = follow(job, { rows }, () => { open = false; start(); told(); });
    const stop = () => {
      close();
      start();
      if (open) fetch(`/api/jobs/${job}/cancel`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}", keepalive: true }).catch(() => {});
      open = false;
    };
    return { begun, stop };
  };

  return {
    service,
    years,
    /** Seeds whose boards are here. */
    seeds: session.seeds,
    has: (position, seed) => boards.has(keyOf(position, seed)),
    /** Two boards in the same luck, with deeds on the second; null when newer ones were asked for meanwhile. */
    async pair(left, right, seed, deeds) {
      const mine = (asked += 1);
      const [first, second] = [keyOf(left, seed), keyOf(right, seed, deeds)];
      if (!boards.has(first) || !boards.has(second)) {
        if (!service) throw new Error("this file does not hold that board; open it with vmo live");
        await busy; // one request at a time: while a dial is turned, only its newest position is asked for
        if (mine !== asked) return null;
        const known = boards.has(first);
        const wanted = !known && boards.has(second) ? [left] : known ? [right] : [left, right];
        const answer = post("traces", { positions: wanted, seed, deeds: boards.has(second) ? [] : deeds });
        busy = answer.then(() => {}, () => {});
        const found = await answer;
        if (!known) keep(first, found[0]);
        if (!boards.has(second)) keep(second, found[found.length - 1]);
      }
      return mine === asked ? [boards.get(first), boards.get(second)] : null;
    },
    /** Boards that may be wanted next, one after the other while nobody asks for another: a dial then turns at once. */
    async ahead(positions, seed) {
      const mine = (ahead += 1);
      for (const position of positions) {
        await busy;
        if (!service || mine !== ahead) return;
        if (!boards.has(keyOf(position, seed))) keep(keyOf(position, seed), (await post("traces", { positions: [position], seed, deeds: [] }))[0]);
      }
    },
    /** Many years, told as they come: [[position, how many], ...]; what ran before is stopped. */
    async stream(wanted, told) {
      const mine = (streams += 1);
      await running?.begun; // a process that only just starts is not given up for a newer question
      if (mine !== streams) return;
      running?.stop();
      const missing = wanted.filter(([position, count]) => (years.get(position)?.length ?? 0) < count);
      if (!service || !missing.length) { told(); return; }
      const { job } = await post("years", { wanted: missing, tab: TAB });
      running = runningJob(job, told);
      if (mine !== streams) running.stop();
    },
    /** Nobody waits for years any more. */
    stop() { streams += 1; running?.stop(); },
    /** The sheet: measured by the server when it is first asked for. */
    sheet: async () => (service ? (await result("sheet", {})).found : session.sheet),
    /** The address of the session as a file; `told` hears the share that is done. */
    async save(data, told) {
      const { job } = await result("save", data, { progress: ({ done, total }) => told(done / total) });
      return `/api/jobs/${job}/files/session.html?download`;
    },
    votes: () => fetched("votes"),
    poll: (data) => post("poll", data),
  };
}
