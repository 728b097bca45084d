package content

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckFileName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"avviso.pdf":               true,
		"Verbale n. 1 (città).pdf": true,
		"convenzione.pdf.p7m":      true,
		"senza-estensione":         true,
		"文書.pdf":                   true,
		strings.Repeat("a", 255):   true,
		strings.Repeat("a", 256):   false,
		strings.Repeat("à", 128):   false,
		"":                         false,
		".":                        false,
		"..":                       false,
		".nascosto":                false,
		"a/b.pdf":                  false,
		"../b.pdf":                 false,
		`a\b.pdf`:                  false,
		"case.md":                  false,
		"Case.MD":                  false,
		"citta\u0300.pdf":          false,
		"riga\n.pdf":               false,
		"nul\x00.pdf":              false,
		"c1\u0085.pdf":             false,
		"fdp.\u202eexe":            false,
		"latin\xe0.pdf":            false,
	} {
		err := CheckFileName(name)
		if (err == nil) != want {
			t.Errorf("%q: %v", name, err)
		}
		if err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v is not ErrInvalid", name, err)
		}
	}
}

func TestFoldFileName(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"Avviso.PDF", "avviso.pdf"}, {"CITTÀ", "città"}, {"ΣΑΣ", "σας"}, {"K", "\u212a"}} {
		if FoldFileName(pair[0]) != FoldFileName(pair[1]) {
			t.Errorf("%q and %q are kept apart", pair[0], pair[1])
		}
	}
	if FoldFileName("citta") == FoldFileName("città") {
		t.Error("an accent is taken for nothing")
	}
}
