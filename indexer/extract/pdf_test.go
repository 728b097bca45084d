package extract

import (
	"bytes"
	"image"
	"os"
	"slices"
	"strings"
	"testing"

	"copratica/content"
	"copratica/indexer/extract/extracttest"
)

// scanPicture is the picture of the scan in the collection, as JPEG.
func scanPicture(t testing.TB) (jpeg []byte, size [2]int) {
	t.Helper()
	data, err := os.ReadFile("testdata/documents/03-scansione.pdf")
	if err != nil {
		t.Fatal(err)
	}
	from, to := bytes.Index(data, []byte("\xff\xd8\xff")), bytes.LastIndex(data, []byte("\xff\xd9"))
	jpeg = data[from : to+2]
	config, _, err := image.DecodeConfig(bytes.NewReader(jpeg))
	if err != nil {
		t.Fatal(err)
	}
	return jpeg, [2]int{config.Width, config.Height}
}

const onScan = "il campanello di ottone suonava a ogni assemblea pubblica"

func TestPDF(t *testing.T) {
	t.Parallel()
	jpeg, size := scanPicture(t)
	text := extracttest.Page{Text: strings.Repeat("Questa pagina dice parole sue, e ne dice quante bastano a essere letta.\n", 3) + "Fine: città."}
	scan := extracttest.Page{Picture: jpeg, Size: size}
	stamped := extracttest.Page{Picture: jpeg, Size: size, Stamp: "Prot. 0012345/2024 del 31/03/2024"}
	for _, test := range []struct {
		name     string
		pdf      extracttest.PDF
		spoil    func([]byte) []byte
		state    content.TextState
		scans    []int
		find     []string
		never    string
		warnings []string
		ocr      []string // found after OCR as well
	}{
		{name: "broken table of places", pdf: extracttest.PDF{Pages: []extracttest.Page{text}},
			spoil: func(b []byte) []byte { return bytes.Replace(b, []byte("startxref\n"), []byte("startxref\n9"), 1) },
			state: content.TextOK, find: []string{"Fine: città."}},
		{name: "places that are all wrong", pdf: extracttest.PDF{Pages: []extracttest.Page{text, text}},
			spoil: func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(" 00000 n"), []byte(" 00001 n")) },
			state: content.TextOK, find: []string{"Fine: città."}},
		{name: "field of a form", pdf: extracttest.PDF{Pages: []extracttest.Page{{Text: text.Text, Field: "Cooperativa La Gru"}}},
			state: content.TextOK, find: []string{"Fine: città.", "Cooperativa La Gru"}},
		{name: "stamp", pdf: extracttest.PDF{Pages: []extracttest.Page{{Text: text.Text, Stamp: "Prot. 77/2024"}}},
			state: content.TextOK, find: []string{"Fine: città.", "Prot. 77/2024"}},
		{name: "script and file inside", pdf: extracttest.PDF{Pages: []extracttest.Page{text}, Script: "app.alert('eseguito')", Embedded: "nascosto"},
			state: content.TextOK, find: []string{"Fine: città."}, never: "eseguito nascosto", warnings: []string{WarnScripts, WarnAttachments}},
		{name: "a page that is not there", pdf: extracttest.PDF{Pages: []extracttest.Page{text, {Missing: true}, {Text: text.Text + "\nDopo la pagina rotta."}}},
			state: content.TextPartial, find: []string{"Dopo la pagina rotta."}},
		{name: "larger than it may be inside", pdf: extracttest.PDF{Pages: []extracttest.Page{text}, Padding: pdfInside},
			state: content.TextOK, find: []string{"Fine: città."}},
		{name: "mixed", pdf: extracttest.PDF{Pages: []extracttest.Page{text, scan, {}, text}},
			state: content.TextPartial, scans: []int{2}, find: []string{"Fine: città."}, ocr: []string{onScan}},
		{name: "scan with a stamp", pdf: extracttest.PDF{Pages: []extracttest.Page{stamped}},
			state: content.TextPartial, scans: []int{1}, find: []string{"Prot. 0012345/2024"}, ocr: []string{onScan}},
		{name: "blank", pdf: extracttest.PDF{Pages: []extracttest.Page{{}}}, state: content.TextEmpty},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			data := test.pdf.Bytes()
			if test.spoil != nil {
				data = test.spoil(data)
			}
			s, pages := read(t, testTools(t, false), "a.pdf", data)
			if s.State != test.state || !slices.Equal(s.Scans, test.scans) || !slices.Equal(s.Warnings, test.warnings) || s.Pages != len(test.pdf.Pages) {
				t.Errorf("%+v", s)
			}
			finds(t, pages, test.find)
			for word := range strings.FieldsSeq(test.never) {
				if strings.Contains(found(pages), word) {
					t.Errorf("found %q", word)
				}
			}
			if test.ocr == nil {
				return
			}
			s, pages = read(t, testTools(t, true), "a.pdf", data)
			if s.State != content.TextOK || len(s.Scans) > 0 {
				t.Errorf("after OCR: %+v", s)
			}
			finds(t, pages, append(test.find, test.ocr...))
		})
	}
}

func finds(t *testing.T, pages map[int]string, phrases []string) {
	t.Helper()
	for _, phrase := range phrases {
		if !strings.Contains(found(pages), phrase) {
			t.Errorf("not found: %q in\n%.2000s", phrase, found(pages))
		}
	}
}
