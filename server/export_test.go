package server

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// hiddenWords stand where visitors may not look, in the cases of testdata.
var hiddenWords = []string{"zibaldone", "quintessenza", "crisalide", "riservatissimo", "segretissimo"}

// sheet reads a CSV answer.
func sheet(t *testing.T, body string, comma rune) [][]string {
	t.Helper()
	text, ok := strings.CutPrefix(body, byteOrderMark)
	if !ok {
		t.Error("the sheet does not say that it is UTF-8")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestExportCSV(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	w := get(t, site, "/casi.csv?q=emporio&sort=title")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/csv; charset=utf-8" ||
		!strings.HasPrefix(w.Header().Get("Content-Disposition"), `attachment; filename="casi-copratica-2`) || w.Header().Get("X-Total-Count") != "3" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	rows := sheet(t, w.Body.String(), ';')
	if len(rows) != 4 {
		t.Fatalf("%d rows, want 3 under the headings", len(rows))
	}
	got := map[string]string{}
	for _, row := range rows[1:] {
		if row[0] == "emporio-rossi" {
			for i, cell := range row {
				got[rows[0][i]] = cell
			}
		}
	}
	for heading, want := range map[string]string{
		"Titolo": "Emporio & Bottega: la rete <solidale> dei Rossi", "Regione": "Lombardia", "Provincia": "Mantova", "Anni": "2023–2024",
		"Indirizzo": "https://casi.example.org/casi/emporio-rossi", "Amministrazione procedente": "Comune di Mantova",
		"Strumento": "Coprogettazione", "Fin dove arriva la storia": "Con risultati", "Proposte ricevute": "3", "Durata in mesi": "36",
		"Importi": "contributo a rimborso – Risorse pubbliche: 300.000\u00a0€; 1.234,50\u00a0€", "Atti": "4",
	} {
		if strings.ReplaceAll(got[heading], "\u00a0", " ") != strings.ReplaceAll(want, "\u00a0", " ") {
			t.Errorf("%s: %q, want %q", heading, got[heading], want)
		}
	}
	magra := sheet(t, get(t, site, "/casi.csv?q=titolo:magra").Body.String(), ';')
	for i, heading := range magra[0] {
		want, asked := map[string]string{"Partner": "Nessuno", "Incontri del tavolo": "0", "Proposte ricevute": "", "Destinatari": ""}[heading]
		if asked && magra[1][i] != want {
			t.Errorf("%s: %q, want %q: not known is empty, none is told", heading, magra[1][i], want)
		}
	}
	english := sheet(t, get(t, site, "/casi.csv?q=emporio&lang=en").Body.String(), ',')
	if english[0][2] != "Title" || !strings.Contains(english[1][1], "/en/casi/") {
		t.Errorf("in English: %v", english[:2])
	}
}

func TestExportXLSX(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	w := get(t, site, "/casi.xlsx?q=emporio&region=lombardia")
	f, err := excelize.OpenReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // read only
	if diff := cmp.Diff([]string{"Casi", "Informazioni"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	rows, err := f.GetRows("Casi")
	if err != nil || len(rows) != 2 || rows[1][0] != "emporio-rossi" {
		t.Fatalf("rows %v, %v", rows, err)
	}
	about, err := f.GetRows("Informazioni")
	if err != nil || about[0][1] != "emporio" || about[1][1] != "https://casi.example.org/casi?q=emporio&region=lombardia" || about[2][1] != "1" {
		t.Errorf("about: %v, %v", about, err)
	}
}

// No cell begins what a spreadsheet would run.
func TestPlainCell(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+39": "'+39", "-appalto": "'-appalto", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1",
		"＝1": "'＝1", "＠x": "'＠x", " =1": "' =1", "\u00a0=1": "'\u00a0=1", "\ufeff=1": "'\ufeff=1", "|cmd": "'|cmd",
		"a=1": "a=1", "": "", "città": "città", "2023–2024": "2023–2024",
	} {
		if got := plainCell(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func FuzzPlainCell(f *testing.F) {
	for _, text := range []string{"=1", " +1", "＠", "", "a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := plainCell(text)
		if !strings.HasSuffix(got, text) {
			t.Errorf("%q became %q", text, got)
		}
		if first, _ := utf8.DecodeRuneInString(got); strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
			t.Errorf("%q begins like a formula", got)
		}
	})
}

func TestFormulasInCases(t *testing.T) {
	t.Parallel()
	h := ownHouse(t)
	text := "---\ntitle: '=HYPERLINK(\"https://evil.example\")'\nsummary: '+cmd'\nstatus: published\nregion: sicilia\nsectors: [lavoro]\n" +
		"public_body: {name: '@Comune'}\nlegal_instrument: coprogettazione\nsources: [{url: \"https://www.example.org/\"}]\n---\n"
	if err := h.save(t.Context(), "formula", []byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := h.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	site, err := New(h.config())
	if err != nil {
		t.Fatal(err)
	}
	rows := sheet(t, get(t, site, "/casi.csv?q=hyperlink").Body.String(), ';')
	if rows[1][2] != `'=HYPERLINK("https://evil.example")` || rows[1][3] != "'+cmd" {
		t.Errorf("row %v", rows[1])
	}
	f, err := excelize.OpenReader(get(t, site, "/casi.xlsx?q=hyperlink").Body)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // read only
	for _, cell := range []string{"C2", "D2", "L2"} {
		if formula, err := f.GetCellFormula("Casi", cell); err != nil || formula != "" {
			t.Errorf("%s is the formula %q, %v", cell, formula, err)
		}
	}
}

// Feeds and sheets hold what the visitor may read, and nothing of the host.
func TestExportsBetrayNothing(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, target := range []string{"/casi.csv", "/casi.xlsx", "/feed.atom", "/sitemap.xml", "/robots.txt", "/casi.csv?lang=en"} {
		w := get(t, site, target, "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "gopher", "Host", "evil.example")
		body := w.Body.String()
		if strings.HasSuffix(target, ".xlsx") {
			f, err := excelize.OpenReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			rows, err := f.GetRows("Casi")
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				body += strings.Join(row, " ")
			}
			f.Close() // read only
		}
		for _, word := range append(hiddenWords, "evil.example", "gopher", "bozza", "solo-membri") {
			if strings.Contains(strings.ToLower(body), word) {
				t.Errorf("%s holds %q", target, word)
			}
		}
	}
	for _, word := range hiddenWords {
		for _, target := range []string{"/casi.csv?q=", "/feed.atom?q="} {
			if body := get(t, site, target+word).Body.String(); strings.Contains(body, "/casi/") {
				t.Errorf("%s%s finds something", target, word)
			}
		}
	}
}

func TestFeed(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	w := get(t, site, "/feed.atom?q=emporio&sort=title&page=2&lang=en")
	if got := w.Header().Get("Content-Type"); got != "application/atom+xml; charset=utf-8" {
		t.Errorf("type %q", got)
	}
	var f struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Link    struct {
				URL string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	if f.ID != "https://casi.example.org/feed.atom?lang=en&q=emporio" || f.Title != "Copratica: cases for “emporio”" || len(f.Entries) != 3 {
		t.Errorf("feed %q %q with %d entries", f.ID, f.Title, len(f.Entries))
	}
	for i, e := range f.Entries {
		if e.ID == "" || e.Title == "" || e.Updated == "" || !strings.HasPrefix(e.Link.URL, "https://casi.example.org/en/casi/") {
			t.Errorf("entry %+v", e)
		}
		if i > 0 && e.Updated > f.Entries[i-1].Updated {
			t.Errorf("%s comes after %s", e.Updated, f.Entries[i-1].Updated)
		}
	}
	if f.Updated != f.Entries[0].Updated {
		t.Errorf("feed of %s, its newest of %s", f.Updated, f.Entries[0].Updated)
	}
	if again := get(t, site, "/feed.atom?q=emporio&lang=en", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("asked again: %d with %d bytes", again.Code, again.Body.Len())
	}
	bare := testSite(t, func(c *Config) { c.BaseURL = "" })
	if body := get(t, bare, "/feed.atom").Body.String(); !strings.Contains(body, "<id>tag:copratica.invalid,2026:/casi/") || strings.Contains(body, "http://example.com") {
		t.Errorf("without a base URL: %.500s", body)
	}
	for _, target := range []string{"/feed.atom?region=atlantide", "/casi.csv?page=0", "/casi.xlsx?q=a*"} {
		if w := get(t, site, target); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", target, w.Code)
		}
	}
}
