package main

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A secret word stands in a case's text, in an older revision, in an act that
// only it has, and in one that it shares with another case.
func purgeable(t *testing.T, data string) {
	t.Helper()
	in := t.TempDir()
	c := testCase{id: "da-togliere", word: "qdadadax", files: map[string]string{
		"proprio.txt": "segretissimo proprio", "comune.txt": "un atto in comune",
	}}
	mustRun(t, "import", "--data", data, c.write(t, in))
	c.word = "qdededex"
	mustRun(t, "import", "--data", data, c.write(t, in))
	other := testCase{id: "resta", word: "qzazazax", files: map[string]string{"comune.txt": "un atto in comune"}}
	mustRun(t, "import", "--data", data, other.write(t, in))
}

// nowhere checks that no file below the data directory holds any of the words.
func nowhere(t *testing.T, data string, words ...string) {
	t.Helper()
	for name, body := range readTree(t, os.DirFS(data)) {
		for _, w := range words {
			if strings.Contains(body, w) {
				t.Errorf("%s still holds %q", name, w)
			}
		}
	}
}

func TestPurgeCase(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	purgeable(t, data)
	s := serve(t, "--data", data)
	s.finds(t, "qdededex", "da-togliere")

	r := mustRun(t, "purge", "--data", data, "da-togliere")
	has(t, "purge", r.out, "removed case da-togliere, 2 revisions", "removed the bytes of sha256:")
	if n := strings.Count(r.out, "removed the bytes"); n != 1 {
		t.Errorf("%d blobs removed, want the one that no other case has\n%s", n, r.out)
	}
	if found := s.search(t, "qdededex"); found.Total != 0 || len(found.Hits) != 0 {
		t.Errorf("still found when purge is done: %+v", found)
	}
	var c apiCase
	for path, want := range map[string]int{
		"/api/v1/cases/da-togliere":              http.StatusNotFound,
		"/casi/da-togliere":                      http.StatusNotFound,
		"/casi/da-togliere/allegati/proprio.txt": http.StatusNotFound,
		"/casi/da-togliere/allegati/comune.txt":  http.StatusNotFound,
		"/casi/resta/allegati/comune.txt":        http.StatusOK,
	} {
		if status, _, err := s.get(path); err != nil || status != want {
			t.Errorf("GET %s: status %d, %v, want %d", path, status, err, want)
		}
	}
	if status := s.getJSON(t, "/api/v1/cases/resta", &c); status != http.StatusOK || len(c.Attachments) != 1 {
		t.Errorf("the other case: status %d, %+v", status, c)
	}
	s.stop()
	nowhere(t, data, "qdadadax", "qdededex", "segretissimo")
	has(t, "verify", mustRun(t, "verify", "--data", data).out, "1 cases, 1 revisions, 1 files", " 0 findings")

	refused(t, run(t, "purge", "--data", data, "da-togliere"), "there is no case da-togliere")
	refused(t, run(t, "purge", "--data", data, "mai-esistito"), "there is no case mai-esistito")
}

func TestPurgeFile(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	purgeable(t, data)
	s := serve(t, "--data", data)
	s.finds(t, "qdededex", "da-togliere")

	has(t, "purge", mustRun(t, "purge", "--data", data, "da-togliere", "proprio.txt").out,
		"removed file proprio.txt of case da-togliere", "removed the bytes of sha256:")
	for path, want := range map[string]int{
		"/casi/da-togliere/allegati/proprio.txt": http.StatusNotFound,
		"/casi/da-togliere/allegati/comune.txt":  http.StatusOK,
		"/casi/da-togliere":                      http.StatusOK,
		"/api/v1/cases/da-togliere":              http.StatusOK,
	} {
		if status, body, err := s.get(path); err != nil || status != want {
			t.Errorf("GET %s: status %d, %v, want %d\n%s", path, status, err, want, body)
		}
	}
	s.finds(t, "qdededex", "da-togliere")
	mustRun(t, "verify", "--data", data)
	s.stop()
	nowhere(t, data, "segretissimo")
	refused(t, run(t, "purge", "--data", data, "da-togliere", "proprio.txt"), "no revision of a case da-togliere has a file proprio.txt")
	mustRun(t, "export", "--data", data, filepath.Join(t.TempDir(), "out"))
}

// A purge that was killed after the rows went is finished by the next start,
// and by the same command again.
func TestPurgeIsFinished(t *testing.T) {
	t.Parallel()
	for _, by := range []string{"serve", "purge"} {
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			data := filepath.Join(t.TempDir(), "data")
			purgeable(t, data)
			s := &settings{Data: data}
			must(t, s.complete())
			h, err := openHouse(t.Context(), *s)
			must(t, err)
			history, err := h.store.History(t.Context(), "da-togliere")
			must(t, err)
			p := purging{Case: "da-togliere"}
			for _, f := range history[0].Files {
				p.Digests = append(p.Digests, f.Digest)
			}
			must(t, h.notePurge(p))
			_, err = h.store.PurgeCase(t.Context(), "da-togliere")
			must(t, err)
			must(t, h.Close())

			if by == "serve" {
				serve(t, "--data", data).stop()
			} else {
				has(t, "purge", mustRun(t, "purge", "--data", data, "da-togliere").out, "removed the bytes of sha256:")
			}
			nowhere(t, data, "segretissimo")
			if out := mustRun(t, "verify", "--data", data).out; strings.Contains(out, "litter") {
				t.Errorf("blobs were left:\n%s", out)
			}
			if _, err := os.Stat(filepath.Join(data, purgingFile)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the note of the purge is still there: %v", err)
			}
		})
	}
}
