// Where the bars of a roadmap and the arrows between them are, in pixels.

export const WIDE = 110; // a quarter
export const HIGH = 34; // a row
export const LEFT = 190; // names
export const TOP = 30; // names of quarters

// Bars of what is in, value stream by value stream, then by start; `height` and `width` of the whole.
export function laid(chosen, mmps, quarters) {
  const known = new Map(mmps.map((mmp) => [mmp.id, mmp]));
  const rows = chosen
    .filter((each) => known.has(each.id))
    .map((each) => ({ ...known.get(each.id), start: each.start_quarter, release: each.release_quarter }))
    .sort((a, b) => compare(a.stream, b.stream) || a.start - b.start || compare(a.id, b.id));
  const bars = rows.map((mmp, row) => {
    const last = Math.min(Math.max(mmp.release ?? mmp.start, mmp.start), quarters);
    return { mmp, x: LEFT + (mmp.start - 1) * WIDE + 2, y: TOP + row * HIGH + 4, width: (last - mmp.start + 1) * WIDE - 4, height: HIGH - 8 };
  });
  return { bars, arrows: arrows(bars), width: LEFT + quarters * WIDE + 4, height: TOP + bars.length * HIGH + 4 };
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// From what is needed to what needs it: "after" is released before the other starts, "requires" no later than it.
function arrows(bars) {
  const place = new Map(bars.map((bar) => [bar.mmp.id, bar]));
  const found = [];
  for (const bar of bars) {
    for (const kind of ["after", "requires"]) {
      for (const id of bar.mmp[kind]) {
        const from = place.get(id);
        if (!from) continue;
        const x2 = kind === "after" ? bar.x : bar.x + bar.width;
        found.push({ kind, from: id, to: bar.mmp.id, x1: from.x + from.width, y1: from.y + from.height / 2, x2, y2: bar.y + bar.height / 2 });
      }
    }
  }
  return found;
}

// The quarter in which a bar starts that was moved by some pixels.
export const moved = (start, pixels, quarters) => Math.min(quarters, Math.max(1, start + Math.round(pixels / WIDE)));
