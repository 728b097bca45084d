package indextest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"copratica/content"
	"copratica/indexer"
)

// testLimits wants what is beyond the limits to be refused with a sentence.
func testLimits(t *testing.T, open Open) {
	var many strings.Builder
	for i := range 1100 {
		fmt.Fprintf(&many, "abc%c%c%c ", 'a'+i/400, 'a'+i/20%20, 'a'+i%20)
	}
	d := newSubject(t, open, doc("uno", "Emporio", "solidale"), doc("molte", "Molte parole", many.String()))
	ctx := context.Background()

	d.refuse(ctx, indexer.Query{Expr: prefix("em")})
	d.refuse(ctx, indexer.Query{Expr: prefix("é")})
	d.refuse(ctx, indexer.Query{Expr: not(prefix("em"))})
	d.refuse(ctx, indexer.Query{Expr: within(indexer.FieldTitle, prefix("em"))})
	d.refuse(ctx, indexer.Query{Expr: prefix("abc")})
	d.refuse(ctx, indexer.Query{Expr: words(numbered(65))})
	d.refuse(ctx, indexer.Query{Expr: phrase(numbered(65))})
	d.refuse(ctx, indexer.Query{Expr: both(words(numbered(40)), not(words(numbered(25))))})

	d.wantAll(prefix("abca"), "molte")
	d.search(indexer.Query{Expr: words(numbered(64))})
	d.search(indexer.Query{Expr: phrase(numbered(64))})

	past, cancel := context.WithDeadline(ctx, time.Unix(0, 0))
	defer cancel()
	d.refuse(past, indexer.Query{Expr: words("emporio")})
	d.refuse(past, indexer.Query{})
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := d.index.Search(gone, withDefaults(indexer.Query{Expr: words("emporio")})); !errors.Is(err, context.Canceled) || errors.Is(err, content.ErrInvalid) {
		t.Errorf("cancelled search = %v, want context.Canceled", err)
	}
}

// numbered is a text of n different words.
func numbered(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("parola%c%c", 'a'+i/26, 'a'+i%26)
	}
	return strings.Join(list, " ")
}
