// The state of a page behind the # of its address: positions, seed, week, deeds. Pure.

/** Behind the #. */
export function written({ left, right, seed, week, deeds }) {
  const parts = new URLSearchParams({ l: left, r: right, seed, w: Math.round(week * 10) / 10 });
  if (deeds.length) parts.set("d", JSON.stringify(deeds));
  return `#${parts}`;
}

const whole = (text, most) => (/^\d{1,9}$/.test(text ?? "") && Number(text) <= most ? Number(text) : null);

/** What an address says, as far as it makes sense for a session with so many positions; null = nothing. */
export function read(hash, positions) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const week = Number.parseFloat(parts.get("w"));
  return {
    left: whole(parts.get("l"), positions - 1),
    right: whole(parts.get("r"), positions - 1),
    seed: whole(parts.get("seed"), 999_999_999) || null,
    week: week >= 0 && week < 10_000 ? week : null,
    deeds: deedsIn(parts.get("d")),
  };
}

const DEEDS = { limit: ["stage", "limit"], urgent: [], block: ["card", "weeks"], move: ["origin", "target"] };

function deedsIn(text) {
  if (!text) return [];
  try {
    const found = JSON.parse(text);
    return Array.isArray(found) && found.length <= 40 && found.every(deed) ? found : [];
  } catch {
    return [];
  }
}

function deed(given) {
  const keys = given && DEEDS[given.do];
  return Boolean(keys) && [...keys, "week"].every((key) => typeof given[key] === "number" || (key === "limit" && given[key] === null))
    && Object.keys(given).length === keys.length + 2;
}

/** A deed in words. */
export function saidOf(given, stages) {
  const week = `week ${given.week.toFixed(1)}`;
  if (given.do === "limit") return `${week}: limit of ${stages[given.stage]} is ${given.limit ?? "none"}`;
  if (given.do === "urgent") return `${week}: an urgent card`;
  if (given.do === "block") return `${week}: card ${given.card} blocked for ${given.weeks} weeks`;
  return `${week}: one person from ${stages[given.origin]} to ${stages[given.target]}`;
}
