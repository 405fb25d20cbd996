// The server asked: JSON in, JSON out, faults as errors. Jobs are streams of events.

export class Refused extends Error {
  constructor(status, faults) {
    super(faults.map(said).join("\n"));
    this.status = status;
    this.faults = faults;
  }
}

// A fault in one line: file, line, key, message.
export function said(fault) {
  const place = [fault.file, fault.line].filter((part) => part !== null && part !== undefined && part !== "").join(":");
  return [place, fault.key, fault.message].filter(Boolean).join(": ");
}

async function answered(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Refused(0, [{ message: "vmo open does not answer; is it still running in the terminal? Your changes are kept on this page." }]);
  }
  let document = {};
  try {
    document = await response.json();
  } catch {
    // an answer without a document says all with its status
  }
  if (!response.ok) throw new Refused(response.status, document.faults ?? [{ message: `the server answered ${response.status}` }]);
  return document;
}

export const get = (address) => answered(fetch(address));

const send = (method) => (address, document = {}) =>
  answered(fetch(address, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(document) }));
export const post = send("POST");
export const replace = send("PUT");

// A file, as it is.
export const upload = (address, file) =>
  answered(fetch(address, { method: "POST", headers: { "content-type": "application/octet-stream" }, body: file }));

// One name for this tab, for as long as it is open: its new jobs take the place of its old ones.
export const tab = (sessionStorage.vmoTab ??= crypto.randomUUID());

// Follow a job: listeners by event name, and ended(state, data) once, with finished, failed, cancelled or lost.
// Returns a function that stops listening.
export function follow(number, listeners, ended) {
  const source = new EventSource(`/api/jobs/${number}/events`);
  let closed = false;
  const close = () => {
    closed = true;
    source.close();
  };
  for (const [name, listener] of Object.entries(listeners)) {
    source.addEventListener(name, (event) => closed || listener(JSON.parse(event.data)));
  }
  for (const state of ["finished", "failed", "cancelled"]) {
    source.addEventListener(state, (event) => {
      if (closed) return;
      close();
      ended(state, JSON.parse(event.data));
    });
  }
  source.addEventListener("error", () => {
    // While the server restarts the browser tries again by itself; when it gives up, so do we.
    if (source.readyState === EventSource.CLOSED && !closed) {
      close();
      ended("lost", [{ message: "the connection to vmo open is lost; ask again when it runs" }]);
    }
  });
  return close;
}

// Ask a job to stop; what it has finished still arrives.
export const cancel = (number) => post(`/api/jobs/${number}/cancel`).catch(() => {});
