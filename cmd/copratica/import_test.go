package main

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// One bad folder after another stands between good ones: each is named with
// its file, its line where it has one, and a reason; the good ones come in.
func TestImportBadFolders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	for i, id := range []string{"a-buono", "m-buono", "z-buono"} {
		testCase{id: id, word: word(i), files: map[string]string{"atto.txt": "atto di " + id}}.write(t, in)
	}
	writeFile(t, filepath.Join(dir, "segreto.txt"), "out of reach")
	good := testCase{id: "ID", word: "qzuzux"}.text()
	bad := func(id string) string { return strings.Replace(good, "id: ID", "id: "+id, 1) }

	folders := []struct {
		id   string
		make func(t *testing.T, folder string)
		say  string // after the folder's path
	}{
		{"b-yaml", put(strings.Replace(bad("b-yaml"), "region: lombardia", "region: [lombardia", 1)), `/case\.md:\d+: .+`},
		{"b-slug", put(strings.Replace(bad("b-slug"), "region: lombardia", "region: lombradia", 1)), `/case\.md:6: region.*lombardia`},
		{"b-senza-titolo", put(strings.Replace(bad("b-senza-titolo"), "title: ", "titolo: ", 1)), `/case\.md(:\d+)?: title: .+`},
		{"b-altro-id", put(bad("un-altro")), `/case\.md(:\d+)?: id: .+folder`},
		{"b-senza-atto", put(testCase{id: "b-senza-atto", word: "q", files: map[string]string{"manca.pdf": ""}}.text()), `/case\.md(:\d+)?: attachments\[0\]\.file: .*manca\.pdf`},
		{"b-chiave", put(strings.Replace(bad("b-chiave"), "type: comune}", "tipo: comune}", 1)), `/case\.md:9: public_body\.tipo: .+`},
		{"b-binario", func(t *testing.T, folder string) {
			b := make([]byte, 4096)
			rand.Read(b)
			writeFile(t, filepath.Join(folder, "case.md"), string(b)+"\x00")
		}, `/case\.md(:\d+)?: .+`},
		{"b-vuoto", put(""), `/case\.md(:\d+)?: .+`},
		{"b-enorme", func(t *testing.T, folder string) {
			writeFile(t, filepath.Join(folder, "case.md"), bad("b-enorme"))
			must(t, os.Truncate(filepath.Join(folder, "case.md"), 50<<20))
		}, `/case\.md: .*256 kB`},
		{"b-senza-testo", func(t *testing.T, folder string) {
			writeFile(t, filepath.Join(folder, "atto.pdf"), "x")
		}, `: .*no case\.md`},
		{"b-collegamento", func(t *testing.T, folder string) {
			writeFile(t, filepath.Join(folder, "case.md"), bad("b-collegamento"))
			must(t, os.Symlink("../../segreto.txt", filepath.Join(folder, "segreto.txt")))
		}, `/case\.md: .*segreto\.txt`},
		{"b-collegamento-assoluto", func(t *testing.T, folder string) {
			writeFile(t, filepath.Join(folder, "case.md"), bad("b-collegamento-assoluto"))
			must(t, os.Symlink("/etc/passwd", filepath.Join(folder, "passwd")))
		}, `/case\.md: .*passwd`},
		{"b-testo-altrove", func(t *testing.T, folder string) {
			writeFile(t, filepath.Join(dir, "altrove.md"), bad("b-testo-altrove"))
			must(t, os.MkdirAll(folder, 0o755))
			must(t, os.Symlink("../../altrove.md", filepath.Join(folder, "case.md")))
		}, `/case\.md: .+`},
		{"b-testo-cartella", func(t *testing.T, folder string) {
			must(t, os.MkdirAll(filepath.Join(folder, "case.md"), 0o755))
		}, `(/case\.md)?: .+`},
		{"b-cartella-dentro", func(t *testing.T, folder string) {
			writeFile(t, filepath.Join(folder, "case.md"), bad("b-cartella-dentro"))
			writeFile(t, filepath.Join(folder, "allegati", "atto.pdf"), "x")
		}, `/case\.md: .*allegati`},
		{"B Non È Uno Slug", put(strings.Replace(good, "id: ID\n", "", 1)), `/case\.md(:\d+)?: id: .+`},
	}
	for _, f := range folders {
		f.make(t, filepath.Join(in, f.id))
	}
	double := testCase{id: "m-buono", word: "qzozux"}.write(t, filepath.Join(dir, "again"))
	data := filepath.Join(dir, "data")

	r := run(t, "import", "--data", data, in, double, filepath.Join(dir, "nowhere"), filepath.Join(dir, "segreto.txt"))
	if r.code != exitFailed {
		t.Errorf("exit %d, want %d", r.code, exitFailed)
	}
	wants := []string{
		`again/m-buono/case\.md(:\d+)?: id: .*in/m-buono/case\.md`,
		`nowhere: .*no such file`,
		`segreto\.txt: .+zip`,
	}
	for _, f := range folders {
		wants = append(wants, "in/"+f.id+f.say)
	}
	for _, want := range wants {
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(dir) + `/` + want).MatchString(r.err) {
			t.Errorf("no line like %s", want)
		}
	}
	has(t, "import", r.out, "imported a-buono, revision 1", "imported m-buono, revision 1", "imported z-buono, revision 1",
		"3 imported, 0 unchanged, 19 failed")
	if t.Failed() {
		t.Logf("%s%s", r.out, r.err)
	}
	onlyGood(t, data, "a-buono", "m-buono", "z-buono")
}

// put makes a folder of one text.
func put(text string) func(t *testing.T, folder string) {
	return func(t *testing.T, folder string) {
		t.Helper()
		writeFile(t, filepath.Join(folder, "case.md"), text)
	}
}

// onlyGood checks that the store holds these cases and nothing besides, no
// blob of a refused case and no temporary file.
func onlyGood(t *testing.T, data string, ids ...string) {
	t.Helper()
	r := mustRun(t, "verify", "--data", data)
	has(t, "verify", r.out, fmt.Sprintf("%d cases, %d revisions", len(ids), len(ids)), " 0 findings")
	if strings.Contains(r.out, "litter") {
		t.Errorf("blobs of refused cases were kept:\n%s", r.out)
	}
	spooled, err := os.ReadDir(filepath.Join(data, "spool"))
	if err != nil || len(spooled) > 0 {
		t.Errorf("left in the spool: %v, %v", spooled, err)
	}
	s := serve(t, "--data", data)
	eventually(t, func() string {
		if got := sortedKeys(s.ids(t)); strings.Join(got, " ") != strings.Join(ids, " ") {
			return fmt.Sprintf("found are %v, want %v", got, ids)
		}
		return ""
	})
}

// A zipFile is an entry to write, as it is.
type zipFile struct {
	name string
	body io.Reader
	mode os.FileMode
}

func writeZip(t *testing.T, name string, files ...zipFile) {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if f.mode != 0 {
			h.SetMode(f.mode)
		}
		w, err := z.CreateHeader(h)
		must(t, err)
		_, err = io.Copy(w, f.body)
		must(t, err)
	}
	must(t, z.Close())
	writeFile(t, name, b.String())
}

// zeros is a body that packs well.
func zeros(n int64) io.Reader { return io.LimitReader(zeroReader{}, n) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestImportBadZips(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := func(id string) io.Reader { return strings.NewReader(testCase{id: id, word: "qzuzux"}.text()) }
	writeZip(t, filepath.Join(dir, "fuori.zip"),
		zipFile{name: "a-buono/case.md", body: text("a-buono")},
		zipFile{name: "../fuori/case.md", body: text("fuori")},
		zipFile{name: "/assoluto/case.md", body: text("assoluto")},
		zipFile{name: `c\case.md`, body: text("c")},
		zipFile{name: "a-buono/../../etc/x", body: strings.NewReader("x")},
	)
	writeZip(t, filepath.Join(dir, "bomba.zip"),
		zipFile{name: "b-buono/case.md", body: text("b-buono")},
		zipFile{name: "bomba/case.md", body: zeros(300 << 20)},
		zipFile{name: "con-bomba/case.md", body: strings.NewReader(testCase{
			id: "con-bomba", word: "qzuzux", files: map[string]string{"atto.pdf": ""},
		}.text())},
		zipFile{name: "con-bomba/atto.pdf", body: zeros(300 << 20)},
	)
	writeZip(t, filepath.Join(dir, "collegamento.zip"),
		zipFile{name: "c-buono/case.md", body: text("c-buono")},
		zipFile{name: "legato/case.md", body: strings.NewReader("../../etc/passwd"), mode: os.ModeSymlink | 0o777},
	)
	writeFile(t, filepath.Join(dir, "finto.zip"), "this is no archive")
	whole, err := os.ReadFile(filepath.Join(dir, "fuori.zip"))
	must(t, err)
	writeFile(t, filepath.Join(dir, "tronco.zip"), string(whole[:len(whole)/2]))
	rotten := bytes.Replace(whole, []byte("a-buono/case.md"), []byte("d-guast/case.md"), 2)
	rotten[len("PK..")+60] ^= 0xff // inside the packed text
	writeFile(t, filepath.Join(dir, "guasto.zip"), string(rotten))
	data := filepath.Join(dir, "data")

	r := run(t, "import", "--data", data, filepath.Join(dir, "fuori.zip"), filepath.Join(dir, "bomba.zip"),
		filepath.Join(dir, "collegamento.zip"), filepath.Join(dir, "finto.zip"), filepath.Join(dir, "tronco.zip"),
		filepath.Join(dir, "guasto.zip"))
	if r.code != exitFailed {
		t.Errorf("exit %d, want %d", r.code, exitFailed)
	}
	for _, want := range []string{
		`fuori\.zip: \.\./fuori/case\.md: .+`,
		`fuori\.zip: /assoluto/case\.md: .+`,
		`fuori\.zip: c\\case\.md: .+`,
		`fuori\.zip: a-buono/\.\./\.\./etc/x: .+`,
		`bomba\.zip: bomba/case\.md: .+bomb`,
		`bomba\.zip: con-bomba/atto\.pdf: .+bomb`,
		`bomba\.zip/con-bomba/case\.md(:\d+)?: attachments\[0\]\.file: .*atto\.pdf`,
		`collegamento\.zip: legato/case\.md: .+`,
		`finto\.zip: .*zip`,
		`tronco\.zip: .*zip`,
		`guasto\.zip/d-guast/case\.md: .+`,
	} {
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(dir) + `/` + want).MatchString(r.err) {
			t.Errorf("no line like %s", want)
		}
	}
	if t.Failed() {
		t.Logf("%s%s", r.out, r.err)
	}
	for _, out := range []string{filepath.Join(dir, "..", "fuori"), filepath.Join(dir, "fuori"), "/assoluto"} {
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s was made", out)
		}
	}
	onlyGood(t, data, "a-buono", "b-buono", "c-buono")
}

func TestImportAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	in := filepath.Join(dir, "in")
	c := testCase{id: "prova", word: "qbabix", files: map[string]string{"atto.txt": "un atto"}}
	c.write(t, in)
	testCase{id: "altra", word: "qdadix"}.write(t, in)
	has(t, "import", mustRun(t, "import", "--data", data, in).out, "2 imported, 0 unchanged, 0 failed")
	has(t, "again", mustRun(t, "import", "--data", data, in).out, "0 imported, 2 unchanged, 0 failed")

	c.word = "qbebix"
	c.write(t, in)
	must(t, os.Remove(filepath.Join(in, "prova", "atto.txt"))) // stored already: may be absent
	has(t, "changed", mustRun(t, "import", "--data", data, in).out,
		"imported prova, revision 2", "1 imported, 1 unchanged, 0 failed")

	writeFile(t, filepath.Join(in, "prova", "appunti.txt"), "per la redazione")
	r := mustRun(t, "import", "--data", data, in)
	has(t, "a file not listed", r.err, filepath.Join(in, "prova", "case.md")+": warning: attachments: appunti.txt")

	s := serve(t, "--data", data)
	s.finds(t, "qbebix", "prova")
	s.finds(t, `"qbabix"`) // quoted, or it would be taken for a slip of the new word
	for file, want := range map[string]int{"atto.txt": 200, "appunti.txt": 404} {
		if status, _, err := s.get("/casi/prova/allegati/" + file); err != nil || status != want {
			t.Errorf("%s: status %d, %v, want %d", file, status, err, want)
		}
	}
}
