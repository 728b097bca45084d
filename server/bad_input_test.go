package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// badQueries are what no page may answer with a failure of ours.
func badQueries() map[string]string {
	words := func(n int) string { return strings.Repeat("emporio ", n) }
	facets := func(value func(i int) string) string {
		v := url.Values{}
		for i := range 1000 {
			v.Add("region", value(i))
		}
		return v.Encode()
	}
	q := func(text string) string { return "q=" + url.QueryEscape(text) }
	return map[string]string{
		"10 kB of one word":    q(strings.Repeat("a", 10_000)),
		"10 kB of words":       q(words(1250)),
		"65 words":             q(words(65)),
		"unclosed quote":       q(`"emporio solidale`),
		"only a quote":         q(`"`),
		"quotes":               q(`"""""`),
		"stars":                q("***"),
		"star and letter":      q("*a"),
		"short prefix":         q("a*"),
		"prefix of everything": q("con*"),
		"only minus":           q("-"),
		"minus everything":     q("-emporio"),
		"field without value":  q("regione:"),
		"unknown field":        q("xyz:abc"),
		"field of nothing":     q("regione:atlantide"),
		"field and quote":      q(`titolo:"`),
		"control characters":   q("emp\x00orio\x01\x1b[31m\r\n\t"),
		"invalid UTF-8":        "q=%ff%fe%c3%28",
		"right to left":        q("\u202eemporio\u202c \U0001F600"),
		"combining marks":      q("e" + strings.Repeat("\u0301", 5000)),
		"bleve syntax":         q(`+title:/.*/ ~2 ^5 (a OR b) [1 TO 2]`),
		"1000 unknown values":  facets(func(i int) string { return "x" + strconv.Itoa(i) }),
		"1000 same values":     facets(func(int) string { return "lombardia" }),
		"page one billion":     "page=1000000000",
		"page overflow":        "page=99999999999999999999",
		"page zero":            "page=0",
		"page minus one":       "page=-1",
		"page word":            "page=due",
		"page empty":           "page=",
		"per page":             "per_page=1000000",
		"per page times page":  "per_page=100&page=101",
		"sort":                 "sort=nonsense",
		"match":                "match=all",
		"from":                 "from=abc",
		"from after to":        "from=2030&to=1990",
		"from minus":           "from=-1&to=999999999999",
		"year":                 "year=duemila",
		"status":               "status=draft",
		"language":             "lang=de",
		"semicolons":           "q=a;b;c&region=lombardia;veneto",
		"bad escapes":          "q=%zz&region=%",
		"thousand parameters":  strings.Repeat("a=1&", 1000),
	}
}

func TestBadQueries(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for name, query := range badQueries() {
		for _, path := range []string{"/casi", "/en/casi", "/api/v1/cases"} {
			r := request("/")
			r.URL = &url.URL{Path: path, RawQuery: query}
			w := do(t, site, r)
			switch w.Code {
			case http.StatusOK:
				if path != "/api/v1/cases" {
					parsePage(t, w)
				}
			case http.StatusSeeOther:
				if name != "from after to" || path == "/api/v1/cases" {
					t.Errorf("%s %s: sent to %s", path, name, w.Header().Get("Location"))
				}
			case http.StatusBadRequest:
				if path == "/api/v1/cases" {
					if p := decode[problem](t, w); !isSentence(p.Detail) {
						t.Errorf("%s %s: %q is no sentence", path, name, p.Detail)
					}
					break
				}
				main := parsePage(t, w).one(t, "div.plain")
				for _, s := range texts(main.all("li")) {
					if !isSentence(s) {
						t.Errorf("%s %s: %q is no sentence", path, name, s)
					}
				}
			default:
				t.Errorf("%s %s: status %d\n%.500s", path, name, w.Code, w.Body)
			}
		}
	}
}

func isSentence(s string) bool {
	return strings.HasSuffix(s, ".") && strings.Contains(s, " ") && !strings.Contains(s, "{{")
}

// Paths that name nothing, however they are written.
func TestBadPaths(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, target := range []string{
		"/casi/..%2f..%2fetc%2fpasswd", "/casi/%00", "/casi/%ff", "/casi/" + strings.Repeat("a", 5000), "/casi/EMPORIO-ROSSI",
		"/casi/emporio-rossi/", "/casi/emporio-rossi/allegati", "/casi/emporio-rossi/allegati/", "/casi//allegati/avviso.pdf",
		"/casi/emporio-rossi/allegati/..%2f..%2fcopratica.db", "/casi/emporio-rossi/allegati/case.md",
		"/casi/emporio-rossi/allegati/%00", "/casi/emporio-rossi/allegati/AVVISO.PDF", "/casi/emporio-rossi/allegati/riservata.txt",
		"/casi/emporio-rossi/allegati/interna.txt", "/casi/scheda-magra/allegati/avviso.pdf",
		"/enzo", "/en//casi", "/en/casi/x/allegati/y", "/assets/style.css", "/assets/..%2fopenapi.yaml", "//evil.example/", "/.git/config",
	} {
		w := get(t, site, target)
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", target, w.Code)
			continue
		}
		for _, a := range parsePage(t, w).all("a") {
			if href := a.attr("href"); strings.HasPrefix(href, "//") || strings.Contains(href, "evil") {
				t.Errorf("%s: links to %s", target, href)
			}
		}
	}
}

// HTML in every field and every parameter appears as text.
func TestHTMLIsText(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	markup := `"><script>alert(1)</script><img src=x onerror=alert(1)>'`
	v := url.Values{"q": {markup}}
	for _, name := range []string{
		"region", "sector", "instrument", "year", "target", "body_type", "funding", "evidence", "initiative", "phase",
		"difficulty", "doc_type", "has", "province", "municipality", "ambito", "status", "sort", "match", "from", "to", "page", "per_page", "lang",
	} {
		for _, path := range []string{"/casi", "/en/casi"} {
			one := url.Values{"q": {"emporio"}, name: {markup}}
			page := parsePage(t, get(t, site, path+"?"+one.Encode()))
			if n := len(page.with("img", "src", "x")); n > 0 {
				t.Errorf("%s: %d images out of a parameter", name, n)
			}
		}
	}
	page := parsePage(t, get(t, site, "/casi?"+v.Encode()))
	if got := page.with("input", "name", "q")[0].attr("value"); got != markup {
		t.Errorf("the field holds %q, want %q", got, markup)
	}
	for _, target := range []string{"/casi/marcature", "/en/casi/marcature", "/casi?q=emporio&region=lazio", "/?x=%3Cscript%3E", "/%3Cscript%3E"} {
		page := parsePage(t, get(t, site, target))
		for _, tag := range []string{"b", "i", "u", "img"} {
			for _, n := range page.all(tag) {
				t.Errorf("%s: <%s> out of a field: %s", target, tag, n.text())
			}
		}
	}
	page = parsePage(t, get(t, site, "/casi/marcature"))
	text := page.text()
	for _, want := range []string{
		"Titolo <script>alert('titolo')</script> & <b>grassetto</b>", `Sommario <img src=x onerror=alert(1)> "tra virgolette"`,
		"<script>ente()</script>", "<script>partner()</script>", "<script>nota()</script>", "<script>risposta()</script>",
		"<script>importo()</script>", "<script>criterio()</script>", "<script>fonte()</script>", "<script>atto()</script>",
		"<script>emittente()</script>", "<i>Comune</i>", "<u>Ambito</u>", "n. <b>1</b>", "<i>CC</i>",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not show %s", want)
		}
	}
}

func TestMalformedAddresses(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, query := range []string{"q=%zz", "q=a;b", "q=emporio&region=%"} {
		for _, path := range []string{"/casi", "/en/casi", "/api/v1/cases"} {
			if w := get(t, site, path+"?"+query); w.Code != http.StatusBadRequest {
				t.Errorf("%s?%s: status %d, want 400: what is left of it asks for more", path, query, w.Code)
			}
		}
	}
}
