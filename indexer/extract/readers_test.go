package extract

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"copratica/content"
)

// pack makes an archive of names and texts, in order.
func pack(t testing.TB, entries ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for pair := range slices.Chunk(entries, 2) {
		w, err := z.Create(pair[0])
		if err == nil {
			_, err = w.Write([]byte(pair[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const contentTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`

func docxOf(t testing.TB, body string, parts ...string) []byte {
	t.Helper()
	return pack(t, append([]string{
		"[Content_Types].xml", contentTypes,
		"word/document.xml", `<w:document xmlns:w="w"><w:body>` + body + `</w:body></w:document>`,
	}, parts...)...)
}

func odtOf(t testing.TB, body string, parts ...string) []byte {
	t.Helper()
	return pack(t, append([]string{
		"mimetype", "application/vnd.oasis.opendocument.text",
		"content.xml", `<office:document-content><office:body><office:text>` + body + `</office:text></office:body></office:document-content>`,
	}, parts...)...)
}

func utf16(t *testing.T, text string) string {
	t.Helper()
	out, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestReaders(t *testing.T) {
	t.Parallel()
	letter := "From: =?utf-8?q?Ufficio_di_piano?= <a@example.org>\r\nTo: b@example.org\r\nSubject: =?iso-8859-1?Q?Perch=E9?=\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" +
		"--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n" +
		"--y\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nLa citt=E0 =E8 qui\r\n" +
		"--y\r\nContent-Type: text/html\r\n\r\n<p>la stessa cosa</p>\r\n--y--\r\n" +
		"--x\r\nContent-Type: text/plain; name=nota.txt\r\nContent-Disposition: attachment; filename=nota.txt\r\nContent-Transfer-Encoding: base64\r\n\r\nbm90YSBhbGxlZ2F0YQ==\r\n--x--\r\n"
	for _, test := range []struct {
		name  string
		file  string
		data  []byte
		state content.TextState
		pages []string
	}{
		{"tracked changes", "a.docx", docxOf(t, `<w:p><w:r><w:t>Resta </w:t></w:r><w:del><w:r><w:delText>cancellato</w:delText></w:r></w:del><w:ins><w:r><w:t>aggiunto</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>spostato</w:t></w:r></w:moveFrom></w:p>`), content.TextOK, []string{"Resta aggiunto"}},
		{"boxes once, notes, comments", "a.docx", docxOf(t, `<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>riquadro</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>riquadro</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent><w:t>testo</w:t></w:r></w:p>`,
			"word/footnotes.xml", `<w:footnotes><w:footnote><w:p><w:r><w:t>nota a piè</w:t></w:r></w:p></w:footnote></w:footnotes>`,
			"word/comments.xml", `<w:comments><w:comment><w:p><w:r><w:t>commento</w:t></w:r></w:p></w:comment></w:comments>`,
			"word/header1.xml", `<w:hdr><w:p><w:r><w:t>Comune</w:t></w:r></w:p></w:hdr>`,
			"word/header2.xml", `<w:hdr><w:p><w:r><w:t>Comune</w:t></w:r></w:p></w:hdr>`),
			content.TextOK, []string{"riquadro\ntesto\n\nnota a piè\n\ncommento\n\nComune"}},
		{"pages and tables", "a.docx", docxOf(t, `<w:p><w:r><w:t>uno</w:t><w:br w:type="page"/><w:lastRenderedPageBreak/><w:t>due</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>B</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`), content.TextOK, []string{"uno", "due\nA \tB"}},
		{"no text part", "a.docx", pack(t, "[Content_Types].xml", contentTypes, "word/styles.xml", "<x/>"), content.TextCorrupt, nil},
		{"odt with deletions", "a.odt", odtOf(t, `<text:tracked-changes><text:p>tolto</text:p></text:tracked-changes><text:h>Titolo</text:h><text:p>due<text:s text:c="2"/>spazi<text:note><text:note-body><text:p>nota</text:p></text:note-body></text:note></text:p>`), content.TextOK, []string{"Titolo\ndue  spazi\nnota"}},
		{"odt encrypted", "a.odt", odtOf(t, `x`, "META-INF/manifest.xml", `<manifest:encryption-data/>`), content.TextPasswordRequired, nil},
		{"rtf", "a.rtf", []byte(`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator Prova;}\f0 citt\'e0 \u8364?\par\uc0 {\deleted via}{\b grassetto}\tab\page seconda}`), content.TextOK, []string{"città €\ngrassetto", "seconda"}},
		{"html", "a.html", []byte(`<!doctype html><meta charset=utf-8><title>Titolo</title><style>p{}</style><script>no()</script><p>Uno<p>due <b>tre</b><img alt="figura">`), content.TextOK, []string{"Titolo\n\nUno\ndue tre figura"}},
		{"utf-16", "a.txt", []byte(utf16(t, "perché sì, città per città")), content.TextOK, []string{"perché sì, città per città"}},
		{"windows-1252", "a.txt", []byte("citt\xe0 e 10 \x80"), content.TextOK, []string{"città e 10 €"}},
		{"form feeds", "a.txt", []byte("uno\fdue\f"), content.TextOK, []string{"uno", "due"}},
		{"csv", "a.csv", []byte("voce;importo\npersonale;300\n"), content.TextOK, []string{"voce;importo\npersonale;300"}},
		{"xml", "a.xml", []byte(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x><a>uno</a><b>due &e;</b></x>`), content.TextOK, []string{"uno\ndue &e;"}},
		{"mail", "a.eml", []byte(letter), content.TextOK, []string{"Da: Ufficio di piano <a@example.org>\nA: b@example.org\nOggetto: Perché\n\nLa città è qui", "nota.txt\nnota allegata"}},
		{"archive", "a.zip", pack(t, "../../atti/uno.txt", "primo", "__MACOSX/x", "no", "due.txt", "secondo", "b.zip", string(pack(t, "c.txt", "annidato"))), content.TextOK, []string{"../../atti/uno.txt\nprimo", "due.txt\nsecondo"}},
		{"empty archive", "a.zip", pack(t), content.TextEmpty, nil},
		{"not what it says", "a.pdf", []byte("<html><body>ciao"), content.TextOK, []string{"ciao"}},
		{"a program", "a.exe", []byte("MZ\x90\x00\x03" + strings.Repeat("\x00", 80)), content.TextUnsupported, nil},
		{"old document", "a.doc", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), content.TextUnsupported, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tools := &Tools{}
			s, pages := read(t, tools, test.file, test.data)
			var got []string
			for n := range s.Pages {
				got = append(got, pages[n+1])
			}
			if s.State != test.state {
				t.Errorf("state %s (%s), want %s", s.State, s.Reason, test.state)
			}
			if diff := cmp.Diff(test.pages, got); diff != "" {
				t.Errorf("pages (-want +got):\n%s", diff)
			}
		})
	}
}

// What would take too much ends as a state, with what was read before it.
func TestLimits(t *testing.T) {
	t.Parallel()
	many := make([]string, 0, 20_000)
	for i := range 10_000 {
		many = append(many, fmt.Sprint(i, ".txt"), "x")
	}
	for name, test := range map[string]struct {
		file  string
		data  []byte
		state content.TextState
	}{
		"deep xml":     {"a.xml", []byte(`<?xml version="1.0"?>` + strings.Repeat("<a>", 200_000)), content.TextTooLarge},
		"deep docx":    {"a.docx", docxOf(t, `<w:p><w:r><w:t>prima</w:t></w:r></w:p>`+strings.Repeat("<w:x>", 2000)), content.TextPartial},
		"deep rtf":     {"a.rtf", []byte(`{\rtf1 prima ` + strings.Repeat("{", 200_000)), content.TextPartial},
		"many entries": {"a.zip", pack(t, many...), content.TextTooLarge},
		"deep mail":    {"a.eml", []byte("From: a@b\r\n" + nestedParts(20)), content.TextPartial},
		"picture":      {"a.gif", []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00;"), content.TextTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := read(t, &Tools{}, test.file, test.data)
			if s.State != test.state || s.Reason == "" {
				t.Errorf("state %s (%s), want %s", s.State, s.Reason, test.state)
			}
		})
	}
}

// nestedParts is a part of a message inside another one, so many deep.
func nestedParts(depth int) string {
	if depth == 0 {
		return "Content-Type: text/plain\r\n\r\nfondo\r\n"
	}
	x := fmt.Sprint("x", depth)
	return "Content-Type: multipart/mixed; boundary=" + x + "\r\n\r\n--" + x + "\r\n" + nestedParts(depth-1) + "\r\n--" + x + "--\r\n"
}
