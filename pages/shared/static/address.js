// The state of a page behind the # of its address: a link brings it back.

export function state() {
  try {
    return JSON.parse(decodeURIComponent(location.hash.slice(1)) || "{}") ?? {};
  } catch {
    return {};
  }
}

export function remember(document) {
  const kept = Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined && value !== null));
  const words = Object.keys(kept).length ? `#${encodeURIComponent(JSON.stringify(kept))}` : location.pathname + location.search;
  history.replaceState(null, "", words);
}
