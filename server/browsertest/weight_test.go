package browsertest

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func itoa(n int) string { return strconv.Itoa(n) }

// mostBytes is what styles, scripts and fonts of a first visit may weigh.
const mostBytes = 150_000

// A first visit stays light, and a second one loads no style, script or font.
func TestWeight(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/casi", "/casi/valdastra-filanda-delle-lanterne"} {
		b := newTab(t, 1280, 900)
		for visit := 1; visit <= 2; visit++ {
			b.mu.Lock()
			b.bytes = map[string]float64{}
			b.mu.Unlock()
			b.visit(path, 200)
			b.until(`document.fonts.status === "loaded" && document.readyState === "complete"`)
			b.do(chromedp.Navigate("about:blank")) // until all is received
			total, loaded, requests := 0.0, 0.0, 0
			b.mu.Lock()
			for url, n := range b.bytes {
				if url == "about:blank" || n == 0 {
					continue
				}
				requests++
				total += n
				if strings.Contains(url, "/assets/") && !strings.HasSuffix(url, ".svg") {
					loaded += n
				}
			}
			b.mu.Unlock()
			t.Logf("%s, visit %d: %d requests, %.0f bytes, of them %.0f styles, scripts and fonts", path, visit, requests, total, loaded)
			if loaded > mostBytes || visit == 1 && loaded == 0 || visit == 2 && loaded > 0 {
				t.Errorf("%s, visit %d loads %.0f bytes of styles, scripts and fonts", path, visit, loaded)
			}
		}
	}
}

// Ten thousand cases make pages like any other.
func TestTenThousand(t *testing.T) {
	t.Parallel()
	const n = 10_000
	data := filepath.Join(t.TempDir(), "data")
	cases := make(map[string]string, n)
	regions := []string{"lombardia", "puglia", "toscana", "sicilia", "veneto", "lazio"}
	for i := range n {
		cases[fmt.Sprintf("caso-%05d", i)] = fmt.Sprintf("---\ntitle: Caso generato numero %d\nsummary: Un caso di prova.\nstatus: published\nregion: %s\n"+
			"years: [%d]\nsectors: [lavoro]\npublic_body: {name: Comune di Prova}\nlegal_instrument: coprogettazione\n"+
			"sources: [{url: \"https://www.example.org/\"}]\n---\n## Contesto\n\nUn testo di prova.\n", i, regions[i%len(regions)], 2000+i%25)
	}
	server, address, err := serve(data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(server); err != nil {
			t.Error(err)
		}
	})
	if err := importCases(data, filepath.Join(t.TempDir(), "cases"), cases); err != nil {
		t.Fatal(err)
	}
	if err := found(address, n, "prova"); err != nil {
		t.Fatal(err)
	}
	b := newTab(t, 390, 900)
	for _, path := range []string{"/casi", "/casi?q=prova&region=puglia", "/casi?q=prova&page=500", "/"} {
		b.visit(address+path, 200)
		b.accessible(path + " of ten thousand")
	}
	if got := eval[string](b, `document.querySelector(".size").textContent`); !strings.Contains(got, "10.000 casi") {
		t.Errorf("the front page says %q", got)
	}
}
