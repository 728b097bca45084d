package sqlstore

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"copratica/content"
)

// body is a case text of the usual length.
var body = "---\ntitle: Caso\n---\n" + strings.Repeat("Il tavolo si è riunito tre volte in due mesi.\n", 160)

func benchmarkCase(i int64) content.Revision {
	id := fmt.Sprintf("case-%06d", i)
	return content.Revision{
		CaseID: id, Number: 1, Text: body, Status: content.StatusPublished, Access: content.AccessPublic, Author: "import",
		Files: []content.File{{Name: "avviso.pdf", Digest: content.Digest(fmt.Sprintf("%064x", i)), Size: 1, Type: "application/pdf"}},
	}
}

// filled is a store with n cases.
func filled(b *testing.B, url string, n int64) *DB {
	b.Helper()
	db := open(b, url)
	for i := range n {
		if _, err := db.PutCase(b.Context(), benchmarkCase(i)); err != nil {
			b.Fatal(err)
		}
	}
	return db
}

func BenchmarkPutCase(b *testing.B) {
	for _, e := range engines {
		for _, writers := range []int{1, 8} {
			b.Run(fmt.Sprintf("%s/writers=%d", e.name, writers), func(b *testing.B) {
				db := open(b, e.url(b))
				var next atomic.Int64
				var all sync.WaitGroup
				b.ResetTimer()
				for range writers {
					all.Go(func() {
						for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
							if _, err := db.PutCase(b.Context(), benchmarkCase(i)); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				all.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cases/s")
			})
		}
	}
}

func BenchmarkRead(b *testing.B) {
	const stored = 2000
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			db := filled(b, e.url(b), stored)
			changes, err := db.Changes(b.Context(), 0, stored)
			if err != nil {
				b.Fatal(err)
			}
			end := changes[len(changes)-1].Seq
			var n int64
			for _, call := range []struct {
				name string
				read func() error
			}{
				{"Case", func() error {
					n += 997
					_, err := db.Case(b.Context(), benchmarkCase(n%stored).CaseID)
					return err
				}},
				{"Heads20", func() error {
					ids := make([]string, 20)
					for i := range ids {
						n += 997
						ids[i] = fmt.Sprintf("case-%06d", n%stored)
					}
					_, err := db.Heads(b.Context(), ids)
					return err
				}},
				{"ChangesIdle", func() error {
					_, err := db.Changes(b.Context(), end, 500)
					return err
				}},
				{"Cases100", func() error {
					_, err := db.Cases(b.Context(), content.Filter{After: "case-001000", Limit: 100})
					return err
				}},
				{"Pending10", func() error {
					_, err := db.Pending(b.Context(), content.QueueText, 10)
					return err
				}},
			} {
				b.Run(call.name, func(b *testing.B) {
					for b.Loop() {
						if err := call.read(); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}
