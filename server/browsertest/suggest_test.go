package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const openList = `document.querySelector("#q").getAttribute("aria-expanded") === "true" && document.querySelectorAll(".field [role=option]").length > 1`

// Suggestions by keyboard alone: they come, can be walked through, put away and
// chosen, and never keep anybody from sending what was typed.
func TestSuggestionsByKeyboard(t *testing.T) {
	t.Parallel()
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"wide", 1280, 900}, {"narrow", 390, 844}} {
		t.Run(size.name, func(t *testing.T) {
			t.Parallel()
			b := newTab(t, size.width, size.height)
			b.visit("/", 200)
			eval[bool](b, `document.getElementById("q").focus() === undefined`)
			b.press("empo")
			b.until(openList)
			b.until(`document.querySelector("form.search > [role=status]").textContent.includes("suggerimenti")`)
			b.press(kb.ArrowDown)
			b.until(`(() => {
				const q = document.getElementById("q"), active = document.getElementById(q.getAttribute("aria-activedescendant"));
				return active?.getAttribute("aria-selected") === "true" && document.activeElement === q && q.value === "empo";
			})()`)
			b.check("with suggestions open")
			b.shot("suggest-" + size.name)

			b.press(kb.Escape)
			b.until(`document.querySelector("#q").getAttribute("aria-expanded") === "false" && document.querySelector("#q").value === "empo"`)
			b.press(kb.ArrowDown)
			b.until(openList)
			b.press(kb.ArrowUp) // the last one: a title
			b.until(`document.querySelector(".field li:last-child").getAttribute("aria-selected") === "true"`)
			last := eval[string](b, `(() => { const all = document.querySelectorAll(".field [role=option] span:first-child"); return all[all.length - 1].textContent; })()`)
			b.press(kb.Enter)
			b.until(`location.pathname.startsWith("/casi/") && document.querySelector("h1").textContent.trim() === ` + "`" + last + "`")

			// What is typed is sent as typed while the list is open, and at once.
			b.visit("/casi", 200)
			eval[bool](b, `document.getElementById("q").focus() === undefined`)
			b.press("emporio so")
			b.until(openList)
			b.press(kb.Enter)
			b.until(`location.search === "?q=emporio+so" && document.querySelector("#q").getAttribute("aria-expanded") === "false"`)
			b.press(" ")
			b.press(kb.Backspace)
			b.until(openList)
			b.press(kb.ArrowDown) // a word completes the text and sends it
			b.until(`document.getElementById("q").hasAttribute("aria-activedescendant")`)
			word := eval[string](b, `document.querySelector(".field [aria-selected=true] span").textContent`)
			b.press(kb.Enter)
			b.until(`document.getElementById("q").value === ` + "`" + word + "`" + ` && new URLSearchParams(location.search).get("q") === ` + "`" + word + "`")
			b.check("after a word was chosen")
		})
	}
}
