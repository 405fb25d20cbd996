import assert from "node:assert/strict";
import { test } from "node:test";
import { here } from "./remedies.js";

const told = (pairs) => {
  for (const [words, expected] of pairs) assert.equal(here(words), expected);
};

test("what a column means is chosen beside its heading", () =>
  told([
    ['say it: --map "Nutzen=value_per_quarter" or "Nutzen=value_per_year"', "say it: choose “value per quarter” or “value per year” beside “Nutzen”"],
    ['say which: --map "Was=name,..."', "say which: choose “name” beside “Was”"],
    ['keep one: --map "Cost#2=ignore"', "keep one: choose “not used” beside “Cost#2”"],
    ['which one does (--map "HEADING=value_per_quarter", value_per_year or value_total), or', "which one does (choose “value per quarter” or “value per year” or “value total” beside its heading), or"],
  ]));

test("an option becomes the field that stands for it, in a sentence", () =>
  told([
    ["or leave the row out: --leave-out unreadable", "or leave the row out: write “unreadable” into “Rows to leave out”"],
    ["leave it out with --leave-out 12", "leave it out with “12” in “Rows to leave out”"],
    ["give --budget AMOUNT, or spread", "give AMOUNT in “Money per quarter”, or spread"],
    ["Then say --unit kEUR (with its currency)", "Then say “kEUR” in “Unit of amounts” (with its currency)"],
    ["(or say it for all: --decimals comma, or point)", "(or say it for all: choose “comma” in “Decimal sign”, or point)"],
    ["(or say it for all: --dates day_first, or month_first)", "(or say it for all: choose “day first” in “Order of dates”, or month_first)"],
    ["say it: --starts 2027-Q1", "say it: write “2027-Q1” into “First quarter”"],
    ["pays the cost back: --assume payback_quarters=12", "pays the cost back: write “payback_quarters=12” into “Assumptions”"],
    ['choose one: --sheet "Plan 2027"', "choose one: write “Plan 2027” into “Sheet”"],
    ["name another with --sheet", "name another with “Sheet”"],
  ]));

test("what the page has no field for stays as it is", () => told([["name one with --mapping", "name one with --mapping"], ["no option at all", "no option at all"]]));
