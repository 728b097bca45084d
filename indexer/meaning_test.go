package indexer

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/indexer/italian"
)

func TestMeanings(t *testing.T) {
	t.Parallel()
	s, err := italian.ReadSynonyms(`
centro antiviolenza, CAV
legge 112/2016, dopo di noi
ATS, associazione temporanea di scopo
ATS, agenzia di tutela della salute
ente del terzo settore, ETS
anziani, terza età, ~vecchi
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text string
		want []Meaning
	}{
		{"", nil},
		{"casa", nil},
		{"il CAV di Jesi", []Meaning{{From: 1, To: 2, Name: "centro antiviolenza"}}},
		{"cav", []Meaning{{From: 0, To: 1, Name: "centro antiviolenza"}}},
		{"nuovi centri antiviolenza", []Meaning{{From: 1, To: 3, Name: "CAV"}}},
		{"antiviolenza centro", nil},
		{"legge sul dopo di noi", []Meaning{{From: 2, To: 3, Name: "legge 112/2016"}}},
		{`"dopo di noi"`, nil},
		{"L. n. 112 del 2016", []Meaning{{From: 0, To: 1, Name: "dopo di noi"}}},
		{"ats", []Meaning{{From: 0, To: 1, Name: "associazione temporanea di scopo"}, {From: 0, To: 1, Name: "agenzia di tutela della salute"}}},
		{"agenzia tutela salute", []Meaning{{From: 0, To: 3, Name: "ATS"}}},
		{"gli enti del terzo settore", []Meaning{{From: 1, To: 5, Name: "ETS"}}},
		{"ANZIANI", []Meaning{{From: 0, To: 1, Name: "terza età"}, {From: 0, To: 1, Name: "vecchi", Hidden: true}}},
		{"anziano anziani", []Meaning{{From: 0, To: 1, Name: "terza età"}, {From: 0, To: 1, Name: "vecchi", Hidden: true}, {From: 1, To: 2, Name: "terza età"}, {From: 1, To: 2, Name: "vecchi", Hidden: true}}},
		{"-anziani titolo:anziani anzian*", nil},
		{`"terza età" terza "x" età`, nil},
	} {
		if diff := cmp.Diff(c.want, Meanings(ParseExpr(c.text, nil), s)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.text, diff)
		}
	}
	if got := Meanings(ParseExpr("anziani", nil), nil); got != nil {
		t.Errorf("without synonyms: %v", got)
	}
}
