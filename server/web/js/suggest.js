// What a text being typed may go on to: a combobox with a list, after the
// pattern of the WAI-ARIA authoring practices. The box searches without it, and
// it never stands between a person and the search: Enter sends what is typed
// unless something of the list was chosen.
const patience = 150; // ms after the last key
const least = 2; // letters
const remembered = 50; // answers

const texts = JSON.parse(document.body.dataset.suggest ?? "null");

// kindOf names what an option is: the facet that it filters by, or its kind.
function kindOf(option) {
  const parameter = new URL(option.url, location.href).searchParams.keys().next().value;
  return texts.kinds[parameter] ?? texts.kinds[option.kind] ?? "";
}

function combobox(input, n) {
  const form = input.form;
  const list = document.createElement("ul");
  const status = document.createElement("div");
  const answers = new Map();
  let options = [];
  let active = -1;
  let timer = 0;
  let asked = null; // the request under way
  let chosen = false; // by the key that is down

  list.id = `suggest-${n}`;
  list.className = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", texts.label);
  status.className = "hidden";
  status.setAttribute("role", "status");
  input.type = "text"; // a search box may not be a combobox
  input.enterKeyHint = "search";
  input.spellcheck = false;
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-haspopup", "listbox"]]) {
    input.setAttribute(name, value);
  }
  input.parentElement.classList.add("combo");
  input.after(list);
  form.append(status);

  const open = () => !list.hidden;

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  // mark makes an option the active one; -1 is none: the text as typed.
  function mark(to) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = to;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function show(found) {
    options = found;
    list.replaceChildren(...found.map((option, i) => {
      const item = document.createElement("li");
      const text = document.createElement("span");
      const kind = document.createElement("span");
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      text.textContent = option.text;
      text.lang = option.kind === "term" ? document.documentElement.lang : "it";
      text.dir = "auto";
      kind.className = "kind";
      kind.textContent = kindOf(option);
      item.append(text, " ", kind);
      return item;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = found.length === 0 ? texts.none : found.length === 1 ? texts.one : texts.many.replace("#", found.length);
  }

  async function ask() {
    const text = input.value;
    asked?.abort();
    if (text.trim().length < least) return close();
    if (answers.has(text)) return show(answers.get(text));
    const request = (asked = new AbortController());
    try {
      const answer = await fetch(texts.url + encodeURIComponent(text), { signal: request.signal });
      if (!answer.ok) return close();
      const found = await answer.json();
      if (request.signal.aborted || document.activeElement !== input) return;
      if (answers.size >= remembered) answers.clear();
      answers.set(text, found);
      show(found);
    } catch {
      // Gone on typing, or no network: the box works without.
    }
  }

  function choose(i) {
    const option = options[i];
    close();
    if (option.kind !== "word") return location.assign(option.url);
    input.value = option.text;
    form.requestSubmit();
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    asked?.abort();
    mark(-1);
    if (!event.isComposing) timer = setTimeout(ask, patience);
  });
  input.addEventListener("compositionend", () => { timer = setTimeout(ask, patience); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = options.length - 1;
    switch (event.key) {
      case "ArrowDown":
        if (!open()) ask();
        else if (!event.altKey) mark(active === last ? -1 : active + 1);
        break;
      case "ArrowUp":
        if (!open()) return;
        if (event.altKey) close();
        else mark(active === -1 ? last : active - 1);
        break;
      case "Enter":
        if (!open() || active < 0) return close();
        chosen = true;
        choose(active);
        break;
      case "Escape":
        if (!open()) return;
        close();
        break;
      case "Tab":
        return close();
      default:
        return;
    }
    event.preventDefault();
  });
  // A key that chose does not send the form as well.
  input.addEventListener("keypress", (event) => { if (chosen && event.key === "Enter") event.preventDefault(); });
  input.addEventListener("keyup", () => { chosen = false; });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  // Pressing on the list leaves the focus in the box.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    event.stopPropagation();
    const i = [...list.children].indexOf(event.target.closest("li"));
    if (i >= 0) choose(i);
  });
}

if (texts) document.querySelectorAll("form[role=search] input[name=q]").forEach(combobox);
