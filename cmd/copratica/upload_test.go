package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tokenOf adds a person with a role, unless there is one, and makes a token.
func tokenOf(t *testing.T, data, role, scope string) string {
	t.Helper()
	email := role + "@example.org"
	if r := run(t, "person", "list", "--data", data); !strings.Contains(r.out, email) {
		mustRun(t, "person", "add", email, "--role", role, "--data", data)
	}
	return strings.TrimSpace(mustRun(t, "person", "token", email, "--scope", scope, "--data", data).out)
}

// upload sends a case with its files; tag is for If-Match, "" for none.
func (s *served) upload(token, method, path, tag string, c testCase) (status int, body string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormField("case")
	if err == nil {
		_, err = io.WriteString(part, c.text())
	}
	for _, name := range sortedKeys(c.files) {
		if err == nil {
			part, err = w.CreateFormFile("files", name)
		}
		if err == nil {
			_, err = io.WriteString(part, c.files[name])
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return 0, "", err
	}
	r, err := http.NewRequest(method, s.url+path, &b)
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Authorization", "Bearer "+token)
	if tag != "" {
		r.Header.Set("If-Match", tag)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close() // read only
	said, err := io.ReadAll(res.Body)
	return res.StatusCode, string(said), err
}

// create uploads a new case.
func (s *served) create(t *testing.T, token string, c testCase) (status int, body string) {
	t.Helper()
	status, body, err := s.upload(token, http.MethodPost, "/api/v1/cases", "", c)
	must(t, err)
	return status, body
}

// From a person at the terminal to a case that is found: the server runs all
// the while, and heeds at once what is said of the person.
func TestUpload(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	s := serve(t, "--data", data, "--max-file", "1")
	token := tokenOf(t, data, "editor", "write")
	c := testCase{id: "caricato", word: "qcaricato", files: map[string]string{"atto.txt": "un atto con la parola qnellatto"}}
	if status, said := s.create(t, token, c); status != http.StatusCreated {
		t.Fatalf("status %d\n%s", status, said)
	}
	s.finds(t, "qcaricato", "caricato")
	s.finds(t, "qnellatto", "caricato") // its text was read
	c.word = "qcambiato"
	if status, said, err := s.upload(token, http.MethodPut, "/api/v1/cases/caricato", `"1"`, c); err != nil || status != http.StatusOK {
		t.Errorf("change: status %d, %v\n%s", status, err, said)
	}
	s.finds(t, "qcambiato", "caricato")
	s.finds(t, "qcaricato")
	large := testCase{id: "grande", word: "qgrande", files: map[string]string{"atto.txt": strings.Repeat("x", 1<<20+1)}}
	if status, said := s.create(t, token, large); status != http.StatusRequestEntityTooLarge {
		t.Errorf("over --max-file: status %d\n%s", status, said)
	}

	next := testCase{id: "altro", word: "qaltro"}
	tries := func(want int) {
		t.Helper()
		if status, said := s.create(t, token, next); status != want {
			t.Errorf("status %d, want %d\n%s", status, want, said)
		}
	}
	mustRun(t, "person", "role", "editor@example.org", "member", "--data", data)
	tries(http.StatusForbidden)
	mustRun(t, "person", "role", "editor@example.org", "admin", "--data", data)
	mustRun(t, "person", "disable", "editor@example.org", "--data", data)
	tries(http.StatusUnauthorized)
	mustRun(t, "person", "disable", "editor@example.org", "--undo", "--data", data)
	tries(http.StatusCreated)
	list := mustRun(t, "person", "list", "--data", data).out
	has(t, "person list", list, "editor@example.org, admin, since ", "write, made ", "last used ")
	_, rest, _ := strings.Cut(list, "token ")
	id, _, _ := strings.Cut(rest, ",")
	mustRun(t, "person", "token", "editor@example.org", "--revoke", id, "--data", data)
	tries(http.StatusUnauthorized)
	if r := s.stop(); strings.Contains(r.err, token) || strings.Contains(r.err, "copratica_") {
		t.Errorf("the token is in the log:\n%s", r.err)
	}
	if r := mustRun(t, "verify", "--data", data); !strings.Contains(r.out, " 0 findings") {
		t.Errorf("verify:\n%s", r.out)
	}
}

func TestPersonSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	mustRun(t, "person", "add", "Anna@example.org", "--role", "editor", "--data", data)
	for _, c := range []struct {
		args string
		code int
		say  string
	}{
		{"add anna@example.org --role member", exitFailed, "there is a person anna@example.org already"},
		{"add anna --role member", exitUsage, "must be an e-mail address"},
		{"add bruno@example.org --role root", exitUsage, "member"},
		{"add bruno@example.org", exitUsage, "--role"},
		{"role bruno@example.org member", exitFailed, "there is no person bruno@example.org"},
		{"disable bruno@example.org", exitFailed, "there is no person"},
		{"token bruno@example.org --scope read", exitFailed, "there is no person"},
		{"token anna@example.org", exitUsage, "--scope"},
		{"token anna@example.org --scope all", exitUsage, "scope"},
		{"token anna@example.org --scope read --days 0", exitUsage, "--days"},
		{"token anna@example.org --revoke 0123456789", exitFailed, "has no token 0123456789"},
	} {
		r := run(t, append([]string{"person", "--data", data}, strings.Fields(c.args)...)...)
		if r.code != c.code || !strings.Contains(r.err, c.say) || strings.Count(r.err, "\n") != 1 {
			t.Errorf("person %s: exit %d, %q; want %d and words about %q", c.args, r.code, r.err, c.code, c.say)
		}
	}
}

// On a full disk an upload is refused with a sentence and leaves no case; with
// room again the same one is taken.
func TestUploadOntoAFullDisk(t *testing.T) {
	t.Parallel()
	ownMounts(t)
	for name, where := range map[string]struct{ data, blobs string }{
		"blobs": {data: "plain", blobs: "small/blobs"},
		"data":  {data: "small/data", blobs: "plain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			must(t, os.Mkdir(filepath.Join(dir, "small"), 0o700))
			const script = `
mount -t tmpfs -o size=16m none "$1/small" && head -c 8m /dev/zero >"$1/small/filler"
export COPRATICA_DATA="$1/$2" COPRATICA_BLOBS="dir:$1/$3"
"$0" person add editor@example.org --role editor && "$0" person token editor@example.org --scope write
exec "$0" serve --listen=127.0.0.1:0`
			cmd := exec.Command("unshare", "--map-root-user", "--mount", "sh", "-c", script, os.Args[0], dir, where.data, where.blobs)
			cmd.Env = append(os.Environ(), childVariable+"=1")
			var log lockedBuffer
			cmd.Stderr = &log
			out, err := cmd.StdoutPipe()
			must(t, err)
			must(t, cmd.Start())
			defer cmd.Process.Kill() // it has no end of its own
			lines := bufio.NewScanner(out)
			token := ""
			for token == "" && lines.Scan() {
				if strings.HasPrefix(lines.Text(), "copratica_") {
					token = lines.Text()
				}
			}
			address := ""
			for address == "" && lines.Scan() {
				address, _ = strings.CutPrefix(lines.Text(), "listening on ")
			}
			if address == "" {
				t.Fatalf("it does not listen\n%s", log.String())
			}
			s := &served{url: address}
			c := testCase{id: "pieno", word: "qpieno", files: map[string]string{"atto.bin": strings.Repeat("\x00\xff", 5<<20)}}
			status, said := s.create(t, token, c)
			if status != http.StatusInsufficientStorage || !strings.Contains(said, "Non è stato salvato nulla: lo spazio") {
				t.Errorf("status %d\n%s", status, said)
			}
			if status, _, err := s.get("/casi/pieno"); err != nil || status != http.StatusNotFound {
				t.Errorf("the case is there: status %d, %v", status, err)
			}
			inside := filepath.Join(fmt.Sprintf("/proc/%d/root", cmd.Process.Pid), dir)
			for _, pattern := range []string{where.data + "/spool/*", where.blobs + "/partial/*", where.blobs + "/sha256/*/*/*"} {
				if left, err := filepath.Glob(filepath.Join(inside, pattern)); err != nil || len(left) > 0 {
					t.Errorf("left behind: %v, %v", left, err)
				}
			}
			small := testCase{id: "piccolo", word: "qpiccolo", files: map[string]string{"atto.txt": "un atto"}}
			if status, said := s.create(t, token, small); status != http.StatusCreated {
				t.Errorf("a small one: status %d\n%s", status, said)
			}
			must(t, os.Remove(filepath.Join(inside, "small/filler")))
			if status, said := s.create(t, token, c); status != http.StatusCreated {
				t.Errorf("with room again: status %d\n%s", status, said)
			}
			status, got, err := s.get("/casi/pieno/allegati/atto.bin")
			if err != nil || status != http.StatusOK || string(got) != c.files["atto.bin"] {
				t.Errorf("atto.bin: status %d, %d bytes, %v", status, len(got), err)
			}
			var p struct{ Detail string }
			if status, said := s.create(t, token, c); status != http.StatusConflict || json.Unmarshal([]byte(said), &p) != nil || p.Detail == "" {
				t.Errorf("once more: status %d\n%s", status, said)
			}
		})
	}
}
