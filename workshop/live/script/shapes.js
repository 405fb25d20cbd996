// What a card looks like: shape and colour by class, tint by age. Pure. Colours: Okabe and Ito (2008).

const HUES = { expedited: [213, 94, 0], "fixed date": [204, 121, 167], standard: [0, 114, 178], intangible: [0, 158, 115] };
const OTHERS = [[0, 114, 178], [213, 94, 0], [0, 158, 115], [204, 121, 167], [230, 159, 0], [86, 180, 233]];
const SHAPES = { expedited: "arrow", "fixed date": "notch", standard: "box", intangible: "pill" };
const ORDER = ["box", "arrow", "pill", "notch", "hex", "slant"];
export const SYMBOLS = { box: "\u25A0", arrow: "\u25B6", notch: "\u25E5", pill: "\u25CF", hex: "\u25C6", slant: "\u25B0" };
export const STAGES = ["#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#0072b2", "#d55e00"];
export const FINISHED = "#bfbfbf";
export const FRONT = "#f0e442";

export const shapeOf = (name, kind) => SHAPES[name] ?? ORDER[kind % ORDER.length];
const hueOf = (name, kind) => HUES[name] ?? OTHERS[kind % OTHERS.length];

/** Colours of a card: the older, the fuller; ink that can be read on it. */
export function coloursOf(name, kind, age, old) {
  const full = 0.25 + 0.75 * Math.min(Math.max(age / (old || 1), 0), 1);
  const [r, g, b] = hueOf(name, kind).map((part) => Math.round(255 - (255 - part) * full));
  return { fill: `rgb(${r},${g},${b})`, ink: bright(r, g, b) > 0.2 ? "#1a1a1a" : "#ffffff", edge: `rgb(${hueOf(name, kind).join(",")})` };
}

function bright(...parts) {
  const [r, g, b] = parts.map((part) => { const c = part / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The outline of a card as an SVG path. */
export function outlineOf(shape, width, height) {
  const w = width - 4;
  const h = height - 4;
  const cut = Math.min(h / 2, 9);
  if (shape === "arrow") return `M0 0H${w - cut}L${w} ${h / 2}L${w - cut} ${h}H0Z`;
  if (shape === "notch") return `M${cut} 0H${w}V${h}H0V${cut}Z`;
  if (shape === "pill") return `M${h / 2} 0H${w - h / 2}A${h / 2} ${h / 2} 0 0 1 ${w - h / 2} ${h}H${h / 2}A${h / 2} ${h / 2} 0 0 1 ${h / 2} 0Z`;
  if (shape === "hex") return `M${cut} 0H${w - cut}L${w} ${h / 2}L${w - cut} ${h}H${cut}L0 ${h / 2}Z`;
  if (shape === "slant") return `M${cut} 0H${w}L${w - cut} ${h}H0Z`;
  return `M2 0H${w - 2}Q${w} 0 ${w} 2V${h - 2}Q${w} ${h} ${w - 2} ${h}H2Q0 ${h} 0 ${h - 2}V2Q0 0 2 0Z`;
}

/** Names cut so that all of them together have so many letters at most: the longest ones lose first. */
export function shortened(names, letters) {
  let most = Math.max(...names.map((name) => name.length));
  while (most > 3 && names.reduce((sum, name) => sum + Math.min(name.length, most), 0) > letters) most -= 1;
  return names.map((name) => (name.length > most ? `${name.slice(0, most - 1)}\u2026` : name));
}
