package extract

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"copratica/content"
)

// An expected is what a document of the collection must yield.
type expected struct {
	File        string                 `json:"file"`
	Mime        string                 `json:"mime"`
	Inner       []string               `json:"inner"`
	Pages       int                    `json:"pages"`
	Needs       string                 `json:"needs"`
	Find        []string               `json:"find"`
	MustNotFind []string               `json:"must_not_find"`
	Signers     []string               `json:"signers"`
	State       any                    `json:"state"`
	Warning     string                 `json:"warning"`
	WithoutOCR  struct{ State string } `json:"without_ocr"`
}

// states are those a document may end in.
func (e expected) states(ocr bool) []string {
	if e.Needs == "ocr" && !ocr {
		return []string{e.WithoutOCR.State}
	}
	switch s := e.State.(type) {
	case string:
		return []string{s}
	case []any:
		var all []string
		for _, one := range s {
			all = append(all, fmt.Sprint(one))
		}
		return all
	default:
		return []string{string(content.TextOK)}
	}
}

// collection reads expected.json.
func collection(t *testing.T) []expected {
	t.Helper()
	text, err := os.ReadFile("testdata/documents/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		CommonFind []string   `json:"common_find"`
		CommonIn   []string   `json:"common_in"`
		Files      []expected `json:"files"`
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for i, e := range all.Files {
		if slices.Contains(all.CommonIn, e.File[:2]) {
			all.Files[i].Find = append(all.Files[i].Find, all.CommonFind...)
		}
	}
	return all.Files
}

// found is a text as phrases are looked for in it: on one line, with straight
// apostrophes.
func found(pages map[int]string) string {
	var all []string
	for n := range len(pages) {
		all = append(all, pages[n+1])
	}
	text := strings.ReplaceAll(strings.Join(all, "\n"), "’", "'")
	return strings.Join(strings.Fields(text), " ")
}

// read reads a document in this process, then its pictures by OCR if asked.
func read(t *testing.T, tools *Tools, name string, data []byte) (Summary, map[int]string) {
	t.Helper()
	pages := map[int]string{}
	var asked []int
	keep := func(n int, text string) error {
		if asked == nil || slices.Contains(asked, n) {
			pages[n] = text
		}
		return nil
	}
	opts := Options{Limits: DefaultLimits()}
	s, err := tools.Read(t.Context(), name, data, opts, keep)
	if err != nil {
		t.Fatal(err)
	}
	if tools.Tesseract != "" && len(s.Scans) > 0 {
		opts.Scan, asked = s.Scans, s.Scans
		if s, err = tools.Read(t.Context(), name, data, opts, keep); err != nil {
			t.Fatal(err)
		}
	}
	return s, pages
}

func TestDocuments(t *testing.T) {
	for _, ocr := range []bool{false, true} {
		t.Run(fmt.Sprint("ocr ", ocr), func(t *testing.T) {
			tools := testTools(t, ocr)
			phrases, missed := 0, 0
			for _, e := range collection(t) {
				t.Run(e.File, func(t *testing.T) {
					data, err := os.ReadFile(filepath.Join("testdata/documents", e.File))
					if err != nil {
						t.Fatal(err)
					}
					s, pages := read(t, tools, e.File, data)
					e.check(t, ocr, s, pages)
					text := found(pages)
					if e.Needs == "ocr" && !ocr {
						return
					}
					for _, phrase := range e.Find {
						phrases++
						if !strings.Contains(text, phrase) && !mayMiss(e, s) {
							missed++
							t.Errorf("not found: %q in\n%.3000s", phrase, text)
						}
					}
				})
			}
			t.Logf("%d of %d phrases found", phrases-missed, phrases)
		})
	}
}

// mayMiss reports a document that is allowed to end without its text.
func mayMiss(e expected, s Summary) bool {
	return s.State != content.TextOK && s.State != content.TextPartial && slices.Contains(e.states(true), string(s.State))
}

// check compares all but the phrases to find.
func (e expected) check(t *testing.T, ocr bool, s Summary, pages map[int]string) {
	t.Helper()
	empty := e.File == "24-disegno.svg" && s.State == content.TextEmpty // it may have no words
	if want := e.states(ocr); !empty && !slices.Contains(want, string(s.State)) {
		t.Errorf("state %s (%s), want %v", s.State, s.Reason, want)
	}
	if e.Mime != "" && s.Type != e.Mime && s.State != content.TextEmpty {
		t.Errorf("type %s, want %s", s.Type, e.Mime)
	}
	if !slices.Equal(s.Inner, e.Inner) {
		t.Errorf("inside %v, want %v", s.Inner, e.Inner)
	}
	if e.Pages > 0 && s.Pages != e.Pages {
		t.Errorf("%d pages, want %d", s.Pages, e.Pages)
	}
	if e.File[:2] != "17" && !slices.Equal(slices.Sorted(slices.Values(s.Signers)), slices.Sorted(slices.Values(e.Signers))) {
		t.Errorf("signers %v, want %v", s.Signers, e.Signers)
	}
	if e.Warning != "" && !slices.Contains(s.Warnings, e.Warning) || e.Warning == "" && len(s.Warnings) > 0 && e.File[:2] != "25" {
		t.Errorf("warnings %v, want %q", s.Warnings, e.Warning)
	}
	for _, phrase := range e.MustNotFind {
		if strings.Contains(found(pages), phrase) {
			t.Errorf("found: %q", phrase)
		}
	}
}

// testTools are tools with compiled code kept beside that of other tests.
func testTools(t *testing.T, ocr bool) *Tools {
	t.Helper()
	tools := &Tools{Cache: testCache(t)}
	if ocr {
		program, err := exec.LookPath("tesseract")
		if err != nil {
			t.Fatal("tesseract is missing: apt-get install tesseract-ocr tesseract-ocr-ita")
		}
		tools.Tesseract = program
	}
	t.Cleanup(func() {
		if err := tools.Close(); err != nil {
			t.Error(err)
		}
	})
	return tools
}

// testCache is where code that takes seconds to compile is kept between tests.
func testCache(t testing.TB) string {
	t.Helper()
	dir, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "copratica", "pdfium")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}
