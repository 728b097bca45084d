package s3test

import (
	"bufio"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take before it counts as never.
const patience = time.Minute

var listening = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// serveSite runs the program over attachments until the test ends, and gives
// its address.
func serveSite(t *testing.T, program, data, blobs string) string {
	t.Helper()
	c := exec.Command(program, "serve", "--listen", "127.0.0.1:0", "--data", data, "--blobs", blobs)
	c.Env = keys()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := c.Wait(); err != nil {
			t.Errorf("the server ended: %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address := listening.FindString(lines.Text()); address != "" {
			return address
		}
	}
	t.Fatal("the server does not listen")
	return ""
}

func keys() []string {
	return append(os.Environ(), "COPRATICA_S3_ACCESS_KEY="+accessKey, "COPRATICA_S3_SECRET_KEY="+secretKey)
}

const oneCase = `---
id: emporio
title: Un emporio
status: published
region: molise
sectors: [lavoro]
legal_instrument: coprogettazione
public_body: {name: Comune di Prova}
summary: Un emporio di prova.
attachments:
  - {file: "città \"nuova\".txt", title: Verbale, access: public}
  - {file: riservato.txt, title: Appunti, access: members}
---
Testo.
`

// importCase puts a case with two acts into a site.
func importCase(t *testing.T, program, data, blobs string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "emporio")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"case.md": oneCase, `città "nuova".txt`: "Il tavolo decide sul mirtillo.", "riservato.txt": "segreto",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.CommandContext(t.Context(), program, "import", "--data", data, "--blobs", blobs, dir)
	c.Env = keys()
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("import: %v\n%s", err, out)
	}
}

const act = "/casi/emporio/allegati/citt%C3%A0%20%22nuova%22.txt"

// While the bucket is away pages, texts and search work, and a download says
// why it cannot be had; with the bucket it comes back.
func TestSiteWithoutItsBucket(t *testing.T) {
	t.Parallel()
	program, data, l := build(t), t.TempDir(), newLine(t)
	blobs := "s3://" + bucket + "/senza?path_style=true&region=" + region + "&endpoint=" + url.QueryEscape(l.url)
	importCase(t, program, data, blobs)
	site := serveSite(t, program, data, blobs)
	untilFound(t, site)
	l.down.Store(true)
	for _, path := range []string{"/casi/emporio", "/casi?q=mirtillo", "/atti?q=mirtillo", act + "/testo?q=mirtillo", "/api/v1/cases/emporio", "/readyz"} {
		if r, body := fetch(t, site+path); r.StatusCode != http.StatusOK {
			t.Errorf("%s without the bucket: %d %s", path, r.StatusCode, body)
		}
	}
	r, body := fetch(t, site+act)
	if r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "non risponde: per ora questo file non si può scaricare") {
		t.Errorf("a download without the bucket: %d %s", r.StatusCode, body)
	}
	if r.Header.Get("Content-Disposition") != "" || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		t.Errorf("the page that says so comes as %v", r.Header)
	}
	l.down.Store(false)
	l.silent.Store(true)
	if r, body := fetch(t, site+act); r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "non risponde") {
		t.Errorf("a download from a bucket that is silent: %d %s", r.StatusCode, body)
	}
	l.silent.Store(false)
	if r, body := fetch(t, site+act); r.StatusCode != http.StatusOK || body != "Il tavolo decide sul mirtillo." {
		t.Errorf("with the bucket again: %d %s", r.StatusCode, body)
	}
}

// untilFound waits until the text of the act can be searched.
func untilFound(t *testing.T, site string) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; {
		r, body := fetch(t, site+"/api/v1/passages?q=mirtillo")
		if r.StatusCode == http.StatusOK && strings.Contains(body, `"total":1`) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the act is not found: %s", body)
		}
		time.Sleep(50 * time.Millisecond) // between two looks
	}
}

// Where links are configured a download is sent to the bucket, for who may have
// it and nobody else.
func TestSiteWithLinks(t *testing.T) {
	t.Parallel()
	program, data := build(t), t.TempDir()
	blobs := "s3://" + bucket + "/collegamenti?path_style=true&region=" + region + "&links=1m&endpoint=" + url.QueryEscape(endpoint)
	importCase(t, program, data, blobs)
	site := serveSite(t, program, data, blobs)
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(method, path string, headers ...string) *http.Response {
		t.Helper()
		q, err := http.NewRequestWithContext(t.Context(), method, site+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(headers); i += 2 {
			q.Header.Set(headers[i], headers[i+1])
		}
		r, err := stay.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close() // only the head matters
		return r
	}
	r := ask(http.MethodGet, act)
	to := r.Header.Get("Location")
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(to, endpoint+"/"+bucket) {
		t.Errorf("%d to %q, %v", r.StatusCode, to, r.Header)
	}
	got, body := fetch(t, site+act)
	if got.StatusCode != http.StatusOK || body != "Il tavolo decide sul mirtillo." {
		t.Errorf("followed: %d %s", got.StatusCode, body)
	}
	if how := got.Header.Get("Content-Disposition"); !strings.HasPrefix(how, "attachment; filename*=utf-8''citt%C3%A0%20%22nuova%22.txt") {
		t.Errorf("disposition %q", how)
	}
	head := ask(http.MethodHead, act)
	if head.StatusCode != http.StatusOK || head.Header.Get("ETag") == "" {
		t.Errorf("HEAD: %d %v", head.StatusCode, head.Header)
	}
	if r := ask(http.MethodGet, act, "If-None-Match", head.Header.Get("ETag")); r.StatusCode != http.StatusNotModified {
		t.Errorf("what the browser has: %d", r.StatusCode)
	}
	for _, path := range []string{"/casi/emporio/allegati/riservato.txt", "/casi/emporio/allegati/assente.txt"} {
		if r := ask(http.MethodGet, path); r.StatusCode != http.StatusNotFound || r.Header.Get("Location") != "" {
			t.Errorf("%s: %d to %q", path, r.StatusCode, r.Header.Get("Location"))
		}
	}
}
