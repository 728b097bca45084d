// Live results: what is typed or chosen changes the list without a new page.
// The form works alone; this module only asks for the same address sooner and
// puts the part of the page that changed in place.
import { offerCopies } from "./case.js";

const form = document.getElementById("search");
const patience = 300; // ms after the last key
let asked = null; // the request under way
let timer = 0;
let shown = location.pathname + location.search; // what the list is of

// address is where the form would go, without what says nothing.
function address() {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value && !(name === "sort" && value === "relevance")) values.append(name, value);
  }
  const query = values.toString();
  return form.getAttribute("action") + (query ? "?" + query : "");
}

// load shows the results of an address; how is "push", "replace" or "keep".
async function load(url, how) {
  clearTimeout(timer);
  asked?.abort();
  const request = (asked = new AbortController());
  results().querySelector(".list").setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { "X-Fragment": "results", ...(how === "push" && { "X-Asked": "1" }) }, signal: request.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    if (request.signal.aborted) return;
    if (how === "push") history.pushState(null, "", url);
    if (how === "replace") history.replaceState(null, "", url);
    shown = location.pathname + location.search;
    show(text);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url); // the plain way tells what is wrong
  }
}

const results = () => document.getElementById("results");

function show(text) {
  const kept = new Map();
  for (const details of results().querySelectorAll("details[data-keep]")) kept.set(details.dataset.keep, details.open);
  const active = results().contains(document.activeElement) ? document.activeElement.id : "";
  const fresh = document.createElement("template");
  fresh.innerHTML = text;
  const next = fresh.content.firstElementChild;
  for (const details of next.querySelectorAll("details[data-keep]")) {
    const open = kept.get(details.dataset.keep);
    if (open !== undefined) details.open = open;
  }
  const lost = results().contains(document.activeElement);
  results().replaceWith(next);
  dress(next);
  offerCopies(next);
  document.title = next.dataset.title;
  document.getElementById("said").textContent = next.dataset.said;
  const target = active && document.getElementById(active);
  if (target) target.focus({ preventScroll: true });
  else if (lost) document.getElementById("count").focus({ preventScroll: true });
}

// dress adds what only a script can do: a box that narrows long lists of values.
function dress(root) {
  for (const details of root.querySelectorAll("details[data-narrow]")) {
    const box = document.createElement("input");
    box.type = "search";
    box.className = "narrow";
    box.autocomplete = "off";
    box.placeholder = details.dataset.narrow;
    box.setAttribute("aria-label", details.dataset.narrow);
    box.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = fold(box.value);
      for (const option of details.querySelectorAll(".option")) option.hidden = !fold(option.textContent).includes(wanted);
    });
    box.addEventListener("change", (event) => event.stopPropagation());
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    details.querySelector("summary").after(box);
  }
}

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// plain says that a click is nothing but a click.
const plain = (event) => event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

if (form) {
  dress(results());
  const filters = results().querySelector(".filters"); // none where there is nothing to choose
  if (filters && matchMedia("(min-width: 62em)").matches && !CSS.supports("selector(::details-content)")) filters.open = true;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    load(address(), "push");
  });
  form.addEventListener("input", (event) => {
    if (event.target.name !== "q") return;
    clearTimeout(timer);
    const length = event.target.value.trim().length;
    if (length === 0 || length > 2) timer = setTimeout(() => load(address(), "replace"), patience);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "q" && form.reportValidity()) load(address(), "push");
  });
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || !plain(event)) return;
    const to = new URL(link.getAttribute("href"), location.href);
    if (to.origin !== location.origin || to.pathname !== location.pathname) return;
    event.preventDefault();
    form.elements.q.value = to.searchParams.get("q") ?? "";
    load(to.href, "push").then(() => {
      if (!link.closest(".pager")) return;
      const count = document.getElementById("count");
      count.focus({ preventScroll: true });
      count.scrollIntoView({ block: "start" });
    });
  });
  addEventListener("popstate", () => {
    if (location.pathname + location.search === shown) return; // only the place on the page changed
    form.elements.q.value = new URL(location.href).searchParams.get("q") ?? "";
    load(location.href, "keep");
  });
  // What the browser filled in from before is not what the address says.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) form.elements.q.value = new URL(location.href).searchParams.get("q") ?? "";
  });
}
