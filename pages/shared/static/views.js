// What pages of portfolios have in common: views behind tabs, and which portfolio is shown first.
import { $, $$ } from "./dom.js";
import { toast } from "./toasts.js";

// Tabs that are clicked or walked with the arrows; shown(name) is called for each change. Returns show(name).
export function views(shown) {
  const tabs = $$('[role="tab"]');
  const show = (name, focus = false) => {
    const chosen = tabs.find((tab) => tab.id === `tab-${name}`) ?? tabs[0];
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      $(`#${tab.getAttribute("aria-controls")}`).hidden = tab !== chosen;
    }
    if (focus) chosen.focus();
    shown(chosen.id.slice(4));
  };
  for (const tab of tabs) tab.addEventListener("click", () => show(tab.id.slice(4)));
  $('[role="tablist"]').addEventListener("keydown", (event) => {
    const at = tabs.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(tabs[(to + tabs.length) % tabs.length].id.slice(4), true);
  });
  return show;
}

// The portfolio of the address when there is one of this name, else one of the folder, else one that ships. Who followed
// a link to a portfolio that is not here is told: numbers of another one are not what was asked for.
export function portfolioOr(wanted) {
  const names = (within) => $$(`${within} option`).map((option) => option.value);
  const all = names("#scenario");
  const found = all.includes(wanted) ? wanted : (names("#own")[0] ?? (all.includes("insurer") ? "insurer" : all[0]));
  $("#scenario").value = found;
  if (wanted && wanted !== found) toast(`There is no portfolio “${wanted}” here; you see “${found}” in its place. What the link asked for beyond that was left out.`, { bad: true });
  return found;
}
