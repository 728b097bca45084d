package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"copratica/content"
)

func TestErrors(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		db := open(t, url)
		mustPut(t, db, draft("x", 1))
		_, twice := db.write.ExecContext(t.Context(),
			`INSERT INTO revisions SELECT case_id, number, status, access, author, stored_at, body FROM revisions`)
		_, unknown := db.write.ExecContext(t.Context(), `INSERT INTO nowhere VALUES (1)`)
		over, cancel := context.WithCancel(t.Context())
		cancel()
		for _, test := range []struct {
			ctx       context.Context
			err, want error
		}{
			{t.Context(), twice, content.ErrConflict},
			{t.Context(), sql.ErrNoRows, content.ErrNotFound},
			{t.Context(), fmt.Errorf("deep: %w", content.ErrInvalid), content.ErrInvalid},
			{t.Context(), unknown, unknown},
			{over, unknown, context.Canceled},
		} {
			got := fail(test.ctx, test.err, "do something")
			if !errors.Is(got, test.want) || !strings.HasPrefix(got.Error(), "do something: ") {
				t.Errorf("%v became %v, want %v", test.err, got, test.want)
			}
		}
		if err := fail(over, nil, "do something"); err != nil {
			t.Errorf("no error became %v", err)
		}
	})
}
