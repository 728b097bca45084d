package extract

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"copratica/indexer/extract/extracttest"
)

// fuzz reads whatever comes as a file of one name, under small limits.
func fuzz(f *testing.F, name string, seeds ...[]byte) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	limits := Limits{Pages: 50, Text: 1 << 16, Unpacked: 1 << 20, Entries: 50, Depth: 64, Levels: 3}
	tools := &Tools{Cache: testCache(f)}
	f.Cleanup(func() { _ = tools.Close() })
	f.Fuzz(func(t *testing.T, data []byte) {
		total := 0
		opts := Options{Limits: limits, Preview: func([]byte) error { return nil }}
		s, err := tools.Read(t.Context(), name, data, opts, func(n int, text string) error {
			if total += len(text); n > limits.Pages || total > 2*limits.Text {
				return errors.New("beyond the limits")
			}
			return nil
		})
		if err != nil || s.State == "" || strings.ContainsAny(s.Reason, "\x00\n") {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

// sample is a file of testdata.
func sample(f *testing.F, name string) []byte {
	f.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		f.Fatal(err)
	}
	return data
}

func FuzzPDF(f *testing.F) {
	fuzz(f, "a.pdf", extracttest.PDF{Pages: []extracttest.Page{{Text: "testo", Stamp: "timbro", Field: "campo"}}, Script: "x()", Embedded: "y"}.Bytes())
}

func FuzzDOCX(f *testing.F) { fuzz(f, "a.docx", docxOf(f, para("testo"))) }
func FuzzXLSX(f *testing.F) { fuzz(f, "a.xlsx", sample(f, "documents/07-bilancio.xlsx")) }
func FuzzPPTX(f *testing.F) { fuzz(f, "a.pptx", slidesOf(f)) }
func FuzzODT(f *testing.F)  { fuzz(f, "a.odt", odtOf(f, `<text:p>testo</text:p>`)) }

// The parts of office documents are XML in a zip archive, which hides them from
// the fuzzer: here it writes the part itself.
func FuzzOfficeParts(f *testing.F) {
	f.Add(para("testo")+`<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>`, "a.docx")
	f.Add(`<office:body><table:table table:name="a"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:body>`, "a.ods")
	f.Add(`<office:body><draw:page><text:p>x</text:p></draw:page><draw:page/></office:body>`, "a.odp")
	f.Add(`<style:style style:name="P"/><text:p text:style-name="P">a<text:s text:c="3"/><text:soft-page-break/></text:p>`, "a.odt")
	limits := Limits{Pages: 50, Text: 1 << 16, Unpacked: 1 << 20, Entries: 50, Depth: 64, Levels: 3}
	f.Fuzz(func(t *testing.T, part, name string) {
		var data []byte
		switch name {
		case "a.docx":
			data = docxOf(t, part)
		case "a.ods":
			data = odfOf(t, "spreadsheet", part)
		case "a.odp":
			data = odfOf(t, "presentation", part)
		default:
			name, data = "a.odt", odfOf(t, "text", part, "styles.xml", part)
		}
		s, err := Read(t.Context(), name, data, Options{Limits: limits}, func(int, string) error { return nil })
		if err != nil || s.State == "" {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

func FuzzRTF(f *testing.F) {
	fuzz(f, "a.rtf", []byte(`{\rtf1\ansi citt\'e0 \u8364? {\*\x y}\bin3 abc\deleted z\deleted0{\shptxt r}\par}`))
}
func FuzzHTML(f *testing.F) { fuzz(f, "a.html", []byte(`<html><p>testo<script>x</script>`)) }
func FuzzText(f *testing.F) {
	fuzz(f, "a.txt", []byte("testo\fdue"), []byte("\xff\xfea\x00"), []byte("citt\x85"))
}
func FuzzXML(f *testing.F) {
	fuzz(f, "a.xml", []byte(`<?xml version="1.0" encoding="latin1"?><a>uno<b/>due</a>`))
}
func FuzzMail(f *testing.F) {
	fuzz(f, "a.eml", []byte("From: a@b\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\ntesto\r\n--x--"))
}
func FuzzZip(f *testing.F) { fuzz(f, "a.zip", pack(f, "a.txt", "testo")) }
func FuzzCMS(f *testing.F) {
	fuzz(f, "a.p7m", append([]byte{0x30, 0x80}, oidSignedData...), []byte("MIAGCSqGSIb3DQEHAqCA"), sample(f, "signed/verbale-ber.txt.p7m"))
}
func FuzzPicture(f *testing.F) {
	fuzz(f, "a.tif", tiffOf(2), []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"))
}

// FuzzChild is what a parent hears from a child that says anything.
func FuzzChild(f *testing.F) {
	f.Add([]byte(`{"number":1,"text":"a"}{"done":{"state":"ok"}}{"preview":"AA=="}{"end":true}`))
	f.Add([]byte(`{"number":-1}{"number":99999999}{"end":true}`))
	f.Fuzz(func(t *testing.T, said []byte) {
		c := &child{from: &cappedReader{from: bytes.NewReader(said), left: childOutput}}
		c.decode = json.NewDecoder(c.from)
		p, err := c.receive()
		if err == nil && p.State == "" || p.Pages < 0 || len(p.inOrder()) > DefaultLimits().Pages {
			t.Errorf("%+v, %v", p, err)
		}
	})
}
