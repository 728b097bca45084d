package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// The words found in an act are gone through one by one, by keyboard, and the
// last one leads to no other.
func TestStepsThroughAnAct(t *testing.T) {
	t.Parallel()
	b := newTab(t, 1280, 900)
	b.visit("/casi/con-atti/allegati/01-testo.pdf/testo?q=coprogettazione", 200)
	marks := eval[int](b, `document.querySelectorAll(".acttext mark").length`)
	if marks < 2 {
		t.Fatalf("%d words are marked, want some", marks)
	}
	b.tabTo(`[data-step="1"]`, 30)
	for n := range marks {
		b.press(kb.Enter)
		b.until(`location.hash === "#m` + itoa(n+1) + `" && document.querySelector("mark.now").id === "m` + itoa(n+1) + `"`)
		eval[int](b, `document.querySelector('[data-step="1"]').focus(), 0`)
	}
	if eval[bool](b, `document.querySelector('[data-step="1"]').hasAttribute("href")`) {
		t.Error("after the last word there is a next one")
	}
	if at := eval[string](b, `document.querySelector('[data-step="-1"]').getAttribute("href")`); at != "#m"+itoa(marks-1) {
		t.Errorf("the word before the last is at %s", at)
	}
	b.check("the text of an act")
	b.accessible("the text of an act, gone through")
}

// What is folded away on the pages of acts is accessible too.
func TestOpenActs(t *testing.T) {
	t.Parallel()
	b := newTab(t, 390, 900)
	b.visit("/atti?q=fonometro", 200)
	eval[int](b, `document.querySelectorAll(".list details").forEach((d) => { d.open = true }), 0`)
	if n := eval[int](b, `document.querySelectorAll("details.alike li a, .citing .reference").length`); n == 0 {
		t.Error("no act tells how to cite it")
	}
	b.check("acts, open")
	b.accessible("acts, open")
	b.shot("acts-open-390")
}

// What says that acts are being read is renewed by itself when they are read.
func TestReadingComesIn(t *testing.T) {
	t.Parallel()
	b := newTab(t, 1280, 900)
	b.visit("/casi/con-atti", 200)
	// The page as it was before they were, and the script that starts on it.
	eval[int](b, `(() => {
		const acts = document.getElementById("atti");
		acts.dataset.live = "";
		acts.insertAdjacentHTML("afterbegin", "<p class=pending>8 atti su 8 ancora in lettura</p>");
		import(document.querySelector("script[type=module][src]").src + "?again");
		return 0;
	})()`)
	b.until(`!document.querySelector(".pending") && !document.getElementById("atti").hasAttribute("data-live") && document.querySelectorAll("#atti .act").length === 8`)
	b.check("acts that were read")
}
