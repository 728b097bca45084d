package server

import (
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files anew")

// golden compares with a file of testdata/golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil { // golden files are for all to read
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestCitationFiles(t *testing.T) {
	t.Parallel()
	hard := citation{
		ID: "caso-1", Title: "100% {rete} & «città»: $5_000 \\ #1 ~ ^\n@misc{x,}\nER  - ", Author: "Comunità & C.",
		Year: "2026", Updated: "aggiornato: 1º maggio 2026", Address: "https://casi.example.org/casi/caso-1", Site: "Copratica",
	}
	golden(t, "hard.bib", bibtex(hard))
	golden(t, "hard.ris", ris(hard))
	golden(t, "bare.bib", bibtex(citation{ID: "x", Title: "T", Author: "A", Address: "/casi/x", Site: "Copratica"}))
	site := testSite(t)
	for _, kind := range []string{"bib", "ris"} {
		w := get(t, site, "/casi/emporio-rossi/cita."+kind, "Host", "evil.example", "X-Forwarded-Host", "evil.example")
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Disposition"), "emporio-rossi."+kind) {
			t.Errorf("%s: %d, %v", kind, w.Code, w.Header())
		}
		golden(t, "emporio-rossi."+kind, w.Body.String())
		for _, hidden := range []string{"bozza", "solo-membri", "niente"} {
			if w := get(t, site, "/casi/"+hidden+"/cita."+kind); w.Code != http.StatusNotFound {
				t.Errorf("%s of %s: %d, want 404", kind, hidden, w.Code)
			}
		}
	}
}

func TestLinkedData(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/casi/emporio-rossi"))
	scripts := page.with("script", "type", "application/ld+json")
	if len(scripts) != 1 {
		t.Fatalf("%d descriptions for machines", len(scripts))
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(scripts[0].FirstChild.Data), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"@type": "Article", "headline": "Emporio & Bottega: la rete <solidale> dei Rossi", "inLanguage": "it",
		"url": "https://casi.example.org/casi/emporio-rossi", "dateModified": "2026-11-22", "spatialCoverage": "Mantova (MN), Lombardia",
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	for property, want := range map[string]string{"og:type": "article", "og:url": "https://casi.example.org/casi/emporio-rossi"} {
		if m := page.with("meta", "property", property); len(m) != 1 || m[0].attr("content") != want {
			t.Errorf("%s: %v", property, m)
		}
	}
}

// A case that is reached from a search leads back to it and shows its words.
func TestMarks(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	page := parsePage(t, get(t, site, "/casi/emporio-rossi?q=emporio+esiti&region=lombardia&page=2"))
	back := page.one(t, "div.back")
	if got := back.all("a")[0].attr("href"); got != "/casi?page=2&q=emporio+esiti&region=lombardia" {
		t.Errorf("back to %q", got)
	}
	marks := page.all("mark")
	if len(marks) == 0 || !strings.Contains(back.text(), "corrispondenz") {
		t.Fatalf("%d marks; %s", len(marks), back.text())
	}
	for _, m := range marks {
		if f := strings.ToLower(m.text()); f != "emporio" && !strings.HasPrefix(f, "esit") && f != "empori" {
			t.Errorf("marked %q", m.text())
		}
	}
	plain := parsePage(t, get(t, site, "/casi/emporio-rossi"))
	if plain.one(t, "h1").text() != page.one(t, "h1").text() || plain.one(t, "div.story").text() != page.one(t, "div.story").text() {
		t.Error("marks change the text")
	}
	if len(plain.all("mark"))+len(plain.all("div.back")) != 0 {
		t.Error("marks without a search")
	}
	if got := page.with("link", "rel", "canonical"); len(got) != 1 || got[0].attr("href") != "https://casi.example.org/casi/emporio-rossi" {
		t.Errorf("canonical %v", got)
	}
	for _, bad := range []string{"?page=0&q=emporio", "?q=%zz", "?q=" + strings.Repeat("a+", 100)} {
		if w := get(t, site, "/casi/emporio-rossi"+bad); w.Code != http.StatusOK {
			t.Errorf("%s: %d, want the case all the same", bad, w.Code)
		}
	}
	script := parsePage(t, get(t, site, "/casi/emporio-rossi?q=%3Cscript%3Ealert(1)%3C/script%3E"))
	if got := script.one(t, "div.back").all("a")[0].text(); !strings.Contains(got, "<script>alert(1)</script>") {
		t.Errorf("markup in the search: %q", got)
	}
}

// Words that only members read are neither marked nor counted for visitors.
func TestMarksBetrayNothing(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, word := range []string{"zibaldone", "riservatissimo"} {
		with := get(t, site, "/casi/emporio-rossi?q="+word).Body.String()
		if strings.Contains(with, "<mark") || !strings.Contains(with, "0 corrispondenze") || strings.Contains(with, "nei titoli degli atti") {
			t.Errorf("%s betrays that it is there", word)
		}
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t, func(c *Config) { c.Contact = "redazione@example.org" }), "/casi/emporio-rossi"))
	found := ""
	for _, a := range page.one(t, "ul.actions").all("a") {
		if strings.HasPrefix(a.attr("href"), "mailto:") {
			found = a.attr("href")
		}
	}
	want := "mailto:redazione@example.org?body=Caso%3A%20https%3A%2F%2Fcasi.example.org%2Fcasi%2Femporio-rossi"
	if !strings.HasPrefix(found, want) || !strings.Contains(found, "&subject=Segnalazione%20sul%20caso%3A%20Emporio%20%26%20Bottega") {
		t.Errorf("report to %q", found)
	}
	if page := parsePage(t, get(t, testSite(t), "/casi/emporio-rossi")); strings.Contains(page.one(t, "ul.actions").text(), "Segnala") {
		t.Error("a report to nobody is offered")
	}
}

// Tables scroll in boxes of their own.
func TestTablesScroll(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/casi/emporio-rossi"))
	for _, table := range page.one(t, "div.story").all("table") {
		box := node{table.Parent}
		if box.attr("class") != "scroll" || box.attr("tabindex") != "0" || !strings.HasPrefix(box.attr("aria-label"), "Tabella ") {
			t.Errorf("a table stands in %v", box.Attr)
		}
	}
	if len(page.one(t, "div.story").all("table")) == 0 {
		t.Error("no table to look at")
	}
}
