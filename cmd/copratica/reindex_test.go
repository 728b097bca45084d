package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestReindex(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	in := t.TempDir()
	for i, id := range []string{"uno", "due", "tre"} {
		testCase{id: id, word: word(i)}.write(t, in)
	}
	mustRun(t, "import", "--data", data, in)

	has(t, "reindex with no server", mustRun(t, "reindex", "--data", data).out, "the index is filled anew: 3 cases")
	if r := mustRun(t, "verify", "--data", data); strings.Contains(r.out, "note") {
		t.Errorf("verify after reindex:\n%s", r.out)
	}

	s := serve(t, "--data", data)
	r := mustRun(t, "reindex", "--data", data)
	has(t, "reindex beside a server", r.err, "waiting for copratica serve (process ")
	has(t, "reindex beside a server", r.out, "the index is filled anew")
	s.finds(t, word(1), "due")

	has(t, "reindex --no-wait", mustRun(t, "reindex", "--no-wait", "--data", data).err, "copratica serve (process ")
	has(t, "reindex --extract", mustRun(t, "reindex", "--extract", "--data", data).err, "0 files will be read anew")
	s.finds(t, word(2), "tre")
	s.stop()

	has(t, "reindex --no-wait with no server", mustRun(t, "reindex", "--no-wait", "--data", data).out, "3 cases")
	refused(t, run(t, "reindex", "--data", filepath.Join(in, "mistyped")), "there is no store at")
}

// A wish that its server did not live to fulfil is taken over.
func TestReindexTakesOver(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	mustRun(t, "import", "--data", data, testCase{id: "prova", word: "qbabix"}.write(t, t.TempDir()))
	c, err := takeClaim(t.Context(), data, "serve") // a server that does nothing
	must(t, err)
	done := make(chan result, 1)
	go func() { done <- run(t, "reindex", "--data", data) }()
	has(t, "reindex --no-wait", mustRun(t, "reindex", "--no-wait", "--data", data).err, "will fill the index anew")
	must(t, c.release())
	r := <-done
	if r.code != exitDone || !strings.Contains(r.out, "1 cases") {
		t.Errorf("exit %d\n%s%s", r.code, r.out, r.err)
	}
}
