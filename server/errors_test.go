package server

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"copratica/content"
	"copratica/content/sqlstore"
)

// What cannot be had just now is told by what it is: the files, the store, or
// an answer that takes too long.
func TestUnavailableInWords(t *testing.T) {
	t.Parallel()
	all, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		err error
		key string
	}{
		{content.ErrAway, "error.away"},
		{errStoreSlow, "error.away"},
		{sqlstore.ErrLocked, "error.unavailable"},
		{context.DeadlineExceeded, "error.503.detail"},
	} {
		err := fmt.Errorf("read: %w", tt.err)
		status := statusOf(err)
		if got, want := newProblem(all[langIT], status, err).Detail, all[langIT].T(tt.key); status != http.StatusServiceUnavailable || got != want {
			t.Errorf("%v: status %d, %q; want 503, %q", tt.err, status, got, want)
		}
	}
}
