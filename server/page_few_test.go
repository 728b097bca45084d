package server

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
