package sqlstore

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"copratica/content"
)

// TestPurgeLeavesNothing plants words in everything that a case holds, in rows
// short and long, between other cases that come and go, and then looks for
// them in the bytes of the database's files, while it is open.
func TestPurgeLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	var opened []*os.File
	t.Cleanup(func() {
		for _, f := range opened {
			f.Close()
		}
	})
	db := open(t, "sqlite:"+filepath.Join(dir, "store.db"))
	random := rand.New(rand.NewPCG(1, 2))
	plant := func(id string, round int, word string) {
		t.Helper()
		at := func(what string) string { return fmt.Sprintf("%s-%s-%s-%d", word, what, id, round) }
		filler := strings.Repeat(at("body")+" ", 1+random.IntN(1<<random.IntN(12)))
		d := content.Digest(fmt.Sprintf("%032x%032x", random.Uint64(), random.Uint64()))
		_, err := db.PutCase(t.Context(), content.Revision{
			CaseID: id, Number: round, Text: filler, Author: at("author"), Status: "draft", Access: "staff",
			Files: []content.File{{Name: at("name"), Digest: d, Type: at("type")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.PutText(t.Context(), content.Text{
			Digest: d, State: content.TextPartial, Reason: at("reason"), Signers: []string{at("signer")},
			Pages: []string{at("page"), filler, at("page")},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for round := 1; round <= 3; round++ {
		for i := range 30 {
			plant(fmt.Sprint("secret", i), round, "Segreto")
			plant(fmt.Sprint("kept", i), round, "Tenuto")
		}
	}
	for i := range 30 {
		if _, err := db.PurgeCase(t.Context(), fmt.Sprint("secret", i)); err != nil {
			t.Fatal(err)
		}
	}
	// What is purged file by file: the name of the last revision's file.
	plant("kept0", 4, "Segreto")
	name := "Segreto-name-kept0-4"
	if _, err := db.PurgeFile(t.Context(), "kept0", name); err != nil {
		t.Fatal(err)
	}
	var files []byte
	files, opened = everyByte(t, dir)
	if !bytes.Contains(files, []byte("Tenuto-body-kept29-3")) {
		t.Error("the kept cases are not in the files either: the test looks in the wrong place")
	}
	for _, word := range []string{"Segreto-body-secret", "Segreto-author-secret", "Segreto-name", "Segreto-type",
		"Segreto-reason", "Segreto-signer", "Segreto-page"} {
		if n := bytes.Count(files, []byte(word)); n > 0 {
			i := bytes.Index(files, []byte(word))
			t.Errorf("%d times %q is left in the files: %q at %d", n, word, files[max(0, i-20):i+60], i)
		}
	}
	sound(t, db)
}

// everyByte reads the files of a directory. It leaves them open, to be closed
// after the store: closing one would drop the locks that SQLite has on it.
func everyByte(t *testing.T, dir string) (all []byte, opened []*os.File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		opened = append(opened, f)
		data, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all, opened
}
