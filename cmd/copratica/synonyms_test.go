package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSynonymsOfOnesOwn puts a list in the data directory: it counts from the
// next start on, without a new index, and a mistake in it is told by its line.
func TestSynonymsOfOnesOwn(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(data, synonymsFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const word = "qbazzar"
	s := serve(t, "--seed", "--data", data)
	eventually(t, func() string {
		if len(s.search(t, "emporio").Hits) == 0 {
			return "no emporio yet"
		}
		return ""
	})
	want := s.search(t, "emporio").Total
	if n := s.search(t, word).Total; n != 0 {
		t.Errorf("%d cases have a word that means nothing", n)
	}
	s.stop()

	write("# i nostri\nemporio, " + word + "\n")
	s = serve(t, "--data", data)
	if n := s.search(t, word).Total; n != want {
		t.Errorf("%d cases by its other name, %d by itself", n, want)
	}
	if n := s.search(t, "senzatetto").Total; n != 0 {
		t.Errorf("the program's own synonyms still count: %d cases", n)
	}
	s.stop()

	write("emporio, " + word + "\nsola\n")
	if r := run(t, "serve", "--listen", "127.0.0.1:0", "--data", data); r.code != 1 || !strings.Contains(r.err, "line 2") || !strings.Contains(r.err, synonymsFile) {
		t.Errorf("code %d, %s", r.code, r.err)
	}
}
