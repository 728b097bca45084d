package s3test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkUpload sends files to the whole program over HTTP, to a directory
// and to the bucket in turn, and reports both and their ratio:
//
//	go test -run '^$' -bench Upload -benchtime 3x
func BenchmarkUpload(b *testing.B) {
	program := build(b)
	for _, load := range []struct {
		name         string
		cases, files int // of each case
		size         int64
	}{
		{"1000x100kB", 10, 100, 100 << 10},
		{"10x64MB", 5, 2, 64 << 20},
	} {
		b.Run(load.name, func(b *testing.B) {
			var took [2]time.Duration
			var seed uint64
			for n := 0; b.Loop(); n++ {
				for k := range took {
					where := (n + k) % 2 // who begins takes turns
					b.StopTimer()
					blobs := "dir:" + filepath.Join(b.TempDir(), "blobs")
					if where == 1 {
						blobs = placeAt(endpoint, fmt.Sprintf("%s/%d-%d", b.Name(), b.N, n))
					}
					s := serveProgram(b, program, blobs)
					b.StartTimer()
					began := time.Now()
					for c := range load.cases {
						files := make(map[string]io.Reader)
						for f := range load.files {
							seed++
							files[fmt.Sprintf("%d.bin", f)] = io.LimitReader(noise(seed), load.size)
						}
						if status, said := s.create(b, fmt.Sprintf("caso-%d", c), "it", files); status != http.StatusCreated {
							b.Fatalf("status %d\n%s", status, said)
						}
					}
					took[where] += time.Since(began)
					b.StopTimer()
					s.stop()
					b.StartTimer()
				}
			}
			megabytes := float64(b.N) * float64(load.cases*load.files) * float64(load.size) / (1 << 20)
			b.ReportMetric(megabytes/took[0].Seconds(), "dir-MB/s")
			b.ReportMetric(megabytes/took[1].Seconds(), "s3-MB/s")
			b.ReportMetric(took[0].Seconds()/took[1].Seconds(), "ratio")
		})
	}
}

// noise are bytes without end that follow from a seed, and are no document.
func noise(seed uint64) io.Reader {
	return io.MultiReader(&zero{4}, rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), byte(seed >> 16)}))
}

// A zero gives so many zero bytes.
type zero struct{ left int }

func (z *zero) Read(p []byte) (int, error) {
	n := min(z.left, len(p))
	clear(p[:n])
	if z.left -= n; z.left == 0 {
		return n, io.EOF
	}
	return n, nil
}
