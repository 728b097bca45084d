package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"copratica/content"
)

// A desk is a library of its own that can be written to, and its site.
type desk struct {
	*house
	*testing.T
	site *gin.Engine
}

func openDesk(t *testing.T, change ...func(*Config)) *desk {
	t.Helper()
	h, err := openEmptyHouse(filepath.Join(t.TempDir(), "house"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = h.index.Close(), h.store.Close() })
	d := &desk{house: h, T: t}
	cfg := h.config()
	cfg.Nudge = func() {
		if err := h.catchUp(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
	for _, f := range change {
		f(&cfg)
	}
	s, err := newSite(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if d.site, err = s.engine(); err != nil {
		t.Fatal(err)
	}
	return d
}

// token is one for a person with this role, who is made if need be.
func (d *desk) token(role content.Role, scope content.Scope) string {
	d.Helper()
	email := string(role) + "@example.org"
	if _, err := d.store.Person(d.Context(), email); err != nil {
		if err := d.store.AddPerson(d.Context(), content.Person{Email: email, Role: role, Created: time.Now()}); err != nil {
			d.Fatal(err)
		}
	}
	secret, hash := content.NewToken()
	now := time.Now()
	token := content.Token{Hash: hash, Email: email, Scope: scope, Created: now, Expires: now.Add(time.Hour)}
	if err := d.store.AddToken(d.Context(), token); err != nil {
		d.Fatal(err)
	}
	return "Bearer " + secret
}

func (d *desk) editor() string { return d.token(content.RoleEditor, content.ScopeWrite) }

// A sent file is one part of a form.
type sent struct{ field, name, body string }

func withFile(name, body string) sent { return sent{partFiles, name, body} }

// form is a body with a text, unless it is empty, and parts.
func form(t *testing.T, text string, parts ...sent) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if text != "" {
		parts = append([]sent{{partCase, "case.md", text}}, parts...)
	}
	for _, p := range parts {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, p.field, strings.ReplaceAll(p.name, `"`, `\"`)))
		h.Set("Content-Type", "application/octet-stream")
		part, err := w.CreatePart(h)
		if err == nil {
			_, err = io.WriteString(part, p.body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

// send sends a form; headers are name, value, name, value.
func (d *desk) send(method, target, text string, parts []sent, headers ...string) *httptest.ResponseRecorder {
	d.Helper()
	body, contentType := form(d.T, text, parts...)
	return d.sendBody(method, target, body, append([]string{"Content-Type", contentType}, headers...)...)
}

func (d *desk) sendBody(method, target string, body []byte, headers ...string) *httptest.ResponseRecorder {
	d.Helper()
	r := httptest.NewRequest(method, target, bytes.NewReader(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return do(d.T, d.site, r)
}

func (d *desk) create(text string, parts ...sent) *httptest.ResponseRecorder {
	d.Helper()
	return d.send(http.MethodPost, "/api/v1/cases", text, parts, "Authorization", d.editor())
}

// mustCreate creates a case that has to be good.
func (d *desk) mustCreate(text string, parts ...sent) {
	d.Helper()
	if w := d.create(text, parts...); w.Code != http.StatusCreated {
		d.Fatalf("create: status %d\n%s", w.Code, w.Body)
	}
}

// files are those below the folder of a house, as paths.
func (d *desk) files(folder string) []string {
	d.Helper()
	var names []string
	err := filepath.WalkDir(filepath.Join(d.dir, folder), func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		d.Fatal(err)
	}
	return names
}

// empty checks that nothing was left of what was refused.
func (d *desk) empty(what string) {
	d.Helper()
	for _, folder := range []string{"spool", "blobs"} {
		if left := d.files(folder); len(left) > 0 {
			d.Errorf("%s: left in %s: %v", what, folder, left)
		}
	}
	d.noCases(what)
}

func (d *desk) noCases(what string) {
	d.Helper()
	all, err := d.store.Cases(d.Context(), content.Filter{})
	if err != nil || len(all) > 0 {
		d.Errorf("%s: %d cases are stored, %v", what, len(all), err)
	}
}

// caseText is a case with these acts, listed for everybody.
func caseText(id, front, word string, acts ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\nid: %s\ntitle: Caso %s\nsummary: Un caso per le prove.\n%sregion: lazio\nsectors: [anziani]\n", id, id, front)
	b.WriteString("legal_instrument: coprogettazione\npublic_body: {name: Comune di Prova}\nsources: [{url: \"https://example.org/\"}]\n")
	if len(acts) > 0 {
		b.WriteString("attachments:\n")
	}
	for _, name := range acts {
		fmt.Fprintf(&b, "  - {file: %q, access: public}\n", name)
	}
	fmt.Fprintf(&b, "---\n## Contesto\n\nLa parola è %s.\n", word)
	return b.String()
}

const published = "status: published\n"
