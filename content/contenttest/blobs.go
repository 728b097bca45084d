package contenttest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
)

// Blobs checks what content.Blobs promises. open gives an empty store, and
// closes it when its test ends.
func Blobs(t *testing.T, open func(t *testing.T) content.Blobs) {
	tests := map[string]func(*testing.T, content.Blobs){
		"round trip":             blobRoundTrip,
		"sizes must agree":       blobSizes,
		"half a blob is none":    blobHalf,
		"put again":              blobAgain,
		"age":                    blobAge,
		"put at the same time":   blobConcurrent,
		"delete":                 blobDelete,
		"keys":                   blobKeys,
		"keys that are none":     blobBadKeys,
		"a context that is over": blobCancelled,
		"a large one":            blobLarge,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// PutBlob stores text and returns its key.
func PutBlob(t *testing.T, b content.Blobs, text string) string {
	t.Helper()
	key := keyOf([]byte(text))
	if err := b.Put(t.Context(), key, strings.NewReader(text), int64(len(text)), "text/plain"); err != nil {
		t.Fatal(err)
	}
	return key
}

func keyOf(data []byte) string {
	sum := sha256.Sum256(data)
	return content.Digest(hex.EncodeToString(sum[:])).Key()
}

func readBlob(t *testing.T, b content.Blobs, key string) []byte {
	t.Helper()
	r, err := b.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() // read only
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func noBlob(t *testing.T, b content.Blobs, key string) {
	t.Helper()
	if _, err := b.Stat(t.Context(), key); !errors.Is(err, content.ErrNotFound) {
		t.Errorf("stat %s: %v, want not found", key, err)
	}
	if r, err := b.Open(t.Context(), key); !errors.Is(err, content.ErrNotFound) {
		t.Errorf("open %s: %v, want not found", key, err)
		if err == nil {
			r.Close() // the test failed already
		}
	}
}

func blobRoundTrip(t *testing.T, b content.Blobs) {
	for _, text := range []string{"", "a", "città\x00\xff\n"} {
		key := PutBlob(t, b, text)
		if got := string(readBlob(t, b, key)); got != text {
			t.Errorf("read %q, want %q", got, text)
		}
		stat, err := b.Stat(t.Context(), key)
		if err != nil || stat.Size != int64(len(text)) {
			t.Errorf("stat %+v, %v; want size %d", stat, err, len(text))
		}
	}
	key := PutBlob(t, b, "0123456789")
	r, err := b.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() // read only
	if _, err := r.Seek(-3, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if tail, err := io.ReadAll(r); err != nil || string(tail) != "789" {
		t.Errorf("after seeking: %q, %v; want 789", tail, err)
	}
}

func blobSizes(t *testing.T, b content.Blobs) {
	key := keyOf([]byte("parole"))
	for _, size := range []int64{0, 5, 7, 1 << 20} {
		if err := b.Put(t.Context(), key, strings.NewReader("parole"), size, ""); err == nil {
			t.Errorf("6 bytes announced as %d were taken", size)
		}
		noBlob(t, b, key)
	}
}

func blobHalf(t *testing.T, b content.Blobs) {
	key := keyOf([]byte("parole"))
	broken := errors.New("the line broke")
	r := io.MultiReader(strings.NewReader("par"), iotest.ErrReader(broken))
	if err := b.Put(t.Context(), key, r, 6, ""); err == nil {
		t.Error("half a blob was taken")
	}
	noBlob(t, b, key)
	if err := b.Put(t.Context(), key, strings.NewReader("parole"), 6, ""); err != nil {
		t.Errorf("put after a broken one: %v", err)
	}
}

func blobAgain(t *testing.T, b content.Blobs) {
	key := PutBlob(t, b, "parole")
	if err := b.Put(t.Context(), key, iotest.ErrReader(errors.New("must not be read")), 6, ""); err != nil {
		t.Errorf("put of what is there: %v", err)
	}
	if got := string(readBlob(t, b, key)); got != "parole" {
		t.Errorf("read %q after putting again", got)
	}
}

func blobAge(t *testing.T, b content.Blobs) {
	const slack = 2 * time.Minute // between this clock and a server's
	stat, err := b.Stat(t.Context(), PutBlob(t, b, "parole"))
	if age := time.Since(stat.Modified); err != nil || age < -slack || age > slack {
		t.Errorf("a new blob is %v old, %v", age, err)
	}
}

func blobConcurrent(t *testing.T, b content.Blobs) {
	data := bytes.Repeat([]byte("contenuto "), 100_000)
	key := keyOf(data)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := b.Put(t.Context(), key, bytes.NewReader(data), int64(len(data)), ""); err != nil {
				t.Errorf("put: %v", err)
			}
		})
	}
	wg.Wait()
	if !bytes.Equal(readBlob(t, b, key), data) {
		t.Error("the blob is not what was put")
	}
}

func blobDelete(t *testing.T, b content.Blobs) {
	key := PutBlob(t, b, "parole")
	for range 2 {
		if err := b.Delete(t.Context(), key); err != nil {
			t.Errorf("delete: %v", err)
		}
		noBlob(t, b, key)
	}
	PutBlob(t, b, "parole")
	if got := string(readBlob(t, b, key)); got != "parole" {
		t.Errorf("read %q after delete and put", got)
	}
}

func blobKeys(t *testing.T, b content.Blobs) {
	var want []string
	for i := range 20 {
		want = append(want, PutBlob(t, b, fmt.Sprint(i)))
	}
	list := func(prefix string) []string {
		var got []string
		if err := b.Keys(t.Context(), prefix, func(key string) error { got = append(got, key); return nil }); err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		return got
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, list("")); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	prefix := want[3][:len("sha256/ab")]
	below := slices.DeleteFunc(slices.Clone(want), func(k string) bool { return !strings.HasPrefix(k, prefix) })
	if diff := cmp.Diff(below, list(prefix)); diff != "" {
		t.Errorf("keys below %s (-want +got):\n%s", prefix, diff)
	}
	for _, none := range []string{"sha256/zz", "..", "../", "/", "md5/", "sha256//", want[0] + "x"} {
		if got := list(none); len(got) > 0 {
			t.Errorf("keys below %q: %v", none, got)
		}
	}
	for _, enough := range []error{errors.New("enough"), fs.SkipAll, fs.SkipDir} {
		calls := 0
		err := b.Keys(t.Context(), "", func(string) error { calls++; return enough })
		if !errors.Is(err, enough) || calls != 1 {
			t.Errorf("stopped with %v after %d calls, want %v after 1", err, calls, enough)
		}
	}
}

func blobBadKeys(t *testing.T, b content.Blobs) {
	good := keyOf([]byte("parole"))
	for _, key := range []string{
		"", ".", "..", "/", "sha256", "../" + good, "/" + good, good + "/", good + "/..", "sha256/../" + good,
		strings.ToUpper(good), strings.Replace(good, "sha256", "md5", 1), good[:len(good)-1], good + "\x00", `sha256\ab`,
		strings.Replace(good, good[7:9], "00", 1) + "x",
	} {
		if err := b.Put(t.Context(), key, strings.NewReader("parole"), 6, ""); !errors.Is(err, content.ErrInvalid) {
			t.Errorf("put %q: %v, want invalid", key, err)
		}
		if _, err := b.Open(t.Context(), key); !errors.Is(err, content.ErrInvalid) {
			t.Errorf("open %q: %v, want invalid", key, err)
		}
		if _, err := b.Stat(t.Context(), key); !errors.Is(err, content.ErrInvalid) {
			t.Errorf("stat %q: %v, want invalid", key, err)
		}
		if err := b.Delete(t.Context(), key); !errors.Is(err, content.ErrInvalid) {
			t.Errorf("delete %q: %v, want invalid", key, err)
		}
	}
}

func blobCancelled(t *testing.T, b content.Blobs) {
	key := keyOf([]byte("parole"))
	ctx, cancel := context.WithCancel(t.Context())
	midway := readerFunc(func(p []byte) (int, error) {
		cancel()
		return copy(p, "par"), nil
	})
	for _, r := range []io.Reader{midway, strings.NewReader("parole")} {
		if err := b.Put(ctx, key, r, 6, ""); !errors.Is(err, context.Canceled) {
			t.Errorf("put under a context that is over: %v, want canceled", err)
		}
		noBlob(t, b, key)
	}
	PutBlob(t, b, "parole")
	if err := b.Keys(ctx, "", func(string) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("keys under a context that is over: %v, want canceled", err)
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func blobLarge(t *testing.T, b content.Blobs) {
	data := make([]byte, 64<<20)
	for i := range data {
		data[i] = byte(i * 7 >> 8)
	}
	key := keyOf(data)
	if err := b.Put(t.Context(), key, bytes.NewReader(data), int64(len(data)), "application/pdf"); err != nil {
		t.Fatal(err)
	}
	if keyOf(readBlob(t, b, key)) != key {
		t.Error("the large blob is not what was put")
	}
}
