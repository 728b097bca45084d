package server

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/indexer"
)

func TestFewResultsLeadOn(t *testing.T) {
	t.Parallel()
	_, site := sampleSite(t)
	ways := func(target string) []string {
		var out []string
		for _, li := range parsePage(t, get(t, site, target)).all("div.fewer") {
			for _, a := range li.all("a") {
				out = append(out, a.text()+" "+a.attr("href"))
			}
		}
		return out
	}
	if diff := cmp.Diff([]string{"Senza «xilofonia» /casi?q=emporio+solidale"}, ways("/casi?q=emporio+xilofonia+solidale")); diff != "" {
		t.Errorf("a word that no case has (-want +got):\n%s", diff)
	}
	// Words that hold a question together are not counted among the few that are tried without.
	if diff := cmp.Diff([]string{"Senza «xilofonia» /casi?q=e+chi+non+ha+emporio+solidale+per+la"}, ways("/casi?q=e+chi+non+ha+l%27emporio+solidale+per+la+xilofonia")); diff != "" {
		t.Errorf("a question (-want +got):\n%s", diff)
	}
	if got := ways("/casi?q=coprogettazione"); got != nil {
		t.Errorf("many cases and yet %q", got)
	}
	if got := ways("/casi?q=xilofonia"); got != nil {
		t.Errorf("nothing helps and yet %q", got)
	}
	panel := parsePage(t, get(t, site, "/casi?q=xilofonia&sector=anziani")).one(t, "section.nearest")
	if title := panel.one(t, "h3").text(); !strings.HasPrefix(title, "Intanto, casi vicini (Settore: ") {
		t.Errorf("title %q", title)
	}
	if n := len(panel.all("a")); n != nearestCases {
		t.Errorf("%d cases of the sector, want %d", n, nearestCases)
	}
}

// The way to the acts says how much of the search they meet.
func TestFewResultsLeadToActs(t *testing.T) {
	t.Parallel()
	site := actsSite(t)
	for target, want := range map[string]string{
		"/casi?q=cofinanziamento+minimo":    "Le stesse parole negli atti",
		"/casi?q=cofinanziamento+xilofonia": "Alcune di queste parole negli atti",
	} {
		ways := parsePage(t, get(t, site, target)).one(t, "div.fewer").all("a")
		last := ways[len(ways)-1]
		if last.text() != want || !strings.HasPrefix(last.attr("href"), "/atti?q=cofinanziamento") {
			t.Errorf("%s leads to %q %s, want %q", target, last.text(), last.attr("href"), want)
		}
	}
}

// What was typed to narrow a search can be taken away where nothing is left.
func TestEmptyPageLiftsWhatWasTyped(t *testing.T) {
	t.Parallel()
	_, site := sampleSite(t)
	for target, want := range map[string]string{
		"/casi?q=emporio+-solidale":          "Senza «-solidale» /casi?q=emporio",
		"/casi?q=anno%3A1999+emporio":        "Senza «anno:1999» /casi?q=emporio",
		"/casi?q=regione%3Amolise+xilofonia": "Vedi tutti i casi /casi",
	} {
		first := parsePage(t, get(t, site, target)).one(t, "div.empty").all("a")[0]
		if got := first.text() + " " + first.attr("href"); got != want {
			t.Errorf("%s leads to %q, want %q", target, got, want)
		}
	}
}

// A page without acts offers no other words that find none either, and leads to
// the cases that have these.
func TestNoActsLeadOn(t *testing.T) {
	t.Parallel()
	site := actsSite(t)
	for target, want := range map[string][]string{
		"/atti?q=contesto":               {"Le stesse parole nei casi (3 casi) /casi?q=contesto", "Vedi tutti gli atti /atti"},
		"/atti?q=testo+contesto+zebrate": {"Alcune di queste parole nei casi (1 caso) /casi?q=testo+contesto+zebrate", "Vedi tutti gli atti /atti"},
		"/atti?q=zebrate":                {"Vedi tutti gli atti /atti"},
	} {
		var got []string
		for _, li := range parsePage(t, get(t, site, target)).one(t, "div.empty").all("li") {
			got = append(got, li.text()+" "+li.all("a")[0].attr("href"))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", target, diff)
		}
	}
}

func TestHelpful(t *testing.T) {
	t.Parallel()
	v := resultsView{q: indexer.Query{Text: "mantoa", Page: 3, PerPage: 20}}
	maybe := &indexer.Suggestion{Query: "mantova"}
	for n, want := range map[int]*indexer.Suggestion{0: nil, 2: maybe} {
		got, err := v.helpful(maybe, func(values url.Values) (int, error) {
			if values.Get("q") != "mantova" || values.Has("page") {
				t.Errorf("%v is counted", values)
			}
			return n, nil
		})
		if err != nil || got != want {
			t.Errorf("what finds %d: %v, %v", n, got, err)
		}
	}
}
