package indextest

import (
	"strings"
	"testing"

	"copratica/indexer"
)

// testWords finds documents by words: by stem, through accents, wherever the
// word stands.
func testWords(t *testing.T, open Open) {
	d := newSubject(t, open,
		doc("mantova", "Emporio solidale", "Il bando del Comune per gli anziani."),
		doc("lecce", "Casa della comunità", "I bandi per la povertà e l'affido."),
		with(with(doc("udine", "Orti urbani", "Nulla di nuovo."), indexer.FieldSummary, "un riassunto singolare"), indexer.FieldLabels, "Friuli Venezia Giulia"),
		doc("vuoto", "", ""),
	)
	title := indexer.FieldTitle
	for _, c := range []struct {
		name string
		expr indexer.Expr
		want []string
	}{
		{"by stem, plural", words("bandi"), []string{"mantova", "lecce"}},
		{"by stem, singular", words("bando"), []string{"mantova", "lecce"}},
		{"in the title", words("emporio"), []string{"mantova"}},
		{"in the summary", words("singolare"), []string{"udine"}},
		{"in the labels", words("friuli"), []string{"udine"}},
		{"upper case", words("EMPORIO"), []string{"mantova"}},
		{"without the accent", words("poverta"), []string{"lecce"}},
		{"with another apostrophe", words("dell’affido"), []string{"lecce"}},
		{"all words, across parts", words("emporio anziani"), []string{"mantova"}},
		{"all words, never across documents", words("emporio affido"), nil},
		{"the same word twice", words("emporio emporio"), []string{"mantova"}},
		{"a stop word does not count", words("gli emporio"), []string{"mantova"}},
		{"a question word does not count", words("quali emporio"), []string{"mantova"}},
		{"a word nobody has", words("zzyzx"), nil},
		{"a word and one nobody has", words("emporio zzyzx"), nil},
		{"excluded", both(words("bando"), not(words("affido"))), []string{"mantova"}},
		{"excluded by stem", both(words("emporio"), not(words("bandi"))), nil},
		{"excluded alone", not(words("bando")), []string{"udine", "vuoto"}},
		{"excluded twice", not(words("emporio affido")), []string{"udine", "vuoto"}},
		{"excluded phrase", both(words("bando"), not(phrase("bando del comune"))), []string{"lecce"}},
		{"excluded beginning", both(words("bando"), not(prefix("empor"))), []string{"lecce"}},
		{"excluded stop word", both(words("bando"), not(words("gli"))), []string{"lecce"}},
		{"excluded from the title only", both(words("bando"), not(within(title, words("bando")))), []string{"mantova", "lecce"}},
		{"a beginning", prefix("emp"), []string{"mantova"}},
		{"a beginning of several words", prefix("com"), []string{"mantova", "lecce"}},
		{"a beginning and a word", both(prefix("com"), words("affido")), []string{"lecce"}},
		{"a beginning with an accent", prefix("comunità"), []string{"lecce"}},
		{"a beginning after an article", prefix("l'aff"), []string{"lecce"}},
		{"a beginning nobody has", prefix("zzy"), nil},
		{"in the title by field", within(title, words("casa")), []string{"lecce"}},
		{"in the title by field and stem", within(title, words("case")), []string{"lecce"}},
		{"not in the title by field", within(title, words("bando")), nil},
		{"a stop word in the title", within(title, words("della")), []string{"lecce"}},
		{"a beginning in the title", within(title, prefix("com")), []string{"lecce"}},
		{"nothing but marks", words("*** !!!"), []string{"mantova", "lecce", "udine", "vuoto"}},
		{"nothing", nil, []string{"mantova", "lecce", "udine", "vuoto"}},
	} {
		t.Run(c.name, func(t *testing.T) { d.in(t).wantAll(c.expr, c.want...) })
	}
	t.Run("stop words", func(t *testing.T) { testStopWords(t, open) })
	t.Run("public body", func(t *testing.T) { testPublicBody(t, open) })
	t.Run("texts", func(t *testing.T) { testTexts(t, open) })
}

// testStopWords looks for words that count for nothing: when there is nothing
// else, they are found as typed.
func testStopWords(t *testing.T, open Open) {
	d := newSubject(t, open,
		doc("dopo", "Progetto", "dopo la cena"),
		doc("prima", "Progetto", "prima di cena"),
	)
	d.wantAll(words("la"), "dopo")
	d.wantAll(words("di"), "prima")
	d.wantAll(words("di la"))
	d.wantAll(words("la cena"), "dopo", "prima")
	d.wantAll(words("di cena"), "dopo", "prima")
}

func testPublicBody(t *testing.T, open Open) {
	d := newSubject(t, open,
		of(doc("uno", "Progetto", "con l'Azienda sanitaria"), "Comune di Mantova"),
		of(doc("due", "Comune di Brescia", ""), "Azienda Sanitaria Locale"),
	)
	body := indexer.FieldPublicBody
	d.wantAll(within(body, words("comune")), "uno")
	d.wantAll(within(body, words("aziende")), "due")
	d.wantAll(within(body, words("comune azienda")))
	d.wantAll(within(body, phrase("comune di mantova")), "uno")
	d.wantAll(within(body, phrase("comune mantova")))
	d.wantAll(within(body, prefix("sanit")), "due")
	d.wantAll(both(within(body, words("comune")), words("sanitaria")), "uno")
}

// testTexts puts a text of many thousand words, and texts of nothing but marks.
func testTexts(t *testing.T, open Open) {
	long := strings.Repeat("parola ripetuta molte volte ", 20_000) + "coda finale"
	d := newSubject(t, open,
		doc("lungo", "Lungo", long),
		doc("strano", "\x00\u200b \ufeff", "\xff\xfe *** \u0301\u0301 🙂 ''''’’"),
		doc("à/è ì\x01", "Strano nome", "semplice"),
	)
	d.wantAll(phrase("coda finale"), "lungo")
	d.wantAll(words("ripetute"), "lungo")
	d.wantAll(words("semplice"), "à/è ì\x01")
	d.wantDocuments(3)
	d.remove("à/è ì\x01")
	d.wantDocuments(2)
}
