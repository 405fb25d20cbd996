// What the command line advises, in the words of this page: options become its fields.

export const FIELDS = {
  unit: "Unit of amounts",
  decimals: "Decimal sign",
  dates: "Order of dates",
  budget: "Money per quarter",
  quarters: "Quarters",
  starts: "First quarter",
  sheet: "Sheet",
  assume: "Assumptions",
  "leave-out": "Rows to leave out",
  map: "Is read as",
};
const CHOSEN = ["decimals", "dates"];
const MAP = /--map ("[^"=]+=[^"]+"(?:(?:,? or |, )"[^"=]+=[^"]+")*)((?:, | or )[a-z]+(?:_[a-z]+)+)*/g;
const OPTION = /(: |with |give |say )?--([a-z-]+)((?: (?:"[^"]*"|[A-Z]{2,}|[a-z]+_[a-z]+(?:=[0-9.]+)?|comma|point|hidden|unreadable|totals|[0-9][-0-9,Q]*|[a-zA-Z]*EUR))?)/g;

export const meaningWords = (field) => (field === "ignore" ? "not used" : field.replaceAll("_", " "));

// --map "Benefit=value_per_year" or "Benefit=value_total" -> choose “value per year” or “value total” beside “Benefit”
function columns(words) {
  const pairs = [...words.matchAll(/"([^"=]+)=([^",]+)(?:,[^"]*)?"/g)];
  const heading = pairs[0][1] === "HEADING" ? "its heading" : `“${pairs[0][1]}”`;
  const rest = [...words.matchAll(/(?:, | or )([a-z]+(?:_[a-z]+)+)/g)].map(([, field]) => field);
  const fields = [...pairs.map(([, , field]) => field), ...rest].map((field) => `“${meaningWords(field)}”`);
  return `choose ${fields.join(" or ")} beside ${heading}`;
}

// "give --budget AMOUNT" -> "give AMOUNT in “Money per quarter”"; ": --leave-out 12" -> ": write “12” into “Rows to leave out”"
function field(whole, before = "", option, given) {
  if (!FIELDS[option]) return whole;
  const value = given.trim().replaceAll('"', "");
  if (!value) return `${before}“${FIELDS[option]}”`;
  const quoted = /^[A-Z]{2,}$/.test(value) ? value : `“${CHOSEN.includes(option) ? meaningWords(value) : value}”`;
  const verb = CHOSEN.includes(option) ? ["choose", "in"] : ["write", "into"];
  return before === ": " ? `: ${verb[0]} ${quoted} ${verb[1]} “${FIELDS[option]}”` : `${before}${quoted} in “${FIELDS[option]}”`;
}

export const here = (words) => words.replaceAll(MAP, columns).replaceAll(OPTION, field);
