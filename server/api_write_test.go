package server

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"copratica/content"
)

func TestCreateCase(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	w := d.create(caseText("nuovo", published, "qzaffiro", "avviso.pdf", hardName),
		withFile("avviso.pdf", "%PDF-1.4 avviso"), withFile(hardName, "parole"), withFile("in-piu.txt", "non elencato"))
	if w.Code != http.StatusCreated || w.Header().Get("Location") != "/api/v1/cases/nuovo" || w.Header().Get("ETag") != `"1"` {
		t.Fatalf("status %d, %v\n%s", w.Code, w.Header(), w.Body)
	}
	saved := decode[savedJSON](t, w)
	if saved.ID != "nuovo" || saved.URL != "/casi/nuovo" || saved.Revision != 1 || saved.Unchanged {
		t.Errorf("%+v", saved)
	}
	if len(saved.Warnings) != 1 || saved.Warnings[0].Code != content.CodeUnlisted || saved.Warnings[0].Value != "in-piu.txt" {
		t.Errorf("warnings %+v, want one of the file that is not listed", saved.Warnings)
	}
	for name, want := range map[string]string{"avviso.pdf": "%PDF-1.4 avviso", hardName: "parole"} {
		if w := get(t, d.site, filePath("nuovo", name)); w.Body.String() != want {
			t.Errorf("%s: status %d, %q", name, w.Code, w.Body)
		}
	}
	if w := get(t, d.site, filePath("nuovo", "in-piu.txt")); w.Code != http.StatusNotFound {
		t.Errorf("a file that nobody listed: status %d for a visitor", w.Code)
	}
	if w := get(t, d.site, filePath("nuovo", "in-piu.txt"), "Authorization", d.editor()); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("for the desk: status %d, %s", w.Code, w.Header().Get("Cache-Control"))
	}
	if a := decode[answerJSON](t, get(t, d.site, "/api/v1/cases?q=qzaffiro")); a.Total != 1 {
		t.Errorf("it is not found: %+v", a)
	}
	if left := d.files("spool"); len(left) > 0 {
		t.Errorf("left in the spool: %v", left)
	}
	history, err := d.store.History(t.Context(), "nuovo")
	if err != nil || len(history) != 1 || history[0].Author != "editor@example.org" {
		t.Errorf("history %+v, %v", history, err)
	}
	if w := d.create(caseText("nuovo", "", "altra")); w.Code != http.StatusConflict {
		t.Errorf("the same id again: status %d\n%s", w.Code, w.Body)
	}
}

func TestReplaceCase(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	d.mustCreate(caseText("caso", published, "qprima", "a.txt", "b.txt"), withFile("a.txt", "atto a"), withFile("b.txt", "atto b"))
	token := d.editor()
	replace := func(tag, text string, parts ...sent) (int, savedJSON, string) {
		t.Helper()
		headers := []string{"Authorization", token}
		if tag != "" {
			headers = append(headers, "If-Match", tag)
		}
		w := d.send(http.MethodPut, "/api/v1/cases/caso", text, parts, headers...)
		if w.Code >= http.StatusBadRequest {
			return w.Code, savedJSON{}, w.Body.String()
		}
		return w.Code, decode[savedJSON](t, w), w.Header().Get("ETag")
	}
	second := caseText("caso", published, "qseconda", "a.txt", "c.txt")
	for tag, want := range map[string]int{"": 428, `"0"`: 412, `"2"`: 412, `W/"1"`: 412, `1`: 412, `"1`: 412} {
		if status, _, said := replace(tag, second, withFile("c.txt", "atto c")); status != want {
			t.Errorf("If-Match %q: status %d, want %d\n%s", tag, status, want, said)
		}
	}
	if status, _, said := replace(`"1"`, second); status != 400 || !strings.Contains(said, "c.txt") {
		t.Errorf("a listed file that is nowhere: status %d\n%s", status, said)
	}
	if status, _, said := replace(`"1"`, caseText("altro", published, "qseconda")); status != 400 || !strings.Contains(said, `"field":"id"`) {
		t.Errorf("another id in the text: status %d\n%s", status, said)
	}
	status, saved, tag := replace(`"9", "1"`, second, withFile("c.txt", "atto c"))
	if status != 200 || saved.Revision != 2 || tag != `"2"` {
		t.Fatalf("status %d, %+v, ETag %s", status, saved, tag)
	}
	for name, want := range map[string]int{"a.txt": 200, "b.txt": 404, "c.txt": 200} {
		if w := get(t, d.site, filePath("caso", name)); w.Code != want {
			t.Errorf("%s: status %d, want %d", name, w.Code, want)
		}
	}
	if status, saved, tag := replace(`"2"`, second); status != 200 || !saved.Unchanged || tag != `"2"` {
		t.Errorf("the same again: status %d, %+v, ETag %s", status, saved, tag)
	}
	if status, saved, _ := replace(`*`, second, withFile("a.txt", "atto a, nuovo")); status != 200 || saved.Revision != 3 {
		t.Errorf("over whatever is current: status %d, %+v", status, saved)
	}
	if got := get(t, d.site, filePath("caso", "a.txt")).Body.String(); got != "atto a, nuovo" {
		t.Errorf("a.txt is %q", got)
	}
	if w := d.send(http.MethodPut, "/api/v1/cases/niente", second, nil, "Authorization", token, "If-Match", "*"); w.Code != 404 {
		t.Errorf("a case that is not there: status %d", w.Code)
	}
}

// Of those who change one revision at a time, one does.
func TestReplaceAtTheSameTime(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	d.mustCreate(caseText("caso", "", "qprima"))
	token := d.editor()
	got := make([]int, 8)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			got[i] = d.send(http.MethodPut, "/api/v1/cases/caso", caseText("caso", "", fmt.Sprint("parola", i)), nil,
				"Authorization", token, "If-Match", `"1"`).Code
		})
	}
	wg.Wait()
	once(t, got, http.StatusOK, http.StatusPreconditionFailed)
}

// once checks that one has this status, and all others that one.
func once(t *testing.T, got []int, one, others int) {
	t.Helper()
	n := 0
	for _, status := range got {
		if status == one {
			n++
		} else if status != others {
			t.Errorf("status %d, want %d or %d", status, one, others)
		}
	}
	if n != 1 {
		t.Errorf("%d of %d got %d: %v", n, len(got), one, got)
	}
}

func TestCreateAtTheSameTime(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	token := d.editor()
	got := make([]int, 8)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			got[i] = d.send(http.MethodPost, "/api/v1/cases", caseText("caso", "", "qprima", "a.txt"),
				[]sent{withFile("a.txt", fmt.Sprint("atto di ", i))}, "Authorization", token).Code
		})
	}
	wg.Wait()
	once(t, got, http.StatusCreated, http.StatusConflict)

	same := make([]int, 8) // the same bytes, for cases of their own
	for i := range same {
		wg.Go(func() {
			same[i] = d.send(http.MethodPost, "/api/v1/cases", caseText(fmt.Sprint("gemello-", i), published, "qgemello", "a.txt"),
				[]sent{withFile("a.txt", strings.Repeat("le stesse parole ", 10000))}, "Authorization", token).Code
		})
	}
	wg.Wait()
	for i, status := range same {
		w := get(t, d.site, filePath(fmt.Sprint("gemello-", i), "a.txt"))
		if status != http.StatusCreated || w.Body.Len() != 170000 {
			t.Errorf("gemello-%d: status %d, %d bytes", i, status, w.Body.Len())
		}
	}
}

func TestWithdrawCase(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	text := caseText("caso", "# tenuto così\n"+published, "qritirato", "a.txt")
	d.mustCreate(text, withFile("a.txt", "atto a"))
	token := d.editor()
	for tag, want := range map[string]int{"": 428, `"2"`: 412} {
		headers := []string{"Authorization", token}
		if tag != "" {
			headers = append(headers, "If-Match", tag)
		}
		if w := d.sendBody(http.MethodDelete, "/api/v1/cases/caso", nil, headers...); w.Code != want {
			t.Errorf("If-Match %q: status %d, want %d", tag, w.Code, want)
		}
	}
	w := d.sendBody(http.MethodDelete, "/api/v1/cases/caso", nil, "Authorization", token, "If-Match", `"1"`)
	if w.Code != http.StatusNoContent || w.Header().Get("ETag") != `"2"` || w.Body.Len() > 0 {
		t.Fatalf("status %d, ETag %s\n%s", w.Code, w.Header().Get("ETag"), w.Body)
	}
	for _, target := range []string{"/api/v1/cases/caso", "/casi/caso", filePath("caso", "a.txt")} {
		if w := get(t, d.site, target); w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d after it was withdrawn", target, w.Code)
		}
	}
	if a := decode[answerJSON](t, get(t, d.site, "/api/v1/cases?q=qritirato")); a.Total != 0 {
		t.Errorf("a visitor finds %d", a.Total)
	}
	c := decode[caseJSON](t, get(t, d.site, "/api/v1/cases/caso", "Authorization", token))
	if c.Status != content.StatusWithdrawn || len(c.Attachments) != 1 {
		t.Errorf("for the desk: %s, %d acts", c.Status, len(c.Attachments))
	}
	r, err := d.store.Case(t.Context(), "caso")
	if err != nil || r.Text != strings.Replace(text, "published", "withdrawn", 1) {
		t.Errorf("%v, the text became\n%s", err, r.Text)
	}
	w = d.sendBody(http.MethodDelete, "/api/v1/cases/caso", nil, "Authorization", token, "If-Match", `"2"`)
	if w.Code != http.StatusNoContent || w.Header().Get("ETag") != `"2"` {
		t.Errorf("again: status %d, ETag %s", w.Code, w.Header().Get("ETag"))
	}
}

// What was narrowed is out of search before the answer, or the answer says so.
func TestNarrowing(t *testing.T) {
	t.Parallel()
	narrow := func(d *desk, text string, tag string) (int, savedJSON) {
		t.Helper()
		w := d.send(http.MethodPut, "/api/v1/cases/caso", text, nil, "Authorization", d.editor(), "If-Match", tag)
		if w.Code >= 400 {
			t.Fatalf("status %d\n%s", w.Code, w.Body)
		}
		return w.Code, decode[savedJSON](t, w)
	}
	open := caseText("caso", published, "qnoto", "a.txt")
	steps := []string{
		strings.Replace(open, published, published+"sections_access: {contesto: members}\n", 1),
		strings.Replace(open, "access: public", "access: members", 1),
		strings.Replace(open, published, published+"access: members\n", 1),
		strings.Replace(open, published, "", 1),
	}
	followed := openDesk(t)
	followed.mustCreate(open, withFile("a.txt", "atto a"))
	for i, text := range steps {
		if status, saved := narrow(followed, text, fmt.Sprintf(`"%d"`, 2*i+1)); status != http.StatusOK || saved.Notice != "" {
			t.Errorf("step %d: status %d, %+v", i, status, saved)
		}
		narrow(followed, open, fmt.Sprintf(`"%d"`, 2*i+2)) // wider again
	}
	nobody := openDesk(t, func(cfg *Config) { cfg.Nudge = nil })
	nobody.mustCreate(open, withFile("a.txt", "atto a"))
	if status, saved := narrow(nobody, open+"\nDi più.\n", `"1"`); status != http.StatusOK || saved.Notice != "" {
		t.Errorf("a change that narrows nothing waits: status %d, %+v", status, saved)
	}
	began := time.Now()
	status, saved := narrow(nobody, steps[0], `"2"`)
	if status != http.StatusAccepted || !strings.Contains(saved.Notice, "La modifica è salvata") || time.Since(began) < narrowTimeout {
		t.Errorf("nobody indexes: status %d after %v, %+v", status, time.Since(began), saved)
	}
}

// Who may write what: everybody, by role and scope.
func TestWhoMayWrite(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	d.mustCreate(caseText("caso", published, "qnoto"))
	tokens := map[string]string{"nobody": "", "not one": "Bearer copratica_no", "empty": "Bearer ", "basic": "Basic YTpi"}
	for _, role := range []content.Role{content.RoleMember, content.RoleEditor, content.RoleAdmin} {
		tokens[string(role)+" read"] = d.token(role, content.ScopeRead)
		tokens[string(role)+" write"] = d.token(role, content.ScopeWrite)
	}
	for who, token := range tokens {
		want := http.StatusUnauthorized
		if strings.HasSuffix(who, " read") || who == "member write" {
			want = http.StatusForbidden
		} else if strings.HasSuffix(who, " write") {
			want = 0 // it goes on, to what is wrong with the request
		}
		for method, target := range map[string]string{
			http.MethodPost: "/api/v1/cases", http.MethodPut: "/api/v1/cases/caso", http.MethodDelete: "/api/v1/cases/caso",
		} {
			headers := []string{"Authorization", token}
			if token == "" {
				headers = nil
			}
			w := d.sendBody(method, target, []byte("x"), headers...)
			on := map[string]int{http.MethodPost: 415, http.MethodPut: 428, http.MethodDelete: 428}[method]
			if want == 0 && w.Code != on || want != 0 && w.Code != want {
				t.Errorf("%s, %s: status %d\n%s", who, method, w.Code, w.Body)
			}
			if w.Code == http.StatusUnauthorized && w.Header().Get("WWW-Authenticate") != `Bearer realm="copratica"` {
				t.Errorf("%s, %s: WWW-Authenticate %q", who, method, w.Header().Get("WWW-Authenticate"))
			}
		}
	}
	if w := d.sendBody(http.MethodOptions, "/api/v1/cases", nil, "Origin", "https://evil.example", "Access-Control-Request-Method", "POST"); w.Code != 405 || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("another site is let in: status %d, %v", w.Code, w.Header())
	}
	if h, err := d.store.History(t.Context(), "caso"); err != nil || len(h) != 1 {
		t.Errorf("%d revisions, %v: somebody wrote", len(h), err)
	}
}

// Whatever is not for reading refuses visitors, and tokens that may only read.
func TestNothingIsWrittenByWhoMayOnlyRead(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	who := map[string]int{"": http.StatusUnauthorized, d.token(content.RoleAdmin, content.ScopeRead): http.StatusForbidden,
		d.token(content.RoleMember, content.ScopeWrite): http.StatusForbidden}
	walked := 0
	for _, route := range d.site.Routes() {
		if route.Method == http.MethodGet || route.Method == http.MethodHead {
			continue
		}
		walked++
		for token, want := range who {
			w := d.sendBody(route.Method, strings.NewReplacer(":id", "caso").Replace(route.Path), nil, "Authorization", token)
			if w.Code != want {
				t.Errorf("%s %s: status %d, want %d", route.Method, route.Path, w.Code, want)
			}
		}
	}
	if walked < 3 {
		t.Errorf("%d addresses can be written to", walked)
	}
}

// A token is good for what its person may, now; and stands in no log.
func TestTokenIsWhatItsPersonIs(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	d := openDesk(t, func(cfg *Config) { cfg.Logger = slog.New(slog.NewJSONHandler(&log, nil)) })
	d.mustCreate(caseText("bozza", "", "qbozza"))
	d.mustCreate(caseText("membri", published+"access: members\n", "qmembri"))
	d.mustCreate(caseText("aperto", published, "qaperto"))
	token := d.token(content.RoleEditor, content.ScopeRead)
	sees := func() string {
		var seen []string
		for _, id := range []string{"bozza", "membri", "aperto"} {
			read := get(t, d.site, "/api/v1/cases/"+id, "Authorization", token)
			search := get(t, d.site, "/api/v1/cases?q=q"+id, "Authorization", token)
			if read.Code == http.StatusUnauthorized {
				return "401"
			}
			found := decode[answerJSON](t, search)
			if (read.Code == http.StatusOK) != (found.Total == 1) {
				t.Errorf("%s: read %d, found %d", id, read.Code, found.Total)
			}
			if _, counted := found.Facets["status"]; id == "bozza" && counted != (read.Code == http.StatusOK) {
				t.Errorf("the facet of states, which is for staff, is there: %v", counted)
			}
			if read.Code == http.StatusOK {
				seen = append(seen, id)
			}
			for _, h := range []http.Header{read.Header(), search.Header()} {
				if h.Get("Cache-Control") != "no-store" || !strings.Contains(strings.Join(h.Values("Vary"), ","), "Authorization") {
					t.Errorf("%s: %v may be kept", id, h)
				}
			}
		}
		return strings.Join(seen, " ")
	}
	expect := func(what, want string) {
		t.Helper()
		if got := sees(); got != want {
			t.Errorf("%s sees %q, want %q", what, got, want)
		}
	}
	ctx, email := t.Context(), "editor@example.org"
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	expect("an editor", "bozza membri aperto")
	must(d.store.SetRole(ctx, email, content.RoleMember))
	expect("a member", "membri aperto")
	must(d.store.SetDisabled(ctx, email, true))
	expect("a disabled person", "401")
	must(d.store.SetDisabled(ctx, email, false))
	expect("a member again", "membri aperto")
	must(d.store.RevokeToken(ctx, email, content.HashToken(strings.TrimPrefix(token, "Bearer ")).ID(), time.Now()))
	expect("a revoked token", "401")

	secret, hash := content.NewToken()
	must(d.store.AddToken(ctx, content.Token{Hash: hash, Email: email, Scope: content.ScopeRead, Created: time.Now().Add(-2 * time.Hour), Expires: time.Now().Add(-time.Hour)}))
	token = "bearer " + secret
	expect("an expired token", "401")
	for _, target := range []string{"/", "/casi", "/feed.atom", "/healthz"} { // which take no tokens
		if w := get(t, d.site, target, "Authorization", "Bearer copratica_no"); w.Code != http.StatusOK {
			t.Errorf("%s: status %d", target, w.Code)
		}
	}
	if strings.Contains(log.String(), "copratica_") || strings.Contains(log.String(), secret) {
		t.Errorf("a token is in the log:\n%s", log.String())
	}
}
