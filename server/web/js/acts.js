// Acts: what is still being read comes in by itself, and the words found in a
// text are gone through one by one.

// A part that says that something is still being read asks again until it is,
// less and less often, and never while nobody looks.
const least = 2000, most = 30000; // ms
let wait = least;

async function look() {
  const part = document.querySelector("[data-live]");
  if (!part) return;
  if (!document.hidden && !part.contains(document.activeElement)) await renew(part).catch(() => {}); // the line is away: later
  wait = Math.min(wait * 1.5, most);
  setTimeout(look, wait);
}

async function renew(part) {
  const answer = await fetch(location.pathname + location.search);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById(part.id);
  if (!next || next.innerHTML === part.innerHTML) return;
  if (part.dataset.live === "page") return location.reload(); // all of it is new
  part.replaceWith(next);
  wait = least;
}
if (document.querySelector("[data-live]")) setTimeout(look, wait);

// The links to the next and the previous match go from one to the other on this
// page, then where they lead without script.
const steps = document.querySelector(".step");
if (steps) {
  const marks = [...document.querySelectorAll(".acttext mark[id]")];
  let at = marks.findIndex((m) => "#" + m.id === location.hash);
  const go = () => {
    marks.forEach((m, i) => m.classList.toggle("now", i === at));
    const link = { "-1": steps.querySelector('[data-step="-1"]'), 1: steps.querySelector('[data-step="1"]') };
    set(link["-1"], at > 0 ? "#" + marks[at - 1].id : steps.dataset.before);
    set(link[1], at + 1 < marks.length ? "#" + marks[at + 1].id : steps.dataset.after);
  };
  // A link that leads nowhere is none.
  const set = (link, to) => {
    if (!link) return;
    if (to) link.setAttribute("href", to);
    else link.removeAttribute("href");
  };
  go();
  addEventListener("hashchange", () => {
    at = marks.findIndex((m) => "#" + m.id === location.hash);
    go();
  });
}
