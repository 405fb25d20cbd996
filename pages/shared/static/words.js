// Numbers in words, as the command line writes them.

// 1150000 -> "1.15 M": three figures, as in the answers; a line never breaks inside of it.
export function money(value, currency = "", plus = false) {
  if (value === null || !Number.isFinite(value)) return "unknown";
  const size = Math.abs(value);
  const [divisor, unit, digits] =
    size >= 999_500 ? [1e6, "\u00a0M", size >= 99_950_000 ? 0 : size >= 9_950_000 ? 1 : 2] : size >= 1000 ? [1e3, "\u00a0k", 0] : [1, "", 0];
  const words = (size / divisor).toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const zero = Number(words.replaceAll(",", "")) === 0;
  const sign = zero ? "" : value < 0 ? "−" : plus ? "+" : "";
  return `${currency ? `${currency}\u00a0` : ""}${sign}${words}${unit}`;
}

export function plain(value) {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return Math.abs(value) >= 1000 ? value.toLocaleString("en-GB") : String(Number(value.toPrecision(6)));
  return String(value).replaceAll("_", " ");
}
