// Where boards and years come from: what the page holds, or the server behind it. Stale answers are dropped.

import { opened } from "./trace.js";

const KEPT = 60; // boards in memory
const TAB = `coach${Math.random().toString(36).slice(2)}`; // this window: a newer question of it makes older ones stale

/** Boards and years of a session; `service` is the address of the server's door, or null in a file. */
export function newSource(session, service) {
  const boards = new Map(Object.entries(session.traces).map(([key, raw]) => [key, opened(raw)]));
  const years = new Map(Object.entries(session.years).map(([key, rows]) => [Number(key), rows]));
  let asked = 0;
  let busy = Promise.resolve();

  const post = async (what, data) => {
    const answer = await fetch(`${service}/${what}`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ subject: session.key, ...data }),
    });
    const found = await answer.json();
    if (!answer.ok) throw new Error((found.faults ?? []).map((fault) => fault.message).join("; ") || "the server did not answer");
    return found;
  };
  const keep = (key, raw) => {
    boards.set(key, opened(raw));
    if (boards.size > KEPT) boards.delete(boards.keys().next().value);
  };

  return {
    service,
    years,
    /** Seeds whose boards are here. */
    seeds: session.seeds,
    has: (position, seed) => boards.has(`${position}:${seed}`),
    /** Two boards in the same luck, with deeds on the second; null when newer ones were asked for meanwhile. */
    async pair(left, right, seed, deeds) {
      const mine = (asked += 1);
      const key = deeds.length ? `${right}:${seed}:${JSON.stringify(deeds)}` : `${right}:${seed}`;
      if (!boards.has(`${left}:${seed}`) || !boards.has(key)) {
        if (!service) throw new Error("this file does not hold that board; open it with vmo live");
        await busy; // one request at a time: while a dial is turned, only its newest position is asked for
        if (mine !== asked) return null;
        const known = boards.has(`${left}:${seed}`);
        const wanted = !known && boards.has(key) ? [left] : known ? [right] : [left, right];
        const answer = post("traces", { positions: wanted, seed, deeds: boards.has(key) ? [] : deeds });
        busy = answer.then(() => {}, () => {});
        const found = await answer;
        if (!known) keep(`${left}:${seed}`, found[0]);
        if (!boards.has(key)) keep(key, found[found.length - 1]);
      }
      return mine === asked ? [boards.get(`${left}:${seed}`), boards.get(key)] : null;
    },
    /** Many years, told as they come: [[position, how many], ...]; returns how to stop. */
    async stream(wanted, told) {
      const missing = wanted.filter(([position, count]) => (years.get(position)?.length ?? 0) < count);
      if (!service || !missing.length) { told(true); return () => {}; }
      const { job } = await post("years", { wanted: missing, tab: TAB });
      const events = new EventSource(`/api/jobs/${job}/events`);
      const end = () => { events.close(); open = false; told(true); };
      let open = true;
      events.addEventListener("rows", (event) => {
        for (const [position, rows] of Object.entries(JSON.parse(event.data))) years.set(Number(position), rows);
        told(false);
      });
      for (const name of ["finished", "failed", "cancelled"]) events.addEventListener(name, end);
      return () => {
        events.close();
        if (open) fetch(`/api/jobs/${job}/cancel`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}", keepalive: true });
        open = false;
      };
    },
    /** The sheet: measured by the server when it is first asked for. */
    async sheet() {
      if (!service) return session.sheet;
      const { job } = await post("sheet", {});
      return new Promise((resolve) => {
        const events = new EventSource(`/api/jobs/${job}/events`);
        const end = (found) => { events.close(); resolve(found); };
        events.addEventListener("finished", (event) => end(JSON.parse(event.data)));
        for (const name of ["failed", "cancelled"]) events.addEventListener(name, () => end(session.sheet));
      });
    },
    save: (data) => post("save", data),
    votes: async () => (service ? (await fetch(`${service}/votes`)).json() : null),
    poll: (data) => post("poll", data),
  };
}
