package extract

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"copratica/content"
	"copratica/indexer/extract/extracttest"
)

// Mail and archives are read with what is in them, each document under its
// name; one that cannot be read does not keep the others from it.
func TestPackets(t *testing.T) {
	t.Parallel()
	docx := base64.StdEncoding.EncodeToString(docxOf(t, para("allegato Word")))
	packed := base64.StdEncoding.EncodeToString(pack(t, "uno.txt", "nel pacco", "due.zip", string(pack(t, "tre.txt", "troppo dentro"))))
	attach := func(disposition, data string) string {
		return "--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; " + disposition +
			"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + data + "\r\n"
	}
	letter := func(parts ...string) []byte {
		return []byte("Received: from x\r\nFrom: a@example.org\r\nSubject: =?utf-8?b?UGVyY2jDqQ==?=\r\nMIME-Version: 1.0\r\n" +
			"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>corpo<script>no()</script>\r\n" +
			strings.Join(parts, "") + "--x--\r\n")
	}
	head := "Da: a@example.org\nOggetto: Perché\n\ncorpo"
	pdf := extracttest.PDF{Pages: []extracttest.Page{{Text: "pagina uno"}, {Text: "pagina due"}}}.Bytes()
	dos, err := charmap.CodePage850.NewEncoder().String("perché.txt")
	if err != nil {
		t.Fatal(err)
	}
	locked := pack(t, "chiuso.txt", "x")
	for _, sign := range []string{"PK\x03\x04", "PK\x01\x02"} {
		at := bytes.Index(locked, []byte(sign)) + map[string]int{"PK\x03\x04": 6, "PK\x01\x02": 8}[sign]
		locked[at] |= zipEncrypted
	}
	for _, test := range []struct {
		name, file string
		data       []byte
		state      content.TextState
		warnings   []string
		pages      []string
	}{
		{"documents in mail", "a.eml", letter(attach(`filename*=utf-8''relazione%20citt%C3%A0.docx`, docx)), content.TextOK, nil,
			[]string{head, "relazione città.docx\nallegato Word"}},
		{"an archive in mail, one level deep", "a.eml", letter(attach(`filename="=?utf-8?q?pi=C3=B9.zip?="`, packed)), content.TextOK, []string{WarnEntries},
			[]string{head, "uno.txt\nnel pacco"}},
		{"an attachment that is broken", "a.eml", letter(attach(`filename=rotto.docx`, "****"), attach(`filename=sano.docx`, docx)), content.TextOK, []string{WarnEntries},
			[]string{head, "sano.docx\nallegato Word"}},
		{"a message in a message", "a.eml", letter("--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@example.org\r\n\r\ndentro\r\n"), content.TextOK, nil,
			[]string{head, "messaggio.eml\nDa: b@example.org\n\ndentro"}},
		{"documents in an archive", "a.zip", pack(t, "atti/a.pdf", string(pdf), dos, "DOS"), content.TextOK, nil,
			[]string{"atti/a.pdf\npagina uno", "atti/a.pdf\npagina due", "perché.txt\nDOS"}},
		{"an archive with a password", "a.zip", locked, content.TextPasswordRequired, []string{WarnEntries}, nil},
		{"names that climb", "a.zip", pack(t, "../../../etc/passwd", "uno", "/tmp/x", "due", `C:\x.txt`, "tre"), content.TextOK, nil,
			[]string{"../../../etc/passwd\nuno", "/tmp/x\ndue", `C:\x.txt` + "\ntre"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, pages := read(t, testTools(t, false), test.file, test.data)
			if s.State != test.state || !slices.Equal(s.Warnings, test.warnings) {
				t.Errorf("%+v", s)
			}
			if diff := cmp.Diff(test.pages, inOrder(s, pages)); diff != "" {
				t.Errorf("pages (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCharsets(t *testing.T) {
	t.Parallel()
	const text = "La città è più bella perché c’è attività: «così» disse. Qualità, libertà, però."
	plain := strings.NewReplacer("’", "'").Replace(text)
	for name, e := range map[string]*charmap.Charmap{
		"Windows-1252": charmap.Windows1252, "ISO-8859-1": charmap.ISO8859_1, "DOS": charmap.CodePage850, "Macintosh": charmap.Macintosh,
	} {
		want := text
		if name == "ISO-8859-1" || name == "DOS" { // they have no such apostrophe
			want = plain
		}
		data, err := e.NewEncoder().Bytes([]byte(want))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range []string{"a.txt", "a.csv", "a.md"} {
			s, pages := read(t, &Tools{}, file, data)
			if diff := cmp.Diff([]string{want}, inOrder(s, pages)); diff != "" || s.State != content.TextOK || len(s.Warnings) > 0 {
				t.Errorf("%s, %s: %+v (-want +got):\n%s", name, file, s, diff)
			}
		}
	}
}

// tiffOf is a picture of several pages, 1 by 1 point each.
func tiffOf(pages int) []byte {
	b := binary.LittleEndian.AppendUint32([]byte("II*\x00"), 12)
	b = append(b, 0x80, 0, 0, 0) // the point
	for n := range pages {
		tags := [][2]uint32{{256, 1}, {257, 1}, {258, 8}, {259, 1}, {262, 1}, {273, 8}, {277, 1}, {278, 1}, {279, 1}}
		b = binary.LittleEndian.AppendUint16(b, uint16(len(tags)))
		for _, tag := range tags {
			b = binary.LittleEndian.AppendUint16(b, uint16(tag[0]))
			b = binary.LittleEndian.AppendUint16(b, 4)
			b = binary.LittleEndian.AppendUint32(b, 1)
			b = binary.LittleEndian.AppendUint32(b, tag[1])
		}
		next := uint32(0)
		if n < pages-1 {
			next = uint32(len(b) + 4)
		}
		b = binary.LittleEndian.AppendUint32(b, next)
	}
	return b
}

func TestPictures(t *testing.T) {
	t.Parallel()
	var small bytes.Buffer
	if err := png.Encode(&small, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	flood := slices.Clone(small.Bytes()) // claims to be 100,000 points wide and high
	binary.BigEndian.PutUint32(flood[16:], 100_000)
	binary.BigEndian.PutUint32(flood[20:], 100_000)
	binary.BigEndian.PutUint32(flood[29:], crc32.ChecksumIEEE(flood[12:29]))
	circle := tiffOf(1)
	binary.LittleEndian.PutUint32(circle[len(circle)-4:], 12) // its next page is itself
	for _, test := range []struct {
		name, file string
		data       []byte
		state      content.TextState
		scans      []int
	}{
		{"one", "a.png", small.Bytes(), content.TextNoTextLayer, []int{1}},
		{"pages of a TIFF", "a.tif", tiffOf(3), content.TextNoTextLayer, []int{1, 2, 3}},
		{"a TIFF without end", "a.tif", circle, content.TextNoTextLayer, []int{1}},
		{"flood of points", "a.png", flood, content.TextTooLarge, nil},
		{"cut off", "a.png", small.Bytes()[:40], content.TextCorrupt, nil},
	} {
		s, _ := read(t, &Tools{}, test.file, test.data)
		if s.State != test.state || !slices.Equal(s.Scans, test.scans) {
			t.Errorf("%s: %+v, want %s", test.name, s, test.state)
		}
	}
}
