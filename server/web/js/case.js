// Conveniences of the reading page: print, copy, and where one is in the text.
for (const item of document.querySelectorAll("[data-print]")) {
  item.hidden = false;
  item.querySelector("button").addEventListener("click", () => print());
}

// chosen is what is selected of a text, quoted.
function chosen(id) {
  const text = document.getElementById(id), selected = getSelection();
  if (!text || selected.isCollapsed || !text.contains(selected.anchorNode) || !text.contains(selected.focusNode)) return "";
  return "«" + selected.toString().trim() + "» ";
}

// offerCopies shows the buttons that copy, in a part of the page.
export function offerCopies(part) {
  if (!navigator.clipboard) return; // only where the page is secure
  for (const button of part.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = (chosen(button.dataset.quote) + document.getElementById(button.dataset.copy).textContent).replace(/\s+/g, " ").trim();
      await navigator.clipboard.writeText(text);
      document.getElementById("copied").textContent = button.dataset.copied;
    });
  }
}
offerCopies(document);

// A site that was not told its address writes paths; whoever copies or prints
// takes away the whole.
for (const place of document.querySelectorAll("#citation .address")) {
  if (place.textContent.startsWith("/")) place.textContent = new URL(place.textContent, location.origin).href;
}
for (const link of document.querySelectorAll(".files a:not(.sheet, .source a)")) link.setAttribute("data-address", link.href); // spelt out for the cut of the styles

// Browsers that cannot force the card open beside the text open it here.
const facts = document.querySelector("[data-facts]");
if (facts) {
  const wide = matchMedia("(min-width: 62em)");
  if (wide.matches && !CSS.supports("selector(::details-content)")) facts.open = true;
  addEventListener("beforeprint", () => { for (const d of document.querySelectorAll(".reading details")) d.open = true; });
}

const outline = document.querySelector(".outline");
if (outline) {
  const links = new Map([...outline.querySelectorAll("a")].map((a) => [a.getAttribute("href").slice(1), a]));
  const seen = new Set();
  const mark = () => {
    const first = [...links.keys()].find((id) => seen.has(id));
    if (!first) return;
    for (const [id, a] of links) id === first ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current");
  };
  const watch = new IntersectionObserver((entries) => {
    for (const e of entries) e.isIntersecting ? seen.add(e.target.id) : seen.delete(e.target.id);
    mark();
  }, { rootMargin: "0px 0px -60% 0px" });
  for (const id of links.keys()) {
    const heading = document.getElementById(id);
    if (heading) watch.observe(heading);
  }
}
