package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"copratica/content"
	"copratica/indexer"
)

// Words planted where a visitor may not look, by where they stand. None is like
// another, or like a word of the cases.
var planted = map[string]string{
	"text of an act for members":        "brulontazzo",
	"title of an act for members":       "spirzamento",
	"number of an act for members":      "glofendaro",
	"text of an act for staff":          "tramicolupo",
	"issuer of an act for staff":        "pesturvignolo",
	"text of a file that nobody listed": "vellandrusco",
	"section for members":               "zoccavertino",
	"office of the contact for members": "frunzabello",
	"title of a draft":                  "mugliardente",
	"act of a draft":                    "quercibondo",
	"case for members":                  "stralunfizio",
	"act of a case for members":         "droghimarta",
	"act of a withdrawn case":           "lanternuzzolo",
}

// absent stands nowhere: what a planted word gives must be what this one gives.
const absent = "ghirbespanto"

func plantedCases() map[string]string {
	const head = "region: lombardia\nyears: [2024]\nsectors: [abitare]\npublic_body: {name: Comune di Prova, type: comune}\n" +
		"legal_instrument: coprogettazione\nsummary: Un caso di prova.\n"
	p := planted
	return map[string]string{
		"aperto": "---\ntitle: Un caso aperto\nstatus: published\n" + head +
			"contact: {office: \"" + p["office of the contact for members"] + "\", access: members}\n" +
			"sections_access: {difficolta: members}\nphases: [{phase: tavolo, documents: [palese.pdf, nascosto-membri.pdf]}]\nattachments:\n" +
			"  - {file: palese.pdf, title: Avviso, kind: avviso-pubblico, access: public}\n" +
			"  - {file: nascosto-membri.pdf, title: \"" + p["title of an act for members"] + "\", kind: verbale-di-tavolo, number: \"" + p["number of an act for members"] + "\", access: members}\n" +
			"  - {file: nascosto-staff.pdf, issuer: \"" + p["issuer of an act for staff"] + "\", access: staff}\n" +
			"---\n## Contesto\nTesto aperto.\n\n## Difficoltà\nQui " + p["section for members"] + " soltanto.\n",
		"nascosto-bozza": "---\ntitle: Bozza " + p["title of a draft"] + "\nstatus: draft\n" + head +
			"attachments: [{file: nascosto-bozza.pdf, access: public}]\n---\n",
		"nascosto-riservato": "---\ntitle: Riservato\nstatus: published\naccess: members\n" + head +
			"attachments: [{file: nascosto-riservato.pdf, access: public}]\n---\n## Contesto\nQui " + p["case for members"] + ".\n",
		"nascosto-ritirato": "---\ntitle: Ritirato\nstatus: withdrawn\n" + head +
			"attachments: [{file: nascosto-ritirato.pdf, access: public}]\n---\n",
	}
}

// plantedFiles are the acts by case, with their text.
func plantedFiles() map[string]map[string]string {
	p := planted
	return map[string]map[string]string{
		"aperto": {
			"palese.pdf": "Il testo palese dell'avviso.", "nascosto-membri.pdf": "Qui " + p["text of an act for members"] + ".",
			"nascosto-staff.pdf": "Qui " + p["text of an act for staff"] + ".", "nascosto-sparso.pdf": "Qui " + p["text of a file that nobody listed"] + ".",
		},
		"nascosto-bozza":     {"nascosto-bozza.pdf": "Qui " + p["act of a draft"] + "."},
		"nascosto-riservato": {"nascosto-riservato.pdf": "Qui " + p["act of a case for members"] + "."},
		"nascosto-ritirato":  {"nascosto-ritirato.pdf": "Qui " + p["act of a withdrawn case"] + "."},
	}
}

// plantedHouse is a house with those cases, every act read and with a preview.
func plantedHouse(t *testing.T) *house {
	t.Helper()
	h, ctx := ownHouse(t), context.Background()
	if err := h.blobs.Put(ctx, content.DigestOf([]byte("jpeg")).Key(), strings.NewReader("jpeg"), 4, "image/jpeg"); err != nil {
		t.Fatal(err)
	}
	for id, text := range plantedCases() {
		d := content.Draft{ID: id, Text: []byte(text), Expect: content.AnyRevision}
		for name := range plantedFiles()[id] {
			d.Files = append(d.Files, content.Upload{Name: name, Open: func() (io.ReadCloser, error) {
				return io.NopCloser(strings.NewReader(id + " " + name)), nil
			}})
		}
		if _, err := h.library.Save(ctx, content.Principal{Role: content.RoleEditor}, d); err != nil {
			t.Fatal(err)
		}
		for name, page := range plantedFiles()[id] {
			text := content.Text{
				Digest: content.DigestOf([]byte(id + " " + name)), State: content.TextOK, Pages: []string{page},
				Signers: []string{"Firma nascosta"}, Preview: content.Preview{Digest: content.DigestOf([]byte("jpeg")), Size: 4},
			}
			if name == "palese.pdf" {
				text.Signers = nil
			}
			if err := h.store.PutText(ctx, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := h.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	return h
}

// The words are where they were planted: staff find them.
func TestPlantedWordsAreThere(t *testing.T) {
	t.Parallel()
	h := plantedHouse(t)
	f, editor := indexer.NewFinder(h.index, h.library), content.Principal{Role: content.RoleEditor}
	for where, word := range planted {
		if strings.HasPrefix(where, "number") || strings.HasPrefix(where, "issuer") || strings.HasPrefix(where, "office") {
			continue // shown, not searched
		}
		q, _, err := indexer.ParseQuery(url.Values{"q": {word}}, editor.Sight(), h.library.Taxonomy())
		if err != nil {
			t.Fatal(err)
		}
		a, err := f.Search(t.Context(), editor, q)
		if err != nil || a.Total != 1 {
			t.Errorf("%s: staff find %d, %v; want 1", where, a.Total, err)
		}
	}
}

// plantedAddresses are all that a visitor may ask for with GET, of the cases here.
func plantedAddresses(routes []string) []string {
	var out []string
	for _, route := range routes {
		if !strings.Contains(route, ":id") {
			out = append(out, strings.Replace(route, ":name", "assente", 1))
			continue
		}
		for id, files := range plantedFiles() {
			of := strings.Replace(route, ":id", id, 1)
			if !strings.Contains(of, ":file") {
				out = append(out, of)
				continue
			}
			for name := range files {
				out = append(out, strings.Replace(of, ":file", name, 1))
			}
		}
	}
	return out
}

var requestIDs = regexp.MustCompile(`\b[0-9a-f]{16}\b`)

// No address of the site gives away a word that its reader may not read: not as
// text, and not by answering otherwise than to a word that is nowhere.
func TestNothingBetraysPlantedWords(t *testing.T) {
	t.Parallel()
	site := plantedHouse(t).site(t)
	var routes []string
	for _, r := range site.Routes() {
		if r.Method == http.MethodGet && r.Path != "/readyz" {
			routes = append(routes, r.Path)
		}
	}
	if len(routes) < 30 {
		t.Fatalf("only %d routes", len(routes))
	}
	answer := func(target string) (int, string) {
		w := get(t, site, target)
		if strings.HasPrefix(target, "/casi.xlsx") && w.Code == http.StatusOK {
			return w.Code, sheetText(t, w.Body)
		}
		return w.Code, requestIDs.ReplaceAllString(w.Body.String(), "")
	}
	for _, target := range plantedAddresses(routes) {
		status, plain := answer(target)
		for where, word := range planted {
			if strings.Contains(plain, word) {
				t.Errorf("%s shows the %s", target, where)
			}
		}
		if hidden := strings.Contains(target, "nascosto-"); hidden && status != http.StatusNotFound {
			t.Errorf("%s: status %d", target, status)
		} else if !hidden && (strings.Contains(plain, "nascosto-") || strings.Contains(plain, "nascosta")) {
			t.Errorf("%s names what is hidden", target)
		}
		for _, form := range []string{"%s", "%s*", "caso %s"} {
			ask := func(word string) (int, string) {
				status, body := answer(target + "?q=" + url.QueryEscape(strings.Replace(form, "%s", word, 1)))
				return status, strings.ReplaceAll(body, word, "§")
			}
			wantStatus, want := ask(absent)
			for where, word := range planted {
				if status, got := ask(word); status != wantStatus || got != want {
					t.Errorf("%s answers %q otherwise for the %s", target, form, where)
				}
			}
		}
	}
}

// sheetText is what stands in the cells of a workbook.
func sheetText(t *testing.T, r io.Reader) string {
	t.Helper()
	f, err := excelize.OpenReader(r)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // in memory
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, sheet, rows)
	}
	return b.String()
}

// A preview is served as a picture, once.
func TestPreview(t *testing.T) {
	t.Parallel()
	site := plantedHouse(t).site(t)
	const target = "/casi/aperto/allegati/palese.pdf/anteprima"
	w := get(t, site, target)
	if w.Code != http.StatusOK || w.Body.String() != "jpeg" {
		t.Fatalf("status %d, %q", w.Code, w.Body)
	}
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex", "Cache-Control": "private, no-cache",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if again := get(t, site, target, "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("asked again: status %d", again.Code)
	}
	img := parsePage(t, get(t, site, "/casi/aperto")).one(t, "ul.acts-list").one(t, "img")
	for name, want := range map[string]string{"src": target, "alt": "Prima pagina di «Avviso»", "loading": "lazy", "width": "96", "height": "136"} {
		if got := img.attr(name); got != want {
			t.Errorf("img %s is %q, want %q", name, got, want)
		}
	}
}
