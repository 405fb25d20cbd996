// Short messages at the edge. Good news goes by itself, bad news stays until it is closed.
import { $, $$, h } from "./dom.js";

const LONG = 6000;

export function toast(message, { bad = false } = {}) {
  const close = h("button", { type: "button", "aria-label": "Close this message", on: { click: () => box.remove() } }, "×");
  const box = h("div", { class: bad ? "toast bad" : "toast", role: bad ? "alert" : undefined }, h("span", {}, message), close);
  $("#toasts").append(box);
  if (!bad) setTimeout(() => box.remove(), LONG);
  while ($("#toasts").children.length > 4) $("#toasts").firstElementChild.remove();
}

// What was wrong with the last question is nothing to the next one.
export function clear() {
  for (const box of $$("#toasts .bad")) box.remove();
}

// What went wrong, in the words of the server.
export const complain = (error) => toast(error.message, { bad: true });
