package content

import (
	"strings"
	"testing"
)

func TestSlug(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"Difficoltà", "difficolta"},
		{"Difficolta\u0300", "difficolta"},
		{"Che cosa si è fatto", "che-cosa-si-e-fatto"},
		{"Il tavolo", "il-tavolo"},
		{"  L'esito, dell’anno – 2025!  ", "l-esito-dell-anno-2025"},
		{"Lezioni (1ª parte)", "lezioni-1a-parte"},
		{"Straße, Œuvre, Łódź", "strasse-oeuvre-lodz"},
		{"ﬁne", "fine"},
		{"ÈÉÀ", "eea"},
		{"", ""},
		{"???", ""},
		{"Θέμα", ""},
		{"a\x00b\xffc", "a-b-c"},
		{strings.Repeat("abc ", 40), strings.TrimSuffix(strings.Repeat("abc-", 20), "-")},
	}
	for _, tt := range tests {
		if got := Slug(tt.in); got != tt.want {
			t.Errorf("Slug(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
