package s3test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// A served program answers at url, over attachments at blobs.
type served struct {
	program, data, blobs string
	url, token           string
	stop                 func()
}

// serveProgram starts the program, with somebody who may write.
func serveProgram(t testing.TB, program, blobs string) *served {
	t.Helper()
	s := &served{program: program, data: filepath.Join(t.TempDir(), "data"), blobs: blobs}
	s.run(t, "person", "add", "editor@example.org", "--role", "editor")
	out := s.run(t, "person", "token", "editor@example.org", "--scope", "write")
	s.token, _, _ = strings.Cut(out, "\n")
	ctx, cancel := context.WithCancel(t.Context())
	c := command(ctx, program, "serve", "--listen", "127.0.0.1:0", "--data", s.data, "--blobs", blobs)
	var log bytes.Buffer
	c.Stderr = &log
	stdout, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	s.stop = func() {
		cancel()
		_ = c.Wait() // it was killed
	}
	t.Cleanup(s.stop)
	for lines := bufio.NewScanner(stdout); s.url == "" && lines.Scan(); {
		s.url, _ = strings.CutPrefix(lines.Text(), "listening on ")
	}
	if s.url == "" {
		t.Fatalf("it does not listen\n%s", log.String())
	}
	return s
}

func (s *served) run(t testing.TB, args ...string) string {
	t.Helper()
	return runProgram(t, s.program, append(args, "--data", s.data, "--blobs", s.blobs)...)
}

// create sends a new case with its files, without ever holding their bytes.
func (s *served) create(t testing.TB, id, lang string, files map[string]io.Reader) (status int, said string) {
	t.Helper()
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() { w.CloseWithError(writeForm(form, id, files)) }()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/api/v1/cases?lang="+lang, r)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Authorization", "Bearer "+s.token)
	res, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() // read only
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func writeForm(form *multipart.Writer, id string, files map[string]io.Reader) error {
	var text strings.Builder
	fmt.Fprintf(&text, "---\nid: %s\ntitle: Caso %s\nsummary: Un caso per le prove.\nstatus: published\nregion: lazio\n", id, id)
	text.WriteString("sectors: [anziani]\nlegal_instrument: coprogettazione\npublic_body: {name: Comune di Prova}\nattachments:\n")
	for name := range files {
		fmt.Fprintf(&text, "  - {file: %q, access: public}\n", name)
	}
	text.WriteString("---\n## Contesto\n\nUn caso.\n")
	if err := form.WriteField("case", text.String()); err != nil {
		return err
	}
	for name, bytes := range files {
		part, err := form.CreateFormFile("files", name)
		if err != nil {
			return err
		}
		if _, err := io.Copy(part, bytes); err != nil {
			return err
		}
	}
	return form.Close()
}

func (s *served) get(t testing.TB, path string) (status int, body string) {
	t.Helper()
	res, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() // read only
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// Whatever is wrong with the bucket: an upload says that nothing was saved, and
// nothing is; what is there can be read and found; and the same again is taken
// once the bucket is well.
func TestUploadWhileTheBucketIsUnwell(t *testing.T) {
	t.Parallel()
	program := build(t)
	for name, unwell := range map[string]func(l *line, on bool){
		"down":         func(l *line, on bool) { l.down.Store(on) },
		"hangs":        func(l *line, on bool) { l.silent.Store(on) },
		"wrong secret": func(l *line, on bool) { l.forges.Store(on) },
		"cut":          func(l *line, on bool) { l.cutPut.Store(map[bool]int64{true: 1000}[on]) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLine(t)
			s := serveProgram(t, program, placeAt(l.url, "guasti/"+strings.ReplaceAll(name, " ", "-")))
			files := func(text string) map[string]io.Reader {
				return map[string]io.Reader{"atto.txt": strings.NewReader(text), "grande.bin": strings.NewReader(letters(1 << 20))}
			}
			if status, said := s.create(t, "prima", "it", files("prima")); status != http.StatusCreated {
				t.Fatalf("while all is well: status %d\n%s", status, said)
			}
			unwell(l, true)
			sentences := map[string]string{"it": "Non è stato salvato nulla", "en": "Nothing was saved"}
			if name == "hangs" { // once is long enough
				delete(sentences, "en")
			}
			for lang, say := range sentences {
				status, said := s.create(t, "dopo", lang, map[string]io.Reader{"atto.txt": strings.NewReader("dopo")})
				if status != http.StatusServiceUnavailable || !strings.Contains(said, say) {
					t.Errorf("status %d\n%s", status, said)
				}
			}
			for path, want := range map[string]int{"/casi/prima": 200, "/api/v1/cases?q=prima": 200, "/api/v1/cases/dopo": 404} {
				if status, _ := s.get(t, path); status != want {
					t.Errorf("%s: status %d, want %d", path, status, want)
				}
			}
			unwell(l, false)
			if out := s.run(t, "verify"); !strings.Contains(out, "1 cases") || !strings.Contains(out, " 0 findings") {
				t.Errorf("verify:\n%s", out)
			}
			if status, said := s.create(t, "dopo", "it", files("dopo")); status != http.StatusCreated {
				t.Errorf("the same again: status %d\n%s", status, said)
			}
			if status, got := s.get(t, "/casi/dopo/allegati/atto.txt"); status != http.StatusOK || got != "dopo" {
				t.Errorf("read back: status %d, %q", status, got)
			}
			if out := s.run(t, "verify"); !strings.Contains(out, "2 cases") || !strings.Contains(out, " 0 findings") {
				t.Errorf("verify in the end:\n%s", out)
			}
		})
	}
}
