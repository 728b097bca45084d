package server

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"copratica/content"
)

// What is over a limit, or wrong with the form, is refused with a sentence and
// leaves nothing behind, whatever came before it.
func TestUploadsThatAreRefused(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	d := openDesk(t, func(cfg *Config) { cfg.MaxFile = limit })
	token := d.editor()
	text := caseText("caso", published, "qcaso", "a.txt")
	good := withFile("a.txt", "atto")
	many := make([]sent, maxUploadFiles+1)
	for i := range many {
		many[i] = withFile(fmt.Sprintf("%d.txt", i), "x")
	}
	whole := make([]sent, 7)
	for i := range whole {
		whole[i] = withFile(fmt.Sprintf("%d.txt", i), strings.Repeat("x", limit))
	}
	for _, tt := range []struct {
		name   string
		text   string
		parts  []sent
		status int
		say    string
		field  string
	}{
		{"one byte too many", text, []sent{withFile("a.txt", strings.Repeat("x", limit+1))}, 413, "al massimo 1 MB", ""},
		{"too large after a good one", text, []sent{good, withFile("b.txt", strings.Repeat("x", limit+1))}, 413, "Non è stato salvato nulla", ""},
		{"too large as a whole", text, whole, 413, "tutto l'invio 6 MB", ""},
		{"too many", text, many, 413, "al massimo 100 file", ""},
		{"a long text", text + strings.Repeat("x", content.MaxCaseSize), []sent{good}, 413, "256 kB", ""},
		{"0 bytes", text, []sent{withFile("25-vuoto.pdf", "")}, 400, "«25-vuoto.pdf» è vuoto (0 byte)", "files"},
		{"0 bytes after a good one", text, []sent{good, withFile("25-vuoto.pdf", "")}, 400, "0 byte", "files"},
		{"no text", "", []sent{good}, 400, "Manca il testo", "case"},
		{"two texts", text, []sent{{partCase, "case.md", text}}, 400, "due testi", "case"},
		{"an unknown part", text, []sent{good, {"altro", "x.txt", "x"}}, 400, "«altro» non è una voce prevista", "altro"},
		{"a folder", text, []sent{withFile("../a.txt", "x")}, 400, "nome semplice", "files"},
		{"another folder", text, []sent{withFile("b/a.txt", "x")}, 400, "nome semplice", "files"},
		{"no name", text, []sent{withFile("", "x")}, 400, "nome semplice", "files"},
		{"256 bytes", text, []sent{withFile(strings.Repeat("a", 256), "x")}, 400, "255 byte", "files"},
		{"the text's name", text, []sent{withFile("Case.md", "x")}, 400, "nome semplice", "files"},
		{"a character that turns the line", text, []sent{withFile("a\u202etxt.exe", "x")}, 400, "nome semplice", "files"},
		{"the same name", text, []sent{good, withFile("A.txt", "x")}, 400, "stesso nome", "attachments"},
		{"not sent", text, nil, 400, "«a.txt» non è tra i file inviati", "attachments[0].file"},
		{"no id", strings.Replace(text, "id: caso\n", "", 1), []sent{good}, 400, "identificativo", "id"},
		{"no YAML", "ciao", []sent{good}, 400, "Riga 1: Quello che è stato inviato non si può leggere", ""},
	} {
		w := d.send(http.MethodPost, "/api/v1/cases", tt.text, tt.parts, "Authorization", token)
		if w.Code != tt.status {
			t.Errorf("%s: status %d, want %d\n%s", tt.name, w.Code, tt.status, w.Body)
			continue
		}
		p := decode[problem](t, w)
		if !strings.Contains(p.Detail, tt.say) {
			t.Errorf("%s: says %q, want words about %q", tt.name, p.Detail, tt.say)
		}
		if tt.status == 400 && (len(p.Errors) == 0 || p.Errors[0].Field != tt.field) {
			t.Errorf("%s: errors %+v, want one of %q", tt.name, p.Errors, tt.field)
		}
		d.noCases(tt.name)
		if left := d.files("spool"); len(left) > 0 {
			t.Errorf("%s: left in the spool: %v", tt.name, left)
		}
		if tt.status == 413 && len(d.files("blobs")) > 0 {
			t.Errorf("%s: left among the blobs: %v", tt.name, d.files("blobs"))
		}
	}
	for name, body := range map[string]string{"JSON": "{}", "nothing": ""} {
		w := d.sendBody(http.MethodPost, "/api/v1/cases", []byte(body), "Authorization", token, "Content-Type", "application/json")
		if w.Code != http.StatusUnsupportedMediaType || !strings.Contains(w.Body.String(), "multipart/form-data") {
			t.Errorf("%s: status %d\n%s", name, w.Code, w.Body)
		}
	}
	body, kind := form(t, text, good)
	for cut := 1; cut < len(body)-4; cut += 37 {
		w := d.sendBody(http.MethodPost, "/api/v1/cases", body[:cut], "Authorization", token, "Content-Type", kind)
		if w.Code != http.StatusBadRequest {
			t.Errorf("cut at %d of %d: status %d\n%s", cut, len(body), w.Code, w.Body)
		}
	}
	d.noCases("forms that were cut")
	if w := d.send(http.MethodPost, "/api/v1/cases", text, []sent{good}, "Authorization", token); w.Code != http.StatusCreated {
		t.Errorf("after all that: status %d\n%s", w.Code, w.Body)
	}
}

// Everything wrong with a text is told at once, by field and line, in the
// language asked for.
func TestErrorsOfATextByField(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	text := strings.NewReplacer("region: lazio", "region: laziò", "sectors: [anziani]", "meetings: molti").Replace(caseText("caso", published, "q"))
	for lang, say := range map[string]string{"it": "«laziò» non è un valore previsto per «region». Forse intendevi «lazio».", "en": "Perhaps you meant “lazio”."} {
		w := d.send(http.MethodPost, "/api/v1/cases?lang="+lang, text, nil, "Authorization", d.editor())
		p := decode[problem](t, w)
		if w.Code != http.StatusBadRequest {
			t.Fatalf("status %d\n%s", w.Code, w.Body)
		}
		fields := map[string]fieldProblem{}
		for _, e := range p.Errors {
			fields[e.Field] = e
		}
		if e := fields["region"]; e.Line != 6 || e.Nearest != "lazio" || !strings.Contains(e.Detail, say) || e.Reason == "" {
			t.Errorf("%s: region: %+v", lang, e)
		}
		for field, code := range map[string]content.Code{"meetings": content.CodeType, "sectors": content.CodeRequired} {
			if fields[field].Code != code || strings.Contains(fields[field].Detail, "{{") {
				t.Errorf("%s: %s: %+v, want %s", lang, field, fields[field], code)
			}
		}
	}
	d.empty("a text with faults")
}

// Names arrive as they were given, put together where they came taken apart.
func TestNamesOfFiles(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	for i, name := range []string{"citta\u0300.txt", "perche\u0301 no?.txt", hardName, strings.Repeat("è", 127), "a%22b.txt"} {
		composed := strings.NewReplacer("a\u0300", "à", "e\u0301", "é").Replace(name)
		id := fmt.Sprint("caso-", i)
		d.mustCreate(strings.Replace(caseText(id, published, "q"), "sources:", "attachments: [{file: '"+strings.ReplaceAll(composed, "'", "''")+"', access: public}]\nsources:", 1), withFile(name, "parole"))
		if w := get(t, d.site, filePath(id, composed)); w.Code != http.StatusOK || w.Body.String() != "parole" {
			t.Errorf("%q: status %d", name, w.Code)
		}
	}
}

// live is the desk's site behind a real connection.
func (d *desk) live() string {
	d.Helper()
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = NewHTTPServer(d.site)
	srv.Start()
	d.Cleanup(srv.Close)
	return srv.Listener.Addr().String()
}

// endless is a form with a file that goes on until its writer is stopped.
type endless struct{ head io.Reader }

func (e endless) Read(p []byte) (int, error) {
	if n, err := e.head.Read(p); err == nil {
		return n, nil
	}
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// A body without a length is stopped at the limit, with an answer.
func TestChunkedBodyOverTheLimit(t *testing.T) {
	t.Parallel()
	d := openDesk(t, func(cfg *Config) { cfg.MaxFile = 1 << 20 })
	address, token := d.live(), d.editor()
	body, kind := form(t, caseText("caso", published, "q", "a.txt"), withFile("a.txt", ""))
	head := body[:strings.LastIndex(string(body), "\r\n--")]
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/api/v1/cases", endless{strings.NewReader(string(head))})
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() // read only
	said, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(said), "al massimo 1 MB") {
		t.Errorf("status %d, %v\n%s", res.StatusCode, err, said)
	}
	d.empty("a chunked body over the limit")
}

// A length over the limit is refused before the first byte is asked for.
func TestLengthOverTheLimit(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	request := "POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nAuthorization: " + d.editor() +
		"\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n"
	res, err := raw(t, d.live(), request)
	if err != nil || res.StatusCode != http.StatusRequestEntityTooLarge || !res.Close {
		t.Errorf("%+v, %v", res, err)
	}
	d.empty("a length over the limit")
}

// A client that goes away in the middle leaves nothing behind.
func TestClientThatGoesAway(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	address := d.live()
	body, kind := form(t, caseText("caso", published, "q", "a.txt"), withFile("a.txt", strings.Repeat("x", 8<<20)))
	for _, length := range []string{fmt.Sprint("Content-Length: ", len(body)), "Transfer-Encoding: chunked"} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST /api/v1/cases HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Type: %s\r\n%s\r\n\r\n", d.editor(), kind, length)
		if strings.HasPrefix(length, "Transfer") {
			fmt.Fprintf(conn, "%x\r\n", len(body))
		}
		if _, err := conn.Write(body[:len(body)/2]); err != nil {
			t.Fatal(err)
		}
		poll(t, func() bool { return len(d.files("spool")) == 1 })
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
		poll(t, func() bool { return len(d.files("spool")) == 0 })
		d.empty("a client that went away, " + length)
	}
}

// poll waits for a condition that takes a moment.
func poll(t *testing.T, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not come")
		}
	}
}

// A body that does not keep up is cut off with an answer.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	slow := make(chan error, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := &pacedBody{body: r.Body, conn: http.NewResponseController(w), began: time.Now().Add(-readTimeout)}
		_, err := io.ReadAll(body)
		slow <- bodyFault(context.Background(), err)
	}))
	defer srv.Close()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() // nothing more is sent
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
	if err := <-slow; !errors.Is(err, errSlow) || statusOf(err) != http.StatusRequestTimeout {
		t.Errorf("%v", err)
	}
	if _, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
		t.Errorf("no answer: %v", err)
	}
}

// While another program has the store locked nothing is saved, and the same
// again works once it lets go.
func TestLockedStore(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	text, file := caseText("caso", published, "q", "a.txt"), withFile("a.txt", "atto")
	token := d.editor()
	if w := get(t, d.site, "/api/v1/cases", "Authorization", token); w.Code != http.StatusOK { // notes its use
		t.Fatalf("status %d", w.Code)
	}
	other, err := sql.Open("sqlite", "file:"+filepath.Join(d.dir, "copratica.db")+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close() // let go of below
	lock, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	w := d.send(http.MethodPost, "/api/v1/cases", text, []sent{file}, "Authorization", token, "Accept-Language", "en")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "Nothing was saved") {
		t.Errorf("locked: status %d\n%s", w.Code, w.Body)
	}
	d.noCases("a locked store")
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	if w := d.send(http.MethodPost, "/api/v1/cases", text, []sent{file}, "Authorization", token); w.Code != http.StatusCreated {
		t.Errorf("after it let go: status %d\n%s", w.Code, w.Body)
	}
}
