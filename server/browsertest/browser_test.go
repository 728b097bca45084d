package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long anything may take before it counts as never.
const patience = 60 * time.Second

// A tab is a page of the browser that takes note of what goes wrong in it.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	expected int // a status that is no fault
	faults   []string
	received map[network.RequestID]string
	bytes    map[string]float64 // by address
}

// newTab opens a tab of its own cache and closes it with the test.
func newTab(t *testing.T, width, height int64) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 3*patience)
	t.Cleanup(stop)
	b := &tab{t: t, ctx: ctx, received: map[network.RequestID]string{}, bytes: map[string]float64{}}
	b.do(chromedp.EmulateViewport(width, height))
	if err := chromedp.Listen(ctx, b.note); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// note gathers faults: other origins, failed requests, errors of scripts, and
// what the content policy forbade.
func (b *tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		url := e.Request.URL
		b.received[e.RequestID] = url
		if !strings.HasPrefix(url, "http://127.0.0.1:") && !strings.HasPrefix(url, "data:") && url != "about:blank" {
			b.faults = append(b.faults, "asks another origin: "+url)
		}
	case *network.EventResponseReceived:
		if status := int(e.Response.Status); status >= 400 && status != b.expected {
			b.faults = append(b.faults, fmt.Sprintf("%d for %s", status, e.Response.URL))
		}
	case *network.EventLoadingFinished:
		b.bytes[b.received[e.RequestID]] += e.EncodedDataLength
	case *log.EventEntryAdded:
		if string(e.Entry.Level) == "error" && (b.expected == 0 || !strings.Contains(e.Entry.Text, fmt.Sprint(b.expected))) {
			b.faults = append(b.faults, "log: "+e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if string(e.Type) == "error" {
			b.faults = append(b.faults, fmt.Sprintf("console: %v", e.Args))
		}
	}
}

// visit goes to a page and checks that it came without a fault and is no wider
// than the window.
func (b *tab) visit(path string, status int) {
	b.t.Helper()
	b.mu.Lock()
	b.expected, b.faults = 0, nil
	if status >= 400 {
		b.expected = status
	}
	b.mu.Unlock()
	if !strings.HasPrefix(path, "http") {
		path = site + path
	}
	b.do(chromedp.Navigate(path))
	b.check(path)
}

// check tells the faults that were noted, and whether the page is too wide.
func (b *tab) check(what string) {
	b.t.Helper()
	wide := eval[string](b, `(() => {
		const room = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= room) return "";
		const far = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1 && !e.closest(".scroll"));
		return document.documentElement.scrollWidth + " of " + room + ": " + far.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ");
	})()`)
	if wide != "" {
		b.t.Errorf("%s is wider than the window: %s", what, wide)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.faults {
		b.t.Errorf("%s: %s", what, f)
	}
	b.faults = nil
}

// accessible runs axe-core on the page as it is now.
func (b *tab) accessible(what string) {
	b.t.Helper()
	eval[int](b, axe+";0")
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`axe.run(document, { resultTypes: ["violations"] }).then((r) =>
		r.violations.map((v) => v.id + ": " + v.help + " at " + v.nodes.slice(0, 3).map((n) => n.target + " " + (n.any[0]?.message ?? "")).join(" | ")).join("\n"))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	if out != "" {
		b.t.Errorf("%s is not accessible:\n%s", what, out)
	}
}

// eval is the value of an expression in the page.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%v in %.200s", err, expression)
	}
	return v
}

// until waits for an expression to be true, on this page or one that follows.
func (b *tab) until(expression string) {
	b.t.Helper()
	for deadline := time.Now().Add(patience); ; {
		_, err := chromedp.Run(b.ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(patience)))
		if err == nil {
			return
		}
		if b.ctx.Err() == nil && time.Now().Before(deadline) {
			continue // the page went while it was being asked
		}
		b.t.Fatalf("never: %s: %v; the page is at %s with focus on %s", expression, err,
			eval[string](b, "location.href"), eval[string](b, "document.activeElement.outerHTML.slice(0, 200)"))
	}
}

// shot keeps a picture of the page, if somebody wants them.
func (b *tab) shot(name string) {
	b.t.Helper()
	if *shots == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	save(b.t, name+".png", png)
}

func save(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(*shots, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// found waits until a search finds n cases.
func found(site string, n int, words string) error {
	for deadline := time.Now().Add(patience); ; {
		r, err := http.Get(site + "/api/v1/cases?per_page=1&q=" + words)
		if err != nil {
			return err
		}
		var answer struct{ Total int }
		err = json.NewDecoder(r.Body).Decode(&answer)
		r.Body.Close()
		if err != nil {
			return err
		}
		if answer.Total >= n {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d of %d cases are found", answer.Total, n)
		}
	}
}

// read waits until the acts of a case are read and can be searched.
func read(site, id string) error {
	for deadline := time.Now().Add(2 * patience); ; {
		var of struct{ Reading struct{ Pending, Total int } }
		var acts struct{ Total int }
		if err := answer(site+"/api/v1/cases/"+id, &of); err != nil {
			return err
		}
		if err := answer(site+"/api/v1/passages?per_page=1&q=fonometro", &acts); err != nil {
			return err
		}
		if of.Reading.Total > 0 && of.Reading.Pending == 0 && acts.Total >= 4 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("of the acts of %s %+v, %d are found", id, of.Reading, acts.Total)
		}
		time.Sleep(100 * time.Millisecond) // between two looks
	}
}

func answer(address string, into any) error {
	r, err := http.Get(address)
	if err != nil {
		return err
	}
	defer r.Body.Close() // read only
	return json.NewDecoder(r.Body).Decode(into)
}
