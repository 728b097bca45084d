package main

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestVerifyFindsDamage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		damage func(t *testing.T, data string)
		say    string
	}{
		{"blob gone", func(t *testing.T, data string) {
			must(t, os.Remove(oneBlob(t, data)))
		}, "case prova, revision 1, file atto.txt: its bytes are missing"},
		{"blob cut", func(t *testing.T, data string) {
			must(t, os.Truncate(oneBlob(t, data), 3))
		}, "case prova, revision 1, file atto.txt: it has 3 bytes, not 7"},
		{"blob changed", func(t *testing.T, data string) {
			name := oneBlob(t, data)
			must(t, os.Chmod(name, 0o600))
			must(t, os.WriteFile(name, []byte("un atto"[:6]+"a"), 0o600))
		}, "case prova, revision 1, file atto.txt: its bytes have changed"},
		{"text of a revision", func(t *testing.T, data string) {
			change(t, data, `UPDATE revisions SET body = '---' || char(10) || 'title: [' || char(10) || '---'`)
		}, "case prova, revision 1: its text cannot be read"},
		{"sight of a revision", func(t *testing.T, data string) {
			change(t, data, `UPDATE revisions SET status = 'draft'`)
		}, "case prova, revision 1: it is kept as draft, its text says published"},
		{"change lost", func(t *testing.T, data string) {
			change(t, data, `DELETE FROM feed`)
		}, "a case is not in the change feed: prova"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := filepath.Join(t.TempDir(), "data")
			mustRun(t, "import", "--data", data,
				testCase{id: "prova", word: "qbabix", files: map[string]string{"atto.txt": "un atto"}}.write(t, t.TempDir()))
			mustRun(t, "reindex", "--data", data)
			mustRun(t, "verify", "--data", data)
			c.damage(t, data)
			r := run(t, "verify", "--data", data)
			if r.code != exitFailed || strings.Contains(r.out, " 0 findings") {
				t.Errorf("exit %d\n%s%s", r.code, r.out, r.err)
			}
			has(t, "verify", r.out, c.say)
		})
	}
}

// oneBlob is the only blob there is.
func oneBlob(t *testing.T, data string) (blob string) {
	t.Helper()
	must(t, filepath.WalkDir(filepath.Join(data, "blobs", "sha256"), func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			blob = name
		}
		return err
	}))
	return blob
}

// change breaks the store behind the program's back.
func change(t *testing.T, data, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, "copratica.db"))
	must(t, err)
	defer func() { must(t, db.Close()) }()
	_, err = db.ExecContext(t.Context(), statement)
	must(t, err)
}

func TestVerifyNotes(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	folder := testCase{id: "prova", word: "qbabix", files: map[string]string{"atto.txt": "un atto"}}.write(t, t.TempDir())
	mustRun(t, "import", "--data", data, folder)
	has(t, "an index that has nothing yet", mustRun(t, "verify", "--data", data).out, "note: the index is empty", " 0 findings")

	s := &settings{Data: data}
	must(t, s.complete())
	h, err := openHouse(t.Context(), *s)
	must(t, err)
	must(t, h.blobs.Put(t.Context(), "sha256/2d/71/2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", strings.NewReader("x"), 1, ""))
	must(t, h.Close())
	const litter = "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881, 1 bytes"
	has(t, "a blob of no case", mustRun(t, "verify", "--data", data).out, "note: nobody names "+litter, "note: 1 blobs belong to no case", " 0 findings")
	has(t, "litter of today", mustRun(t, "verify", "--sweep", "--data", data).out, "0 blobs swept")
	yesterday := time.Now().Add(-25 * time.Hour)
	must(t, filepath.WalkDir(filepath.Join(data, "blobs", "sha256"), func(name string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chtimes(name, yesterday, yesterday))
	}))
	server := serve(t, "--data", data)
	has(t, "litter of yesterday", mustRun(t, "verify", "--sweep", "--data", data).out, "swept "+litter, "1 blobs swept", " 0 findings")
	server.stop()
	has(t, "after the sweep", mustRun(t, "verify", "--data", data).out, "1 files", " 0 findings")
	must(t, os.Remove(oneBlob(t, data)))
	if r := run(t, "verify", "--sweep", "--data", data); r.code != exitFailed || !strings.Contains(r.out, "nothing is swept") {
		t.Errorf("sweep of what is damaged: exit %d\n%s", r.code, r.out)
	}
	refused(t, run(t, "verify", "--data", filepath.Join(data, "mistyped")), "there is no store at")
}

// A store that cannot be read at all is named, not repaired.
func TestDamagedStore(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	mustRun(t, "import", "--data", data, testCase{id: "prova", word: "qbabix"}.write(t, t.TempDir()))
	writeFile(t, filepath.Join(data, "copratica.db"), strings.Repeat("this is no database ", 1000))
	for _, command := range []string{"verify", "serve --listen=127.0.0.1:0", "export x"} {
		refused(t, run(t, append(strings.Fields(command), "--data", data)...), "the store is damaged, restore it from a backup")
	}
}
