package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"copratica/content/contenttest"
	"copratica/content/seed"
)

// seedCases is the number of sample cases.
func seedCases(t *testing.T) int {
	t.Helper()
	folders, err := fs.ReadDir(seed.FS(), ".")
	if err != nil {
		t.Fatal(err)
	}
	return len(folders)
}

// mainPath is what most people do: serve the sample cases, find and read one,
// bring another beside the running server, take one away, check everything.
func mainPath(t *testing.T, vars map[string]string) {
	t.Helper()
	s := serveIn(t, vars, "--seed")
	eventually(t, func() string {
		if n := len(s.ids(t)); n != seedCases(t) {
			return fmt.Sprintf("%d cases are found, want %d", n, seedCases(t))
		}
		return ""
	})
	if r := s.search(t, "emporio solidale Mantova"); len(r.Hits) == 0 || r.Hits[0].ID != "mantova-emporio-solidale" {
		t.Errorf("search finds %+v, want Mantova's emporio first", r)
	}
	const id = "valdastra-filanda-delle-lanterne"
	var c apiCase
	if status := s.getJSON(t, "/api/v1/cases/"+id, &c); status != http.StatusOK || len(c.Attachments) == 0 {
		t.Fatalf("case %s: status %d, %d attachments", id, status, len(c.Attachments))
	}
	want, err := fs.ReadFile(seed.FS(), id+"/avviso.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if status, got, err := s.get("/casi/" + id + "/allegati/avviso.pdf"); err != nil || status != http.StatusOK || string(got) != string(want) {
		t.Errorf("avviso.pdf: status %d, %d bytes of %d, %v", status, len(got), len(want), err)
	}
	for _, page := range []string{"/", "/casi", "/casi?q=emporio", "/casi/" + id, "/en", "/en/casi", "/healthz", "/readyz"} {
		if status, _, err := s.get(page); err != nil || status != http.StatusOK {
			t.Errorf("GET %s: status %d, %v", page, status, err)
		}
	}

	more := testCase{id: "prova-importata", word: "qbabix", files: map[string]string{"atto.txt": "un atto"}}
	r := runIn(t, vars, "import", more.write(t, t.TempDir()))
	if r.code != exitDone {
		t.Fatalf("import: exit %d\n%s%s", r.code, r.out, r.err)
	}
	has(t, "import", r.out, "imported prova-importata, revision 1", "1 imported, 0 unchanged, 0 failed")
	s.finds(t, "qbabix", "prova-importata")

	if r := runIn(t, vars, "purge", "prova-importata"); r.code != exitDone {
		t.Fatalf("purge: exit %d\n%s%s", r.code, r.out, r.err)
	}
	s.finds(t, "qbabix")
	if r := runIn(t, vars, "verify"); r.code != exitDone || !strings.Contains(r.out, " 0 findings") {
		t.Errorf("verify: exit %d\n%s%s", r.code, r.out, r.err)
	}
	if r := s.stop(); r.code != exitDone {
		t.Errorf("serve: exit %d\n%s", r.code, r.err)
	}
	if r := runIn(t, vars, "verify"); r.code != exitDone || !strings.Contains(r.out, " 0 findings") {
		t.Errorf("verify with no server: exit %d\n%s%s", r.code, r.out, r.err)
	}
}

func TestMainPathOnSQLite(t *testing.T) {
	t.Parallel()
	mainPath(t, map[string]string{"COPRATICA_DATA": filepath.Join(t.TempDir(), "data")})
}

func TestMainPathOnPostgres(t *testing.T) {
	t.Parallel()
	server, err := contenttest.StartPostgres()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	dir := t.TempDir()
	secret := filepath.Join(dir, "store-url")
	writeFile(t, secret, server.Database(t)+"\n")
	data := filepath.Join(dir, "data")
	mainPath(t, map[string]string{
		"COPRATICA_DATA": data, "COPRATICA_STORE_FILE": secret, "COPRATICA_STORE": "sqlite:/nowhere/at/all",
	})
	if _, err := os.Stat(filepath.Join(data, "copratica.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a SQLite store was made beside PostgreSQL: %v", err)
	}
}

func TestSeedOnlyIntoAnEmptyStore(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	mustRun(t, "import", "--data", data, testCase{id: "prova", word: "qbabix"}.write(t, t.TempDir()))
	s := serve(t, "--data", data, "--seed")
	s.finds(t, "", "prova")
	s.stop()

	// What was emptied by hand stays empty.
	mustRun(t, "purge", "--data", data, "prova")
	s = serve(t, "--data", data, "--seed")
	s.finds(t, "")
}

// A start that was cut short while the sample cases came in goes on with them.
func TestSeedGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	const id = "mantova-emporio-solidale"
	text, err := fs.ReadFile(seed.FS(), id+"/case.md")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, id, "case.md"), string(text))
	mustRun(t, "import", "--data", data, filepath.Join(dir, id))
	writeFile(t, filepath.Join(data, seedingFile), "")
	s := serve(t, "--data", data, "--seed")
	eventually(t, func() string {
		if n := len(s.ids(t)); n != seedCases(t) {
			return fmt.Sprintf("%d cases are found, want %d", n, seedCases(t))
		}
		return ""
	})
	if _, err := os.Stat(filepath.Join(data, seedingFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the mark of unfinished seeding is still there: %v", err)
	}
}

func TestTheDataDirectoryIsPrivate(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "new", "data")
	serve(t, "--data", data).stop()
	info, err := os.Stat(data)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the data directory has mode %v, want 0700", info.Mode().Perm())
	}
}

func TestSecondServeIsRefused(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	s := serve(t, "--data", data)
	r := run(t, "serve", "--listen=127.0.0.1:0", "--data", data)
	refused(t, r, "the data directory "+data+" is in use by copratica serve (process ")
	if status, _, err := s.get("/healthz"); err != nil || status != http.StatusOK {
		t.Errorf("the first serve: status %d, %v", status, err)
	}
	s.stop()
	serve(t, "--data", data) // free again
}

func TestServeThatCannotStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, taken.Close()) })
	writeFile(t, filepath.Join(dir, "file"), "no directory")
	for _, c := range []struct {
		name string
		args []string
		say  string
	}{
		{"port in use", []string{"--listen", taken.Addr().String()}, "the address " + taken.Addr().String() + " is in use"},
		{"no such address", []string{"--listen", "nowhere"}, "nowhere"},
		{"data is a file", []string{"--data", filepath.Join(dir, "file")}, "not a directory"},
		{"data below a file", []string{"--data", filepath.Join(dir, "file", "data")}, "not a directory"},
		{"data cannot be made", []string{"--data", "/proc/copratica"}, "/proc/copratica"},
		{"store is a directory", []string{"--store", "sqlite:" + dir}, "store"},
		{"index is a file", []string{"--index", "bleve:" + filepath.Join(dir, "file")}, "not a directory"},
		{"store cannot be reached", []string{"--store", "postgres://copratica:geheim@127.0.0.1:1/x?connect_timeout=2"}, "127.0.0.1"},
		{"base URL is none", []string{"--base-url", "casi.example.org"}, "casi.example.org"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"serve", "--listen=127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "data")}, c.args...)
			r := run(t, args...)
			refused(t, r, c.say)
			if strings.Contains(r.err, "geheim") {
				t.Errorf("the password is printed: %s", r.err)
			}
		})
	}
}

// refused checks for exit 1 and one sentence, without log lines.
func refused(t *testing.T, r result, say string) {
	t.Helper()
	if r.code != exitFailed {
		t.Errorf("exit %d, want %d", r.code, exitFailed)
	}
	has(t, "the message", r.err, say)
	if !strings.HasPrefix(r.err, "copratica: ") || strings.Count(r.err, "\n") != 1 || strings.Contains(r.err, "goroutine") {
		t.Errorf("want one sentence, got %q", r.err)
	}
}

// However an index directory is damaged, serve starts and fills it anew.
func TestDamagedIndexComesBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var folders []string
	for i := range 20 {
		c := testCase{id: fmt.Sprintf("caso-%d", i), word: word(i)}
		folders = append(folders, c.write(t, filepath.Join(dir, "in")))
	}
	for _, c := range []struct {
		name   string
		damage func(t *testing.T, index string)
	}{
		{"missing", func(t *testing.T, index string) { must(t, os.RemoveAll(index)) }},
		{"all files cut to nothing", func(t *testing.T, index string) {
			eachFile(t, index, func(_ int, name string) error { return os.Truncate(name, 0) })
		}},
		{"all files halved", func(t *testing.T, index string) {
			eachFile(t, index, func(_ int, name string) error {
				info, err := os.Stat(name)
				if err != nil {
					return err
				}
				return os.Truncate(name, info.Size()/2)
			})
		}},
		{"every second file deleted", func(t *testing.T, index string) {
			eachFile(t, index, func(i int, name string) error {
				if i%2 == 0 {
					return nil
				}
				return os.Remove(name)
			})
		}},
		{"all files garbage", func(t *testing.T, index string) {
			eachFile(t, index, func(_ int, name string) error {
				return os.WriteFile(name, []byte(strings.Repeat("garbage", 1000)), 0o600)
			})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := filepath.Join(t.TempDir(), "data")
			mustRun(t, append([]string{"import", "--data", data}, folders...)...)
			s := serve(t, "--data", data)
			s.finds(t, word(7), "caso-7")
			s.stop()
			c.damage(t, filepath.Join(data, "index"))
			s = serve(t, "--data", data)
			s.finds(t, word(7), "caso-7")
			if n := len(s.ids(t)); n != len(folders) {
				t.Errorf("%d cases are found, want %d", n, len(folders))
			}
			if r := run(t, "verify", "--data", data); r.code != exitDone {
				t.Errorf("verify: exit %d\n%s%s", r.code, r.out, r.err)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eachFile calls do for every file below dir.
func eachFile(t *testing.T, dir string, do func(i int, name string) error) {
	t.Helper()
	i := 0
	must(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		i++
		return do(i-1, name)
	}))
	if i == 0 {
		t.Fatalf("there is no file below %s", dir)
	}
}

// word is an invented word of its own for each n, without a common beginning
// or ending that could be taken for an inflection.
func word(n int) string {
	const syllables = "babebobudadedodufafefofugagegoguzazezozu"
	var b strings.Builder
	b.WriteByte('q')
	for {
		i := n % 20 * 2
		b.WriteString(syllables[i : i+2])
		n /= 20
		if n == 0 {
			return b.String() + "x"
		}
	}
}
