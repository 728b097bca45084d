package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// childVariable makes the test binary be the program itself, so that it can be
// killed like one.
const childVariable = "COPRATICA_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" || len(os.Args) > 1 && os.Args[1] == readCommandName {
		main()
	}
	os.Exit(m.Run())
}

// patience is how long a test waits for what should take a moment: ten times
// what is promised.
const patience = 20 * time.Second

// A result is what the program said and returned.
type result struct {
	code     int
	out, err string
}

// environ is an environment of exactly these variables.
func environ(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

// run is the program with nothing in its environment.
func run(t *testing.T, args ...string) result {
	t.Helper()
	return runIn(t, nil, args...)
}

func runIn(t *testing.T, vars map[string]string, args ...string) result {
	t.Helper()
	var out, err bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 3*patience) // a serve that starts against all hope
	defer cancel()
	code := Run(ctx, args, environ(vars), strings.NewReader(""), &out, &err)
	return result{code, out.String(), err.String()}
}

// mustRun is run for what has to succeed.
func mustRun(t *testing.T, args ...string) result {
	t.Helper()
	r := run(t, args...)
	if r.code != exitDone {
		t.Fatalf("copratica %s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r
}

// A site under test is a serve that runs.
type served struct {
	url  string
	stop func() result
}

// serve starts the program on a free port and waits until it listens. It is
// stopped with the test, or before.
func serve(t *testing.T, args ...string) *served {
	t.Helper()
	return serveIn(t, nil, args...)
}

func serveIn(t *testing.T, vars map[string]string, args ...string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	var log lockedBuffer
	ended := make(chan result, 1)
	go func() {
		code := Run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), environ(vars), nil, w, &log)
		ended <- result{code: code, err: log.String()}
		w.Close() // a pipe's never fails
	}()
	stop := sync.OnceValue(func() result {
		cancel()
		select {
		case r := <-ended:
			return r
		case <-time.After(2 * patience):
			t.Errorf("serve does not stop\n%s", log.String())
			return result{code: -1}
		}
	})
	t.Cleanup(func() { stop() })
	address, err := listening(r)
	if err != nil {
		t.Fatalf("serve: %v\n%s", err, stop().err)
	}
	return &served{url: address, stop: stop}
}

// listening reads the address that serve prints, and goes on reading for ever.
func listening(r io.Reader) (string, error) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			go io.Copy(io.Discard, r) // whatever comes is not looked at
			return address, nil
		}
	}
	return "", fmt.Errorf("it ended without listening")
}

// A lockedBuffer may be read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// An apiCase is what the tests look at of a case in the API.
type apiCase struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Body        string `json:"body_markdown"`
	Attachments []struct {
		File   string `json:"file"`
		SHA256 string `json:"sha256"`
		URL    string `json:"url"`
	} `json:"attachments"`
}

// An apiResults is what they look at of a search.
type apiResults struct {
	Total int `json:"total"`
	Hits  []struct {
		ID string `json:"id"`
	} `json:"hits"`
}

// get reads an address of the site.
func (s *served) get(path string) (status int, body []byte, err error) {
	res, err := http.Get(s.url + path)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close() // read only
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, body, err
}

// getJSON decodes the answer of the API if it is 200.
func (s *served) getJSON(t *testing.T, path string, into any) (status int) {
	t.Helper()
	status, body, err := s.get(path)
	if err != nil {
		t.Fatal(err)
	}
	if status == http.StatusOK {
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatalf("GET %s: %v\n%s", path, err, body)
		}
	}
	return status
}

func (s *served) search(t *testing.T, q string) apiResults {
	t.Helper()
	var r apiResults
	if status := s.getJSON(t, "/api/v1/cases?per_page=100&q="+url.QueryEscape(q), &r); status != http.StatusOK {
		t.Fatalf("search %q: status %d", q, status)
	}
	return r
}

// ids are all cases that are found by no words at all.
func (s *served) ids(t *testing.T) map[string]bool {
	t.Helper()
	ids := make(map[string]bool)
	for page := 1; ; page++ {
		var r apiResults
		if status := s.getJSON(t, fmt.Sprintf("/api/v1/cases?per_page=100&page=%d", page), &r); status != http.StatusOK {
			t.Fatalf("list cases: status %d", status)
		}
		if len(r.Hits) == 0 {
			return ids
		}
		for _, h := range r.Hits {
			ids[h.ID] = true
		}
	}
}

// eventually waits for a condition to hold, and says what was still wrong if
// it never does.
func eventually(t *testing.T, wrong func() string) {
	t.Helper()
	waitFor(t, patience, wrong)
}

// waitFor is eventually, with a patience of its own.
func waitFor(t *testing.T, patience time.Duration, wrong func() string) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		why := wrong()
		if why == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %v: %s", patience, why)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// finds waits until exactly these cases are found by q.
func (s *served) finds(t *testing.T, q string, want ...string) {
	t.Helper()
	eventually(t, func() string {
		r := s.search(t, q)
		ok := r.Total == len(want) && len(r.Hits) >= len(want)
		for i := range want {
			ok = ok && r.Hits[i].ID == want[i]
		}
		if ok {
			return ""
		}
		return fmt.Sprintf("search %q finds %+v, want %v", q, r, want)
	})
}

// A testCase is written as a case folder.
type testCase struct {
	id, word string
	files    map[string]string // listed, for everybody
	front    string            // more front matter
}

func (c testCase) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\nid: %s\ntitle: Caso di prova %s\nsummary: Un caso per le prove.\n", c.id, c.id)
	b.WriteString("status: published\nregion: lombardia\nsectors: [poverta-e-inclusione]\nlegal_instrument: coprogettazione\n")
	b.WriteString("public_body: {name: Comune di Prova, type: comune}\nsources: [{url: \"https://example.org/atti\", read: 2026-11}]\n")
	b.WriteString(c.front)
	if len(c.files) > 0 {
		b.WriteString("attachments:\n")
	}
	for _, name := range sortedKeys(c.files) {
		fmt.Fprintf(&b, "  - {file: %q, title: Atto di prova, access: public}\n", name)
	}
	fmt.Fprintf(&b, "---\n## Contesto\n\nLa parola di questo caso è %s.\n", c.word)
	return b.String()
}

// write makes the case's folder below dir and returns it.
func (c testCase) write(t *testing.T, dir string) string {
	t.Helper()
	folder := filepath.Join(dir, c.id)
	for name, text := range c.files {
		writeFile(t, filepath.Join(folder, name), text)
	}
	writeFile(t, filepath.Join(folder, "case.md"), c.text())
	return folder
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, what, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%s has no %q:\n%s", what, want, text)
		}
	}
}
