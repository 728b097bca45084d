package sqlstore

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"copratica/content"
)

// The test binary runs itself as another program on the same store; which one
// and where is said in its environment.
const (
	childVariable = "SQLSTORE_TEST_CHILD"
	childStore    = "SQLSTORE_TEST_STORE"
)

var children = map[string]func(ctx context.Context, url string) error{
	"write for ever": writeForEver,
	"write some":     writeSome,
}

// child is the test binary as another program.
func child(t *testing.T, name, url string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childVariable+"="+name, childStore+"="+url)
	cmd.Stderr = os.Stderr
	return cmd
}

// writeForEver does everything that writes and says what was acknowledged, a
// line each, until it is killed.
func writeForEver(ctx context.Context, url string) error {
	db, err := Open(ctx, url)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		name := fmt.Sprintf("%d-%d", os.Getpid(), i)
		r := draft("kept-"+name, 1)
		r.Files = []content.File{{Name: "a.pdf", Digest: content.Digest(fmt.Sprintf("%060x%04x", os.Getpid(), i)), Size: 1}}
		for ; r.Number <= 2; r.Number++ {
			r.Text = textOf(r.Number)
			if _, err := db.PutCase(ctx, r); err != nil {
				return err
			}
			fmt.Println("put", r.CaseID, r.Number)
		}
		d := r.Files[0].Digest
		if err := db.PutText(ctx, content.Text{Digest: d, State: content.TextOK, Pages: []string{"1", "2", "3"}}); err != nil {
			return err
		}
		fmt.Println("text", d, 3)
		if _, err := db.PutCase(ctx, draft("gone-"+name, 1)); err != nil {
			return err
		}
		if _, err := db.PurgeCase(ctx, "gone-"+name); err != nil {
			return err
		}
		fmt.Println("purge", "gone-"+name, 1)
	}
}

func textOf(number int) string { return strings.Repeat("riga di testo\n", 300*number) }

// TestKilled kills a writing program again and again, and looks for what it
// said it had stored.
func TestKilled(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		acknowledged := make(map[string]int)
		for round := range 5 {
			killWhileWriting(t, url, 20+17*round, acknowledged)
			db := open(t, url)
			sound(t, db)
			for key, number := range acknowledged {
				stillThere(t, db, key, number)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// killWhileWriting lets a child write until it has acknowledged so many lines,
// and kills it while it goes on.
func killWhileWriting(t *testing.T, url string, lines int, acknowledged map[string]int) {
	t.Helper()
	cmd := child(t, "write for ever", url)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	scanner := bufio.NewScanner(out)
	for n := 0; scanner.Scan(); n++ {
		if n == lines {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		// What it said before it died counts, read after or not.
		var what, key string
		var number int
		if _, err := fmt.Sscan(scanner.Text(), &what, &key, &number); err != nil {
			t.Fatalf("the program said %q", scanner.Text())
		}
		acknowledged[key] = number
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the writing program was not killed but ended: %v", err)
	}
}

// stillThere fails the test unless the store keeps what was said of a key.
// More may be there: a write under way when the program died.
func stillThere(t *testing.T, db *DB, key string, number int) {
	t.Helper()
	switch {
	case strings.HasPrefix(key, "kept-"):
		r, err := db.Case(t.Context(), key)
		if err != nil || r.Number < number || r.Text != textOf(r.Number) || len(r.Files) != 1 {
			t.Errorf("acknowledged revision %d of %s, found %d with %d bytes and %d files, %v",
				number, key, r.Number, len(r.Text), len(r.Files), err)
		}
	case strings.HasPrefix(key, "gone-"):
		if _, err := db.Case(t.Context(), key); !errors.Is(err, content.ErrNotFound) {
			t.Errorf("%s was purged, but: %v", key, err)
		}
	default:
		text, err := db.Text(t.Context(), content.Digest(key), 0)
		if err != nil || len(text.Pages) != number {
			t.Errorf("acknowledged %d pages of %s, found %d, %v", number, key, len(text.Pages), err)
		}
	}
}

// writeSome puts cases of its own and some that others put too.
func writeSome(ctx context.Context, url string) error {
	db, err := Open(ctx, url)
	if err != nil {
		return err
	}
	defer db.Close()
	for i := range 15 {
		if _, err := db.PutCase(ctx, draft(fmt.Sprintf("own-%d-%d", os.Getpid(), i), 1)); err != nil {
			return err
		}
		if _, err := db.PutCase(ctx, draft(fmt.Sprintf("common-%d", i), 1)); err != nil && !errors.Is(err, content.ErrConflict) {
			return err
		}
	}
	return db.Close()
}

// TestPrograms starts several programs at once on a store that is not there
// yet: all make it, none fails, every write is in it.
func TestPrograms(t *testing.T) {
	const programs = 4
	onBoth(t, func(t *testing.T, url string) {
		var all []*exec.Cmd
		for range programs {
			cmd := child(t, "write some", url)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			all = append(all, cmd)
		}
		for _, cmd := range all {
			if err := cmd.Wait(); err != nil {
				t.Errorf("a program failed: %v", err)
			}
		}
		db := open(t, url)
		cases, err := db.Cases(t.Context(), content.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if want := 15*programs + 15; len(cases) != want {
			t.Errorf("%d cases, want %d", len(cases), want)
		}
		sound(t, db)
	})
}

// TestPurgeBeside purges while another program writes to the same file.
func TestPurgeBeside(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "store.db")
	db := open(t, url)
	mustPut(t, db, draft("x", 1))
	cmd := child(t, "write some", url)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- cmd.Wait() }()
	for {
		if _, err := db.PurgeCase(t.Context(), "x"); err != nil {
			t.Error(err)
		}
		mustPut(t, db, draft("x", 1))
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the other program failed: %v", err)
			}
			sound(t, db)
			return
		default:
		}
	}
}
