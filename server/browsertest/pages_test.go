package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// views are the pages and states that readers meet.
var views = []struct {
	name, path string
	status     int
}{
	{"home", "/", 200},
	{"home-en", "/en", 200},
	{"results", "/casi", 200},
	{"results-query", "/casi?q=emporio+solidale", 200},
	{"results-filters", "/casi?region=lombardia&sector=abitare&evidence=avviso&from=2015", 200},
	{"results-tiers", "/casi?q=emporio+famiglie+comune&match=some", 200},
	{"results-one", "/casi?q=titolo%3Afollonica", 200},
	{"results-none", "/casi?q=xyzzy&region=lombardia&year=2024", 200},
	{"results-acronym", "/casi?q=ats+basilicata", 200},
	{"results-second", "/casi?page=2", 200},
	{"results-places", "/casi?q=lecco+anziani", 200},
	{"results-place-chosen", "/casi?province=AQ&municipality=Lecco&municipality=Lecc&ambito=unknown", 200},
	{"results-corrected", "/casi?q=centri+estvi+disabilita", 200},
	{"results-en", "/en/casi?q=emporio&region=lombardia", 200},
	{"case", "/casi/valdastra-filanda-delle-lanterne", 200},
	{"case-marked", "/casi/valdastra-filanda-delle-lanterne?q=tavolo&region=lombardia", 200},
	{"case-sources", "/casi/mantova-emporio-solidale", 200},
	{"case-bare", "/casi/nuda", 200},
	{"acts", "/atti", 200},
	{"acts-query", "/atti?q=fonometro", 200},
	{"acts-filters", "/atti?q=fonometro&kind=convenzione&region=molise", 200},
	{"acts-none", "/atti?q=xyzzy&kind=convenzione", 200},
	{"acts-en", "/en/atti?q=fonometro", 200},
	{"case-acts", "/casi/con-atti?q=fonometro", 200},
	{"text", "/casi/con-atti/allegati/01-testo.pdf/testo?q=coprogettazione", 200},
	{"text-corrected", "/casi/con-atti/allegati/01-testo.pdf/testo?q=coprogetazione&synonyms=off", 200},
	{"case-corrected", "/casi/lecco-impresa-sociale-girasole?q=coprogetazione", 200},
	{"text-sheet", "/casi/con-atti/allegati/07-bilancio.xlsx/testo?pagina=2&q=mongolfiera", 200},
	{"text-none", "/casi/con-atti/allegati/18-cifrato.pdf/testo", 200},
	{"text-en", "/en/casi/con-atti/allegati/12-convenzione.pdf.p7m/testo?q=convenzione", 200},
	{"case-en", "/en/casi/valdastra-filanda-delle-lanterne?q=tavolo", 200},
	{"glossary", "/glossario", 200},
	{"glossary-en", "/en/glossario", 200},
	{"help", "/aiuto", 200},
	{"help-en", "/en/aiuto", 200},
	{"privacy", "/privacy", 200},
	{"accessibility", "/accessibilita", 200},
	{"credits", "/crediti", 200},
	{"error-404", "/niente", 404},
	{"error-404-en", "/en/casi/niente", 404},
	{"error-400", "/casi?page=0", 400},
}

// Every page comes without a fault at every width, 320 standing for a zoom of
// 400 % at 1280, and is accessible.
func TestPages(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{1280, 390, 320} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			b := newTab(t, width, 900)
			for i, v := range views {
				b.visit(v.path, v.status)
				if width != 320 {
					b.shot(fmt.Sprintf("%s-%d", v.name, width))
				}
				if width == 1280 || width == 390 && i%3 == 0 {
					b.accessible(fmt.Sprintf("%s at %d", v.name, width))
				}
			}
		})
	}
}

// The panels of a phone are accessible when they are open, too.
func TestOpenPanels(t *testing.T) {
	t.Parallel()
	b := newTab(t, 390, 900)
	for name, path := range map[string]string{"filters": "/casi?region=lombardia", "card": "/casi/valdastra-filanda-delle-lanterne"} {
		b.visit(path, 200)
		eval[int](b, `document.querySelectorAll("details").forEach((d) => { d.open = true }), 0`)
		b.check(name)
		b.accessible(name + ", open")
		b.shot(name + "-open-390")
	}
}

// Whoever asks for less motion gets none.
func TestReducedMotion(t *testing.T) {
	t.Parallel()
	b := newTab(t, 1280, 900)
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
	}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/casi", "/casi/valdastra-filanda-delle-lanterne"} {
		b.visit(path, 200)
		if moving := eval[string](b, `[...document.querySelectorAll("*")].filter((e) => {
			const s = getComputedStyle(e);
			return parseFloat(s.transitionDuration) > 0.01 || parseFloat(s.animationDuration) > 0.01;
		}).map((e) => e.tagName).slice(0, 5).join()`); moving != "" {
			t.Errorf("%s moves: %s", path, moving)
		}
	}
}

// The site does all it has to without script, switched off or lost on the way.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*tab) error{
		"off": func(b *tab) error {
			_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return err
		},
		"lost": func(b *tab) error {
			_, err := chromedp.Call(b.ctx, network.SetBlockedURLs, network.SetBlockedURLsParams{
				URLPatterns: []*network.BlockPattern{{URLPattern: "http://127.0.0.1:*/assets/script.*", Block: true}},
			})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTab(t, 1280, 900)
			if err := prepare(b); err != nil {
				t.Fatal(err)
			}
			b.do(chromedp.Navigate(site+"/casi"),
				chromedp.SendKeys("#q", "emporio\r"),
				chromedp.WaitReady(`//input[@id="q"][@value="emporio"]`))
			b.at("q=emporio")
			b.do(chromedp.Click("#f-region-lombardia"), chromedp.Click(".filters button.apply"), chromedp.WaitVisible(".chip"))
			b.at("region=lombardia")
			b.do(chromedp.Click(".chip"), chromedp.WaitNotPresent(".chip"))
			b.do(chromedp.Navigate(site+"/casi"), chromedp.Click(`a[rel="next"]`), chromedp.WaitVisible(`a[rel="prev"]`))
			b.at("page=2")
		})
	}
}

// at checks the parameters of the address.
func (b *tab) at(want string) {
	b.t.Helper()
	at, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		b.t.Fatal(err)
	}
	if !strings.Contains(at, want) {
		b.t.Errorf("at %s, want %s in it", at, want)
	}
}

// A case prints on paper with its card and its text, without the ways to other pages.
func TestPrint(t *testing.T) {
	t.Parallel()
	b := newTab(t, 390, 900)
	b.visit("/casi/valdastra-filanda-delle-lanterne", 200)
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	for selector, want := range map[string]bool{
		".facts dl": true, ".story": true, ".phases": true, ".acts-list": true, "#citation": true,
		".top": false, ".bottom": false, ".outline": false, ".actions": false,
	} {
		// Until: what is folded opens with the next frame.
		b.until(fmt.Sprintf(`(() => {
			const e = document.querySelector(%q);
			return (e.checkVisibility({ contentVisibilityAuto: true }) && e.getBoundingClientRect().height > 0) === %v;
		})()`, selector, want))
	}
	// Paper has no address bar: it says where the acts are, in whole.
	for name, expression := range map[string]string{
		"an act":       `getComputedStyle(document.querySelector(".acts-list a:not(.sheet)"), "::after").content`,
		"the citation": `document.querySelector("#citation .address").textContent`,
	} {
		if got := eval[string](b, expression); !strings.Contains(got, "http") || !strings.Contains(got, "/casi/valdastra-filanda-delle-lanterne") {
			t.Errorf("%s has the address %q on paper", name, got)
		}
	}
	if n := eval[int](b, `[...document.querySelectorAll(".files .sheet, .files .source a")].filter((a) => getComputedStyle(a, "::after").content !== "none").length`); n != 0 {
		t.Errorf("%d links beside the acts' own have an address on paper", n)
	}
	if *shots != "" {
		pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF())
		if err != nil {
			t.Fatal(err)
		}
		save(t, "case-print.pdf", pdf)
	}
}
