package italian

import "testing"

func TestMisspelling(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed, word string
		want        int
	}{
		{"estivi", "estivi", 0},
		{"estvi", "estivi", 2},
		{"coprogetazione", "coprogettazione", 1},
		{"coprogettazzione", "coprogettazione", 1},
		{"asistenza", "assistenza", 1},
		{"asistensa", "assistenza", 3},
		{"acoglienza", "accoglienza", 1},
		{"campagnia", "campania", 2},
		{"compania", "compagna", 1},
		{"sufficente", "sufficiente", 1},
		{"scuola", "squola", 1},
		{"conpartecipazione", "compartecipazione", 1},
		{"ciesa", "chiesa", 1},
		{"scelie", "sceglie", 1},
		{"familia", "famiglia", 1},
		{"bigliardo", "biliardo", 1},
		{"empoiro", "emporio", 2},
		{"emprio", "emporio", 2},
		{"emporrioo", "emporio", 2},
		{"modena", "moderna", 2},
		{"casa", "emporio", 5},
		{"casa", "cure", 5},
		{"", "a", 2},
		{"", "", 0},
	} {
		if got := Misspelling(c.typed, c.word); got != c.want {
			t.Errorf("%s for %s costs %d, want %d", c.typed, c.word, got, c.want)
		}
	}
}

func TestCorrectable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"estvi": "estvi", "dell'asistenza": "asistenza", "Coprogetazione": "coprogetazione", "povertààà": "povertaaa",
		"attivitta\u0300": "attivitta", "attivittà'": "attivitta",
	} {
		if got, ok := Correctable(text); !ok || got != want {
			t.Errorf("Correctable(%q) is %q, %t", text, got, ok)
		}
	}
	for _, text := range []string{"", "casa", "SERTT", "S.P.R.A.R.", "1500", "m5c2x", "della", "quali", "modena", "Modena", "dormitorio", "ottobre", "due parole", "12345", "ξένος",
		"crèche", "cre\u0300che", "jugendämter", "straßenkinder", "façades", "сообщество", "mаntovano"} {
		if got, ok := Correctable(text); ok {
			t.Errorf("%q may be a misspelling: %q", text, got)
		}
	}
}

func TestPlausible(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"", "a", "mostra", "emprio", "anfratto", "israele", "abbraccio", "inchiostro", "instabile", "attrezzo"} {
		if !Plausible(word) {
			t.Errorf("%q could not be Italian", word)
		}
	}
	for _, word := range []string{"estvi", "onlnie", "minri", "povrta", "desrto", "mosrta", "ricrso", "stvdr"} {
		if Plausible(word) {
			t.Errorf("%q may be Italian", word)
		}
	}
}
