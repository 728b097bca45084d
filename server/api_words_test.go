package server

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/indexer"
)

// The API says whether a word was taken for another spelling or for near amounts.
func TestCorrectedSayHow(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	d.mustCreate(caseText("aperto", published, "Un emporio da 1.041.000 euro"))
	for text, want := range map[string][]correctionJSON{
		"emporoi":            {{"emporoi", indexer.FormCorrection, []string{"emporio"}}},
		"un milione di euro": {{"un milione di euro", indexer.FormNear, []string{"1.041.000"}}},
		"emporio":            {},
	} {
		got := decode[answerJSON](t, get(t, d.site, "/api/v1/cases?q="+url.QueryEscape(text)))
		if diff := cmp.Diff(want, got.Corrected); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}
