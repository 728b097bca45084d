package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// While a word is being typed its beginning finds what it may become; sent, a
// search means the words that it has.
func TestTyping(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	d.mustCreate(caseText("aperto", published, "emporio dei giocattoli"))
	script, sent := []string{"X-Fragment", "results"}, []string{"X-Fragment", "results", "X-Asked", "1"}
	for _, c := range []struct {
		text    string
		headers []string
		found   bool
	}{
		{"giocat", script, true},
		{"emporio giocat", script, true},
		{"giocattolo", script, true}, // another form of a whole word
		{"giocat", sent, false},
		{"giocat", nil, false},
		{"giocat ", script, false},
		{"gi", script, false},
		{"xilo", script, false},
		{"emporio -giocat", script, true},
		{`"giocat`, script, false},
	} {
		w := get(t, d.site, "/casi?q="+url.QueryEscape(c.text), c.headers...)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "1 caso") != c.found {
			t.Errorf("%q with %q: status %d, want found %v", c.text, c.headers, w.Code, c.found)
		}
	}
	body := get(t, d.site, "/casi?q=giocat", script...).Body.String()
	if !strings.Contains(body, "/casi/aperto") || !strings.Contains(body, "<mark>giocattoli</mark>") {
		t.Error("no case, or not marked, in what is found by a beginning")
	}
	if strings.Contains(body, "q=giocat%2A") || strings.Contains(body, "q=giocat*") {
		t.Error("a link goes to a search that nobody typed")
	}
}
