package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// reading is how long a test waits until acts are read: ten times what a few
// take on an idle machine, with OCR and a bomb that is given all its time.
const reading = 10 * time.Minute

// documents is the collection that the extractor is tested with.
const documents = "../../indexer/extract/testdata/documents"

// actsCase is a case with documents of the collection.
func actsCase(t *testing.T, id string, names ...string) testCase {
	t.Helper()
	c := testCase{id: id, word: "qwactsz" + id, files: map[string]string{}}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(documents, name))
		must(t, err)
		c.files[name] = string(data)
	}
	return c
}

type apiActs struct {
	Total int `json:"total"`
	Hits  []struct {
		Case       string `json:"case"`
		Attachment string `json:"attachment"`
		Page       int    `json:"page"`
		TextURL    string `json:"text_url"`
	} `json:"hits"`
}

// findsAct waits until a phrase is found in one act.
func (s *served) findsAct(t *testing.T, phrase, id, file string) {
	t.Helper()
	waitFor(t, reading, func() string {
		var r apiActs
		if status := s.getJSON(t, "/api/v1/passages?q="+url.QueryEscape(`"`+phrase+`"`), &r); status != http.StatusOK {
			return fmt.Sprintf("status %d", status)
		}
		if r.Total != 1 || r.Hits[0].Case != id || r.Hits[0].Attachment != file || r.Hits[0].Page != 1 {
			return fmt.Sprintf("%q is found in %+v, want %s of %s", phrase, r, file, id)
		}
		return ""
	})
}

// What comes in with a case is searchable by its acts' words: by file and page,
// whatever the format, and what cannot be read says why and hurts nobody.
func TestActsFromImportToSearch(t *testing.T) {
	t.Parallel()
	data, in := filepath.Join(t.TempDir(), "data"), t.TempDir()
	actsCase(t, "leggibili", "01-testo.pdf", "03-scansione.pdf", "04-relazione.docx", "07-bilancio.xlsx", "12-convenzione.pdf.p7m").write(t, in)
	actsCase(t, "ostili", "18-cifrato.pdf", "19-troncato.pdf", "20-bomba.docx", "21-bomba.pdf", "23-html-chiamato.pdf").write(t, in)
	s := serve(t, "--data", data)
	mustRun(t, "import", "--data", data, in)
	s.finds(t, "qwactszleggibili", "leggibili") // the case is there before its acts are read

	for _, a := range []struct{ phrase, id, file string }{
		{"le lanterne di carta cerata illuminarono il cortile", "leggibili", "01-testo.pdf"},
		{"la falegnameria sociale restaurò quaranta sedie", "leggibili", "04-relazione.docx"},
		{"la convenzione fu sottoscritta con firma digitale", "leggibili", "12-convenzione.pdf.p7m"},
		{"il campanello di ottone suonava a ogni assemblea", "leggibili", "03-scansione.pdf"},
		{"la ludoteca travestita", "ostili", "23-html-chiamato.pdf"},
	} {
		s.findsAct(t, a.phrase, a.id, a.file)
	}
	waitFor(t, reading, func() string {
		if r := s.search(t, "mongolfiera ancorata"); r.Total != 1 || r.Hits[0].ID != "leggibili" {
			return fmt.Sprintf("the sheet's words find %+v", r)
		}
		return ""
	})
	want := map[string][]string{
		"18-cifrato.pdf": {"password_required"}, "19-troncato.pdf": {"corrupt"}, "20-bomba.docx": {"partial", "too_large"},
		"21-bomba.pdf": {"timeout", "too_large"}, "23-html-chiamato.pdf": {"ok"},
	}
	waitFor(t, reading, func() string {
		var c struct {
			Attachments []struct{ File, State string } `json:"attachments"`
		}
		s.getJSON(t, "/api/v1/cases/ostili", &c)
		for _, a := range c.Attachments {
			if !slices.Contains(want[a.File], a.State) {
				return fmt.Sprintf("%s is %s, want %v", a.File, a.State, want[a.File])
			}
		}
		return ""
	})
	has(t, "reindex --extract", mustRun(t, "reindex", "--extract", "--data", data).err, "10 files will be read anew")
	s.findsAct(t, "la convenzione fu sottoscritta con firma digitale", "leggibili", "12-convenzione.pdf.p7m")
	s.stop()
	if r := mustRun(t, "verify", "--data", data); !strings.Contains(r.out, "10 texts") {
		t.Errorf("verify:\n%s", r.out)
	}
}

// A certificate's fiscal code goes no further than the file it came in: it is
// in no record, no index, no page and no log.
func TestFiscalCodesStayInTheFile(t *testing.T) {
	t.Parallel()
	const code, file = "RSSMRA70A01H501X", "verbale-ber.txt.p7m"
	signed, err := os.ReadFile("../../indexer/extract/testdata/signed/" + file)
	must(t, err)
	if !strings.Contains(string(signed), code) {
		t.Fatal("the certificate has no fiscal code: the test tests nothing")
	}
	data := filepath.Join(t.TempDir(), "data")
	s := serve(t, "--data", data)
	mustRun(t, "import", "--data", data, testCase{id: "firmato", word: "qbabix", files: map[string]string{file: string(signed)}}.write(t, t.TempDir()))
	s.findsAct(t, "Il melograno della corte", "firmato", file)
	for _, path := range []string{
		"/casi/firmato", "/casi/firmato/allegati/" + file + "/testo", "/api/v1/cases/firmato", "/api/v1/passages?q=melograno", "/atti?q=melograno", "/casi?q=melograno", "/feed.atom",
	} {
		status, body, err := s.get(path)
		if err != nil || status != http.StatusOK || strings.Contains(strings.ToUpper(string(body)), code) {
			t.Errorf("%s: status %d, %v; it may tell the code", path, status, err)
		}
	}
	_, body, err := s.get("/api/v1/cases/firmato")
	if err != nil || !strings.Contains(string(body), "Mario Prova") {
		t.Errorf("who signed is not told: %v\n%s", err, body)
	}
	for _, q := range []string{code, "TINIT-" + code} {
		s.finds(t, q)
		var r apiActs
		if status := s.getJSON(t, "/api/v1/passages?q="+q, &r); status != http.StatusOK || r.Total != 0 {
			t.Errorf("acts with %s: status %d, %d", q, status, r.Total)
		}
	}
	r := s.stop()
	must(t, filepath.WalkDir(data, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(name, filepath.Join(data, "blobs")) {
			return err
		}
		kept, err := os.ReadFile(name)
		if strings.Contains(strings.ToUpper(string(kept)), code) {
			t.Errorf("%s has the code", name)
		}
		return err
	}))
	if strings.Contains(r.err, code) {
		t.Errorf("the log has the code:\n%s", r.err)
	}
}
