package content

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

func TestHTMLGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/markdown/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	renderer := NewRenderer()
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := renderer.HTML(t.Context(), string(text))
			if err != nil {
				t.Fatal(err)
			}
			checkHarmless(t, got)
			golden(t, strings.TrimSuffix(file, ".md")+".html", got)
		})
	}
}

// checkHarmless reads HTML as a browser would and allows only what a page of
// ours is meant to have.
func checkHarmless(t *testing.T, page string) {
	t.Helper()
	allowed := map[string]string{ // elements and their attributes
		"p": "", "br": "", "hr": "", "strong": "", "em": "", "del": "", "blockquote": "", "pre": "class", "code": "",
		"h2": "id", "h3": "id", "h4": "id", "h5": "id", "h6": "id", "ul": "", "ol": "start", "li": "id", "dl": "", "dt": "", "dd": "",
		"table": "", "thead": "", "tbody": "", "tr": "", "th": "align", "td": "align", "sup": "id", "div": "class role",
		"a": "href title rel class role", "img": "src alt title",
	}
	tokens := html.NewTokenizer(strings.NewReader(page))
	for tokens.Next() != html.ErrorToken {
		token := tokens.Token()
		if token.Type == html.TextToken || token.Type == html.EndTagToken {
			continue
		}
		attributes, ok := allowed[token.Data]
		if !ok {
			t.Errorf("element <%s> in\n%s", token.Data, page)
		}
		for _, a := range token.Attr {
			if !strings.Contains(" "+attributes+" ", " "+a.Key+" ") {
				t.Errorf("attribute %s of <%s> in\n%s", a.Key, token.Data, page)
			}
			checkAddress(t, token, a)
		}
	}
}

func checkAddress(t *testing.T, token html.Token, a html.Attribute) {
	t.Helper()
	if a.Key != "href" && a.Key != "src" {
		return
	}
	// Browsers drop tabs and line breaks, and leading control characters.
	address := strings.ToLower(strings.TrimLeft(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(a.Val), "\x00\x01\x1f "))
	scheme, _, found := strings.Cut(address, ":")
	relative := !found || strings.ContainsAny(scheme, "/?#")
	remote := found && (scheme == "http" || scheme == "https") || strings.HasPrefix(strings.ReplaceAll(address, `\`, "/"), "//")
	switch {
	case a.Key == "src" && (!relative || remote):
		t.Errorf("remote image %q", a.Val)
	case !relative && !remote && scheme != "mailto":
		t.Errorf("link to %q", a.Val)
	case a.Key == "href" && remote && !strings.Contains(token.String(), `rel="nofollow noopener"`):
		t.Errorf("link without rel: %s", token)
	}
}

func TestHTMLTooLarge(t *testing.T) {
	t.Parallel()
	renderer := NewRenderer()
	if _, err := renderer.render(t.Context(), strings.Repeat("parola ", maxMarkdown/7)); err != nil {
		t.Errorf("just below the limit: %v", err)
	}
	out, err := renderer.HTML(t.Context(), strings.Repeat("a", maxMarkdown+1))
	if !errors.Is(err, ErrTooLarge) || out != "" {
		t.Errorf("above the limit: %d bytes, %v", len(out), err)
	}
}

// Texts that would keep goldmark busy for seconds or minutes, or take gigabytes
// of memory, are refused by their form, not by the clock.
func TestHTMLTooComplex(t *testing.T) {
	t.Parallel()
	wide := func(cell string, columns int) string { return strings.Repeat(cell+"|", columns) + "\n" }
	tests := map[string]string{
		"unclosed links":       strings.Repeat("[a](", 20_000),
		"unclosed images":      strings.Repeat("![a](", 20_000),
		"unclosed addresses":   strings.Repeat(strings.Repeat("[a](<", 900)+"\n\n", 50),
		"brackets":             strings.Repeat("[", 80_000),
		"emphasis":             strings.Repeat("*a _b ", 20_000),
		"emphasis of two kind": strings.Repeat("*a ", 20_000) + strings.Repeat("b_ ", 20_000),
		"quotation marks":      strings.Repeat("'", 80_000),
		"nested quotations":    strings.Repeat(">", 80_000),
		"nested lists":         strings.Repeat("1. ", 25_000),
		"a wide table":         wide("a", 20_000) + wide("-", 20_000) + strings.Repeat("a\n", 10_000),
		"many tables":          strings.Repeat(wide("a", 200)+wide("-", 200)+strings.Repeat("a\n", 200)+"\n", 40),
		"footnotes":            strings.Repeat("[^a]: b\n", 10_000),
		"lines":                strings.Repeat("\n", 50_000),
		"much from little":     strings.Repeat("[^1] ", 40)[:199] + strings.Repeat("\n\n"+strings.Repeat("[^1] ", 900), 50) + "\n\n[^1]: a",
	}
	renderer := NewRenderer()
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := renderer.render(t.Context(), text); !errors.Is(err, errTooComplex) {
				t.Fatalf("error %v", err)
			}
			out, err := renderer.HTML(t.Context(), text)
			if !errors.Is(err, ErrNotRendered) { // by its form, or on a slow machine by the clock
				t.Fatalf("error %v", err)
			}
			if want := `<pre class="unrendered">` + html.EscapeString(text) + "</pre>\n"; out != want {
				t.Errorf("the page shows %.80q", out)
			}
			if got := Sections(text); len(got) != 1 || got[0].Markdown != text {
				t.Errorf("%d sections", len(got))
			}
			if got := Outline(text); got != nil {
				t.Errorf("outline %v", got)
			}
		})
	}
}

// Texts near the limits are still rendered.
func TestHTMLOfLongTexts(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"links":         strings.Repeat("Come dice [la delibera](https://example.org/delibera/45) di *maggio*.\n\n", 2_000),
		"one paragraph": strings.Repeat("L'esito è \"buono\", dice l'ente (art. 55). ", 4_000),
		"a table":       "| a | b | c |\n|---|--:|---|\n" + strings.Repeat("| uno | 1.000 | due |\n", 5_000),
		"a list":        strings.Repeat("- voce\n  - voce\n    - voce\n", 5_000),
		"one address":   "[a]: " + strings.Repeat("u", maxMarkdown/2) + "\n\n" + strings.Repeat(strings.Repeat("[a] ", 500)+"\n\n", 50),
		"one title":     "[a]: u '" + strings.Repeat("&", maxMarkdown/2) + "'\n\n" + strings.Repeat(strings.Repeat("[a] ", 500)+"\n\n", 50),
	}
	renderer := NewRenderer()
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := renderer.render(t.Context(), text); err != nil { // HTML without its clock
				t.Error(err)
			}
		})
	}
}

func TestHTMLCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out, err := NewRenderer().HTML(ctx, "<una> *parola*")
	if !errors.Is(err, ErrNotRendered) || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if want := `<pre class="unrendered">&lt;una&gt; *parola*</pre>` + "\n"; out != want {
		t.Errorf("the page shows %q, want %q", out, want)
	}
}

// A deadline is noticed wherever it passes, while parsing and while writing.
func TestRenderExpires(t *testing.T) {
	t.Parallel()
	renderer := NewRenderer()
	text := strings.Repeat("- una *parola* [e](altre)\n\n", 2000)
	looks := &expiring{Context: context.Background(), left: 1 << 30}
	if _, err := renderer.render(looks, text); err != nil {
		t.Fatal(err)
	}
	needed := 1<<30 - looks.left
	for _, after := range []int{0, needed / 3, needed - 1} {
		ctx := &expiring{Context: context.Background(), left: after}
		if out, err := renderer.render(ctx, text); !errors.Is(err, context.DeadlineExceeded) || out != "" {
			t.Errorf("expired after %d looks of %d: %d bytes, %v", after, needed, len(out), err)
		}
		if ctx.left < -1 {
			t.Errorf("went on for %d looks", -ctx.left)
		}
	}
}

// expiring is a context that is done after so many looks at it.
type expiring struct {
	context.Context
	left int
}

func (e *expiring) Err() error {
	if e.left--; e.left < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

func TestHTMLConcurrent(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/markdown/blocks.md")
	if err != nil {
		t.Fatal(err)
	}
	renderer := NewRenderer()
	want, err := renderer.HTML(t.Context(), string(text))
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				if got, err := renderer.HTML(t.Context(), string(text)); err != nil || got != want {
					t.Errorf("another result, %v", err)
				}
			}
		})
	}
	group.Wait()
}

func TestOutline(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/markdown/headings.md")
	if err != nil {
		t.Fatal(err)
	}
	want := []Heading{
		{2, "Titolo nel testo", "titolo-nel-testo"},
		{2, "Difficoltà", "difficolta"},
		{3, "Che cosa si è fatto", "che-cosa-si-e-fatto"},
		{2, "Difficoltà", "difficolta-2"},
		{2, "L'esito di un bando", "l-esito-di-un-bando"},
		{2, "Scritto sotto", "scritto-sotto"},
		{6, "Livello sei", "livello-sei"},
		{2, "???", "sezione"},
		{2, "In una citazione", "in-una-citazione"},
	}
	if diff := cmp.Diff(want, Outline(string(text))); diff != "" {
		t.Errorf("outline differs (-want +got):\n%s", diff)
	}
}

func TestHeadingIDsAreUnique(t *testing.T) {
	t.Parallel()
	got := Outline("# a\n# a 2\n# a\n# a\n# a-2\n# a 2 2\n# A\n")
	seen := map[string]bool{}
	for _, h := range got {
		if seen[h.ID] {
			t.Errorf("%s twice in %v", h.ID, got)
		}
		seen[h.ID] = true
	}
	if len(got) != 7 {
		t.Errorf("%d headings", len(got))
	}
}

func FuzzHTML(f *testing.F) {
	files, err := filepath.Glob("testdata/markdown/*.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("[a](" + strings.Repeat("![a](<b", 300))
	f.Add("# a\n<a href='javascript:x' onclick=y>\n\n[x]: <java\nscript:y>\n![x] [x]")
	renderer := NewRenderer()
	f.Fuzz(func(t *testing.T, text string) {
		out, err := renderer.HTML(t.Context(), text)
		if errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("slow: %v", err)
		}
		if err != nil && !errors.Is(err, errTooComplex) && !errors.Is(err, ErrTooLarge) {
			t.Errorf("error: %v", err)
		}
		checkHarmless(t, out)
		for _, h := range Outline(text) {
			if !strings.Contains(out, `id="`+h.ID+`"`) {
				t.Errorf("heading %q of the outline is not on the page\n%s", h.ID, out)
			}
		}
	})
}
