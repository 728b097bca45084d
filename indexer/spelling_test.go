package indexer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A suggestion changes the words that were meant otherwise, and nothing else.
func TestSuggested(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed string
		meant map[string]string
		want  string
	}{
		{"centri estivi", nil, ""},
		{"centri  estvi", map[string]string{"estvi": "estivi"}, "centri estivi"},
		{"le uteze dell'immobile", map[string]string{"uteze": "utenze"}, "le utenze dell'immobile"},
		{"l'asistenza, l’Estte", map[string]string{"asistenza": "assistenza", "Estte": "estate"}, "l'assistenza, l’estate"},
		{"corte costituionale 131/2020", map[string]string{"costituionale": "costituzionale"}, "corte costituzionale 131/2020"},
		{"preestvi -estvi titolo:estvi estvi", map[string]string{"estvi": "estivi"}, "preestvi -estvi titolo:estvi estivi"},
		{`"la estvi pia" estvi`, map[string]string{"estvi": "estivi"}, `"la estvi pia" estivi`},
		{"poverta\u0300 estvi", map[string]string{"estvi": "estivi"}, "poverta\u0300 estivi"},
		{"terzosettore estvi*", map[string]string{"terzosettore": "terzo settore"}, "terzo settore estvi*"},
	} {
		q := Query{Text: c.typed, Expr: ParseExpr(c.typed, nil)}
		var meant []Correction
		for n, clause := range q.Expr {
			if used := c.meant[clause.Text]; used != "" && plainWord(clause) {
				meant = append(meant, Correction{From: n, To: n + 1, Typed: clause.Text, Form: FormCorrection, Used: []string{used}})
			}
		}
		if len(meant) != len(c.meant) {
			t.Errorf("%s has the clauses %+v", c.typed, q.Expr)
		}
		got := ""
		if s := suggested(q, meant); s != nil {
			got = s.Query
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.typed, diff)
		}
	}
}

func plainWord(c Clause) bool { return c.Kind == KindWord && !c.Not && c.Field == "" }
