package italian

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// namesOf are the other names of a text, "~" before hidden ones.
func namesOf(s *Synonyms, text string) []string {
	exact := ""
	if tokens := AnalyzeQuery(text); len(tokens) == 1 {
		exact = tokens[0].Exact
	}
	var names []string
	for _, o := range s.Of(Steps(text), exact) {
		if o.Hidden {
			o.Name = "~" + o.Name
		}
		names = append(names, o.Name)
	}
	return names
}

func TestDefaultSynonyms(t *testing.T) {
	t.Parallel()
	s, err := ReadSynonyms(synonymsText)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"empori solidali":                  {"emporio sociale", "emporio della solidarietà", "market solidale", "social market", "bottega solidale"},
		"ats":                              {"associazione temporanea di scopo", "ambito territoriale sociale", "agenzia di tutela della salute"},
		"associazioni temporanee di scopo": nil, // ATS may be another thing
		"ADI":                              {"assegno di inclusione", "assistenza domiciliare integrata"},
		"assegno d'inclusione":             nil,
		"senza dimora":                     {"senza fissa dimora", "senzatetto", "senza tetto", "homeless", "homelessness", "~clochard"},
		"dopo di noi":                      {"legge 112/2016", "durante noi"},
		"l. 112/2016":                      {"dopo di noi", "durante noi"},
		"centro servizi volontariato":      {"CSV"},
		"arco":                             nil, // ARCA has the same stem
		"gap":                              {"azzardo", "ludopatia"},
		"azzardo":                          {"ludopatia", "disturbo da gioco"},
		"scegliere":                        {"scelta"},
		"barboni":                          {"senza dimora"},
		"casa":                             {"alloggio", "abitazione"},
		"casa delle donne":                 {"sportello antiviolenza", "violenza contro le donne"}, // not any home
		"conflitto di interessi":           {"incompatibilità"},                                    // not any quarrel
		"esenzione dall'IVA":               {"fuori campo IVA", "esclusi dall'IVA", "fuori dal campo di applicazione dell'IVA"},
		"fuori campo IVA":                  {"fuori dal campo di applicazione dell'IVA", "esclusi dall'IVA"}, // not exempt
	} {
		if diff := cmp.Diff(want, namesOf(s, name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestReadSynonymsNamesTheLine(t *testing.T) {
	t.Parallel()
	many := make([]string, 10_000)
	for i := range many {
		many[i] = fmt.Sprint("parola", i)
	}
	for text, want := range map[string]string{
		"# ok\n\nrosso, verde\ncasa\n":       `synonyms, line 4: "casa" stands alone: a group has two names at least`,
		"rosso, , verde":                     `synonyms, line 1: a name is empty`,
		"rosso,\n":                           `synonyms, line 1: a name is empty`,
		"=> verde":                           `synonyms, line 1: a name is empty`,
		"rosso =>":                           `synonyms, line 1: a name is empty`,
		"~, verde":                           `synonyms, line 1: a name is empty`,
		"di, casa":                           `synonyms, line 1: "di" has no word that is looked for`,
		"***, casa":                          `synonyms, line 1: "***" has no word that is looked for`,
		"empori, casa, Emporio":              `synonyms, line 1: "empori" and "Emporio" are the same to the search`,
		"casa => case":                       `synonyms, line 1: "casa" and "case" are the same to the search`,
		"rosso, verde\ngiallo, verde, rosso": `synonyms, line 2: line 1 already says that "verde" means "rosso"`,
		"rosso => verde\nrosso => verde":     `synonyms, line 2: line 1 already says that "rosso" means "verde"`,
		"rosso => verde\nverde => giallo\ngiallo => rosso\n": `synonyms, line 3: "rosso" leads back to "giallo": names that mean each other make one group`,
		strings.Join(many, ", "):                             `synonyms, line 1: a group has at most 40 names, this has 10000`,
		"rosso, " + strings.Join(many, " "):                  `synonyms, line 1: "parola0 parola1 parola2 parola3 parola4 "… is longer than 120 letters`,
		"rosso, a1 b2 c3 d4 e5 f6 g7 h8 i9 l10 m11 n12 o13":  `synonyms, line 1: "a1 b2 c3 d4 e5 f6 g7 h8 i9 l10 m11 n12 o13" has more than 12 words`,
		"rosso, \xff": `synonyms, line 1: this is not text in UTF-8`,
		strings.Join(many, ", colore\n") + ", bianco\nmela, pera": `synonyms, line 10001: there are more than 10000 groups`,
	} {
		_, err := ReadSynonyms(text)
		var at *SynonymsError
		if !errors.As(err, &at) || err.Error() != want {
			t.Errorf("%.60q: got %v, want %s", text, err, want)
		}
	}
}

func TestSynonymsLeadNoFurther(t *testing.T) {
	t.Parallel()
	s, err := ReadSynonyms("rosso, verde\nverde, giallo\nverde => quattro\r\n\ufeff\n  sei casa ,  sette  \n")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"rosso": {"verde"}, "giallo": {"verde"}, "quattro": nil, "sei case": {"sette"}, "sette": {"sei casa"}, "otto": nil, "": nil,
	} {
		if diff := cmp.Diff(want, namesOf(s, name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := namesOf(s, "verde"); !slices.Equal(got, []string{"rosso", "giallo", "quattro"}) {
		t.Errorf("verde: %q", got)
	}
	if (*Synonyms)(nil).Of(Steps("rosso"), "rosso") != nil {
		t.Error("no synonyms have no names")
	}
}

func TestIsAcronym(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"ATS": true, "P.I.P.P.I.": true, "SerD": true, "M5C2": true, "FSE+": true, "H24": false, "Mantova": false, "ats": false, "PN Metro": false,
		"DesTEENazione": false, "": false,
	} {
		if IsAcronym(text) != want {
			t.Errorf("IsAcronym(%q) is %t", text, !want)
		}
	}
}

func FuzzReadSynonyms(f *testing.F) {
	for _, s := range []string{"rosso, verde\nrosso => giallo, ~quattro\n# x", "a=>b=>c", "a,\n,", "=>", "~~a, b", "dopo di noi, art. 55 c. 4\x00", "città, citta'", "\u202ea, e\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ReadSynonyms(text)
		if err != nil {
			var at *SynonymsError
			if !errors.As(err, &at) || at.Line < 1 || at.Line > strings.Count(text, "\n")+1 {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		for _, others := range s.others {
			for _, o := range others {
				if len(Steps(o.Name)) == 0 || strings.TrimSpace(o.Name) == "" {
					t.Fatalf("%q has the empty name %q", text, o.Name)
				}
			}
		}
	})
}
