package browsertest

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// press sends keys to whatever has the focus, and looks that it can be seen.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// focused is what has the focus, as a selector tells it.
func (b *tab) focused(selector string) bool {
	b.t.Helper()
	return eval[bool](b, `document.activeElement.matches(`+"`"+selector+"`"+`)`)
}

// tabTo walks on by Tab until an element has the focus; every stop on the way
// must be visible as such.
func (b *tab) tabTo(selector string, atMost int) {
	b.t.Helper()
	for range atMost {
		b.press(kb.Tab)
		if bad := eval[string](b, `(() => {
			const e = document.activeElement, s = getComputedStyle(e), use = e.querySelector && e.closest("svg") ? getComputedStyle(e) : null;
			if (e === document.body) return "";
			const ring = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
			const stroke = use && parseFloat(use.strokeWidth) >= 6;
			return ring || stroke ? "" : e.outerHTML.slice(0, 150);
		})()`); bad != "" {
			b.t.Errorf("the focus cannot be seen on %s", bad)
		}
		if b.focused(selector) {
			return
		}
	}
	b.t.Fatalf("%d times Tab do not lead to %s; the focus is on %s", atMost, selector, eval[string](b, "document.activeElement.outerHTML.slice(0, 200)"))
}

// The whole way of a search by keyboard alone.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	b := newTab(t, 1280, 900)
	b.visit("/", 200)
	b.press(kb.Tab)
	if !b.focused("a.skip") {
		t.Fatal("the first stop is not the way to the content")
	}
	b.press(kb.Enter)
	b.until(`location.hash === "#contenuto"`)
	b.tabTo("#q", 5)
	b.press("emporio")
	b.press(kb.Enter)
	b.until(`location.pathname === "/casi" && document.querySelectorAll("article.hit").length > 2`)
	all := eval[string](b, `document.getElementById("count").textContent`)

	b.tabTo("#r03", 25) // Lombardy on the map
	b.press(kb.Enter)
	b.until(`location.search.includes("region=lombardia") && document.querySelector("#f-region-lombardia").checked`)
	b.until(`document.getElementById("said").textContent === document.getElementById("count").textContent`)
	if !b.focused("#r03") {
		t.Error("after choosing on the map the focus is elsewhere")
	}
	b.tabTo("#f-region-lombardia", 25)
	b.press(" ")
	b.until(`!location.search.includes("region=lombardia") && !document.querySelector(".chip")`)
	if !b.focused("#f-region-lombardia") {
		t.Error("after letting go of a value the focus is elsewhere")
	}
	b.press(" ")
	b.until(`location.search.includes("region=lombardia") && document.querySelector(".chip") !== null`)
	b.check("after choosing")

	b.do(chromedp.NavigateBack())
	b.until(`!location.search.includes("region=lombardia") && !document.querySelector("#f-region-lombardia").checked`)
	b.until(`document.getElementById("q").value === "emporio" && document.getElementById("count").textContent === ` + "`" + all + "`")
	b.do(chromedp.NavigateForward())
	b.until(`location.search.includes("region=lombardia") && document.querySelector("#f-region-lombardia").checked`)

	eval[int](b, `document.getElementById("sort").focus(), 0`)
	b.tabTo("a.chip", 3)
	b.press(kb.Enter)
	b.until(`!location.search.includes("region=lombardia") && document.getElementById("count").textContent === ` + "`" + all + "`")
	if !b.focused("#count") {
		t.Error("after a chip is gone the focus is lost")
	}
	b.accessible("results after a walk")
	b.check("the walk")
}

// Typing changes the list and the address without a trail of entries; paging
// leads to the top of the new list.
func TestTypingAndPaging(t *testing.T) {
	t.Parallel()
	b := newTab(t, 1280, 900)
	b.visit("/casi", 200)
	entries := eval[int](b, "history.length")
	eval[int](b, `document.getElementById("q").focus(), 0`)
	b.press("famiglie")
	b.until(`location.search === "?q=famiglie" && document.querySelector("mark") !== null`)
	if n := eval[int](b, "history.length"); n != entries {
		t.Errorf("typing made %d entries of history", n-entries)
	}
	if !b.focused("#q") || eval[string](b, `document.getElementById("q").value`) != "famiglie" {
		t.Error("typing lost the box or its words")
	}
	if title := eval[string](b, "document.title"); title != "Casi per «famiglie» – Copratica" {
		t.Errorf("title %q", title)
	}
	b.visit("/casi", 200)
	eval[int](b, `document.querySelector("a[rel=next]").focus(), 0`)
	b.press(kb.Enter)
	b.until(`location.search === "?page=2" && document.activeElement.id === "count"`)
	b.do(chromedp.NavigateBack())
	b.until(`location.search === "" && !document.querySelector("a[rel=prev]")`)
	b.check("paging")
}

// The box over a long list of values narrows it, and sends nothing.
func TestNarrow(t *testing.T) {
	t.Parallel()
	b := newTab(t, 1280, 900)
	b.visit("/casi", 200)
	eval[int](b, `document.querySelector("details[data-narrow]").open = true, document.querySelector(".narrow").focus(), 0`)
	before := eval[int](b, `document.querySelectorAll("details[data-narrow]")[0].querySelectorAll(".option:not([hidden])").length`)
	b.press("ba")
	b.until(fmtLess(before))
	b.press(kb.Enter)
	if at := eval[string](b, "location.search"); at != "" {
		t.Errorf("narrowing went to %s", at)
	}
	b.check("narrowing")
}

func fmtLess(n int) string {
	return `document.querySelectorAll("details[data-narrow]")[0].querySelectorAll(".option:not([hidden])").length < ` + itoa(n)
}
