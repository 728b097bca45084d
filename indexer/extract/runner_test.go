package extract

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"copratica/content"
)

// As a child, the test program reads documents or misbehaves as it is told.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "child" {
		os.Exit(misbehave(os.Args[2], os.Args[3]))
	}
	os.Exit(m.Run())
}

func misbehave(how, cache string) int {
	if how == "parent" {
		return failed(parent(cache))
	}
	if err := LimitSelf(); err != nil {
		return failed(err)
	}
	how, tesseract, _ := strings.Cut(how, ":")
	switch how {
	case "read":
		return failed(Child(context.Background(), os.Stdin, os.Stdout, &Tools{Cache: cache}))
	case "ocr":
		return failed(Child(context.Background(), os.Stdin, os.Stdout, &Tools{Cache: cache, Tesseract: tesseract}))
	case "poison":
		return failed(Child(context.Background(), poisoned{os.Stdin}, os.Stdout, &Tools{Cache: cache}))
	case "tell":
		_, err := bufio.NewReader(os.Stdin).ReadString('\n')
		return failed(errors.Join(err, tell()))
	case "hang":
		fmt.Println(`{"number":1,"text":"prima del silenzio"}`)
		select {}
	case "draw":
		fmt.Println(`{"number":1,"text":"tutto letto"}` + "\n" + `{"done":{"state":"ok","pages":1}}`)
		select {}
	case "flood":
		line := []byte(`{"number":1,"text":"` + strings.Repeat("troppo ", 1<<17) + "\"}\n")
		for {
			if _, err := os.Stdout.Write(line); err != nil {
				return 1
			}
		}
	case "eat":
		var held [][]byte
		for {
			held = append(held, bytes.Repeat([]byte{1}, 64<<20))
			if len(held) > 1<<20 {
				return 0
			}
		}
	case "die":
		_, _ = io.Copy(io.Discard, io.LimitReader(os.Stdin, 10))
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	case "babble":
		fmt.Println("this is no answer")
	}
	return 0
}

func failed(err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// poisoned kills who reads a certain word.
type poisoned struct{ from io.Reader }

func (p poisoned) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	if bytes.Contains(b[:n], []byte("veleno")) {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	return n, err
}

func testRunner(t *testing.T, how string) *Runner {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cache := testCache(t)
	r := &Runner{Dir: t.TempDir(), Command: func() *exec.Cmd { return exec.Command(self, "child", how, cache) }}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		left, err := os.ReadDir(r.Dir)
		if err != nil || len(left) > 0 {
			t.Errorf("children left %v, %v", left, err)
		}
	})
	return r
}

func document(name, text string) Document {
	return Document{Name: name, Size: int64(len(text)), Body: strings.NewReader(text)}
}

func TestRunnerReadsOneAfterAnother(t *testing.T) {
	t.Parallel()
	r := testRunner(t, "read")
	for i := range 5 {
		text := fmt.Sprint("documento numero ", i)
		got, retry, err := r.Read(t.Context(), document("a.txt", text))
		if err != nil || retry || got.State != content.TextOK || got.Texts[1] != text {
			t.Errorf("%d: %+v, %v, %v", i, got, retry, err)
		}
	}
	if len(r.idle) != 1 {
		t.Errorf("%d children wait, want the same one", len(r.idle))
	}
	data, err := os.ReadFile("testdata/documents/01-testo.pdf")
	if err != nil {
		t.Fatal(err)
	}
	d := document("01-testo.pdf", string(data))
	d.Preview = true
	got, _, err := r.Read(t.Context(), d)
	if err != nil || got.State != content.TextOK || !bytes.HasPrefix(got.Preview, []byte("\xff\xd8\xff")) {
		t.Errorf("%s %q, preview of %d bytes, %v", got.State, got.Reason, len(got.Preview), err)
	}
}

// Whatever a child does, the parent gets a state, and the next document is read.
func TestRunnerSurvivesItsChildren(t *testing.T) {
	t.Parallel()
	for how, want := range map[string]struct {
		state    content.TextState
		retry    bool
		patience time.Duration
	}{
		"hang":   {content.TextPartial, true, 500 * time.Millisecond},
		"draw":   {content.TextOK, false, 500 * time.Millisecond},
		"flood":  {content.TextTooLarge, false, 0},
		"eat":    {content.TextTooLarge, false, 0},
		"die":    {content.TextCorrupt, true, 0},
		"babble": {content.TextCorrupt, true, 0},
	} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			r := testRunner(t, how)
			r.Patience = want.patience
			got, retry, err := r.Read(t.Context(), document("a.txt", "qualcosa"))
			if how == "flood" && got.State == content.TextPartial { // what came before the limit counts
				got.State = content.TextTooLarge
			}
			if err != nil || got.State != want.state || retry != want.retry || (got.Reason == "") != (want.state == content.TextOK) {
				t.Errorf("%+v, retry %v, %v", got.Summary, retry, err)
			}
			self := r.Command().Path
			r.Command = func() *exec.Cmd { return exec.Command(self, "child", "read", testCache(t)) }
			r.Patience = 0
			if got, _, err := r.Read(t.Context(), document("b.txt", "il prossimo")); err != nil || got.Texts[1] != "il prossimo" {
				t.Errorf("the next document: %+v, %v", got, err)
			}
		})
	}
}

type brokenReader struct{}

var errBroken = errors.New("the store is away")

func (brokenReader) Read([]byte) (int, error) { return 0, errBroken }

func TestRunnerTellsSourceFromDocument(t *testing.T) {
	t.Parallel()
	r := testRunner(t, "read")
	for name, d := range map[string]Document{
		"fails": {Name: "a.txt", Size: 10, Body: io.MultiReader(strings.NewReader("metà"), brokenReader{})},
		"short": {Name: "a.txt", Size: 10, Body: strings.NewReader("metà")},
	} {
		if _, _, err := r.Read(t.Context(), d); !errors.Is(err, ErrSource) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := r.Read(ctx, document("a.txt", "x")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// The bombs of the collection end as a state, within the limits of a child.
func TestRunnerOutlivesBombs(t *testing.T) {
	t.Parallel()
	r := testRunner(t, "read")
	for _, name := range []string{"20-bomba.docx", "21-bomba.pdf", "22-foglio-smisurato.pdf"} {
		data, err := os.ReadFile(filepath.Join("testdata/documents", name))
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := r.Read(t.Context(), document(name, string(data)))
		ok := got.State == content.TextPartial || got.State == content.TextTooLarge || got.State == content.TextTimeout
		if name == "22-foglio-smisurato.pdf" {
			ok = got.State == content.TextOK
		}
		if err != nil || !ok {
			t.Errorf("%s: %+v, %v", name, got.Summary, err)
		}
		if next, _, err := r.Read(t.Context(), document("b.txt", "il prossimo")); err != nil || next.Texts[1] != "il prossimo" {
			t.Errorf("after %s: %+v, %v", name, next, err)
		}
	}
}
