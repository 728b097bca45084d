package extract

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"copratica/content"
	"copratica/content/blobstore"
	"copratica/content/sqlstore"
	"copratica/indexer/extract/extracttest"
)

// A shelf is a store with attachments and the pool that reads them.
type shelf struct {
	*Pool
	store *sqlstore.DB
	blobs *counted
	cases int
}

// counted counts how often each attachment is opened.
type counted struct {
	*blobstore.Dir
	mu    sync.Mutex
	opens map[string]int
}

func (c *counted) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opens[key]++
	return c.Dir.Open(ctx, key)
}

func (c *counted) opened(d content.Digest) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.opens[d.Key()]
}

func newShelf(t *testing.T, how string, scans bool) *shelf {
	t.Helper()
	dir := t.TempDir()
	store, err := sqlstore.Open(t.Context(), "sqlite:"+dir+"/copratica.db")
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blobstore.OpenDir(dir + "/blobs")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
		if err := blobs.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &shelf{store: store, blobs: &counted{Dir: blobs, opens: map[string]int{}}}
	s.Pool = NewPool(store, s.blobs, testRunner(t, how), 1, scans, slog.New(slog.NewTextHandler(t.Output(), nil)))
	s.Pause = time.Millisecond
	return s
}

// add attaches files, pairs of name and bytes, to a new case.
func (s *shelf) add(t *testing.T, pairs ...string) {
	t.Helper()
	s.cases++
	r := content.Revision{
		CaseID: fmt.Sprint("caso-", s.cases), Number: 1, Status: content.StatusPublished, Access: content.AccessPublic, Author: "x", At: time.Now(),
	}
	for pair := range slices.Chunk(pairs, 2) {
		f := content.File{Name: pair[0], Digest: content.DigestOf([]byte(pair[1])), Size: int64(len(pair[1]))}
		if err := s.blobs.Put(t.Context(), f.Digest.Key(), strings.NewReader(pair[1]), f.Size, ""); err != nil {
			t.Fatal(err)
		}
		r.Files = append(r.Files, f)
	}
	if _, err := s.store.PutCase(t.Context(), r); err != nil {
		t.Fatal(err)
	}
}

// start runs the pool until the test ends.
func (s *shelf) start(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Run(ctx)
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
}

// await waits until the text of some bytes is as it should be.
func (s *shelf) await(t *testing.T, bytes, what string, good func(content.Text) bool) content.Text {
	t.Helper()
	var last content.Text
	for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		text, err := s.store.Text(t.Context(), content.DigestOf([]byte(bytes)), 0)
		if err == nil && good(text) {
			return text
		}
		last = text
	}
	last.Pages = nil
	t.Fatalf("not %s: %+v", what, last)
	return last
}

func readable(text content.Text) bool { return text.State == content.TextOK }

// A file that kills its reader each time is set aside after three attempts,
// tried again when somebody says so, and hurts no other file.
func TestPoolSetsPoisonAside(t *testing.T) {
	t.Parallel()
	s := newShelf(t, "poison", false)
	const poison, sound = "veleno", "un testo sano"
	s.add(t, "a.txt", poison, "b.txt", sound)
	s.start(t)
	s.await(t, sound, "read", readable)
	aside := func(text content.Text) bool { return text.Attempts == maxAttempts && text.RetryAt.IsZero() }
	text := s.await(t, poison, "set aside", aside)
	if n := s.blobs.opened(text.Digest); n != maxAttempts || text.State != content.TextCorrupt || text.Reason == "" {
		t.Errorf("opened %d times, %+v", n, text)
	}
	if waiting, err := s.store.Pending(t.Context(), content.QueueText, 10); err != nil || len(waiting) > 0 {
		t.Errorf("still waiting: %v, %v", waiting, err)
	}
	if n, err := s.store.Retry(t.Context(), text.Digest); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	s.await(t, poison, "tried anew", func(text content.Text) bool { return aside(text) && s.blobs.opened(text.Digest) == 2*maxAttempts })
}

// The same bytes are read once, however often and when they are attached.
func TestPoolReadsSameBytesOnce(t *testing.T) {
	t.Parallel()
	s := newShelf(t, "read", false)
	const same = "le stesse parole"
	s.add(t, "a.txt", same, "copia.txt", same)
	s.add(t, "b.txt", same)
	s.start(t)
	text := s.await(t, same, "read", readable)
	s.add(t, "c.txt", same, "altro.txt", "altre parole")
	s.await(t, "altre parole", "read", readable)
	if n := s.blobs.opened(text.Digest); n != 1 {
		t.Errorf("read %d times", n)
	}
}

// A file that many are queued behind is done before it is listed again: no file
// is read twice.
func TestPoolReadsEachFileOnce(t *testing.T) {
	t.Parallel()
	s := newShelf(t, "read", false)
	s.Workers = 3
	var all []string
	for i := range 3 * poolBatch {
		all = append(all, fmt.Sprint("testo numero ", i))
		s.add(t, fmt.Sprint(i, ".txt"), all[i])
	}
	s.start(t)
	for _, one := range all {
		if text := s.await(t, one, "read", readable); s.blobs.opened(text.Digest) != 1 {
			t.Errorf("%q is read %d times", one, s.blobs.opened(text.Digest))
		}
	}
}

// A long scan does not hold back the documents behind it, neither before its
// pages are read by OCR nor while they are.
func TestPoolScansHoldNothingBack(t *testing.T) {
	t.Parallel()
	s := newShelf(t, "ocr:"+testTools(t, true).Tesseract, true)
	scan := string(extracttest.PDF{Pages: slices.Repeat([]extracttest.Page{{Picture: strip(t), Size: [2]int{1240, 300}}}, 200)}.Bytes())
	behind := func(word string) string {
		return string(extracttest.PDF{Pages: []extracttest.Page{{Text: word}}}.Bytes())
	}
	s.add(t, "scansione.pdf", scan, "seconda.pdf", behind("dietro la scansione"))
	s.start(t)
	waits := func() int {
		text, err := s.store.Text(t.Context(), content.DigestOf([]byte(scan)), 0)
		if err != nil {
			return -1
		}
		return len(text.Scans)
	}
	s.await(t, behind("dietro la scansione"), "read", readable)
	if n := waits(); n == 0 {
		t.Error("the whole scan came first")
	}
	half := s.await(t, scan, "read in part by OCR", func(text content.Text) bool {
		return len(text.Scans) > 0 && len(text.Scans) < 200 && text.Pages[0] != ""
	})
	if half.State != content.TextPartial || len(half.Pages) != 200 || half.Pages[199] != "" {
		t.Errorf("%s, %d pages, the first says %.500q", half.State, len(half.Pages), half.Pages[0])
	}
	s.add(t, "terza.pdf", behind("mentre la scansione si legge"))
	s.await(t, behind("mentre la scansione si legge"), "read", readable)
	if n := waits(); n < 1 {
		t.Errorf("%d pages of the scan wait, want most of them", n)
	}
}

// What an older version read is read again, after what was never read, and its
// old text stays until then.
func TestPoolReadsOldTextsAnew(t *testing.T) {
	t.Parallel()
	s := newShelf(t, "read", false)
	const old = "parole che ora si leggono meglio"
	s.add(t, "a.txt", old)
	err := s.store.PutText(t.Context(), content.Text{Digest: content.DigestOf([]byte(old)), State: content.TextOK, Extractor: Version - 1, Pages: []string{"peggio"}})
	if err != nil {
		t.Fatal(err)
	}
	s.start(t)
	text := s.await(t, old, "read by this version", func(text content.Text) bool { return text.Extractor == Version })
	if !slices.Equal(text.Pages, []string{old}) || !text.RetryAt.IsZero() {
		t.Errorf("%+v", text)
	}
}

// Bytes that are not there are no reason to stop, and are looked for later.
func TestPoolMissesBytes(t *testing.T) {
	t.Parallel()
	s := newShelf(t, "read", false)
	const gone = "parole perdute"
	s.add(t, "a.txt", gone, "b.txt", "parole trovate")
	if err := s.blobs.Delete(t.Context(), content.DigestOf([]byte(gone)).Key()); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Drain(t.Context(), func(int) {}); err != nil || n != 2 {
		t.Errorf("read %d files, %v", n, err)
	}
	s.await(t, "parole trovate", "read", readable)
	s.await(t, gone, "missed", func(text content.Text) bool {
		return text.State == content.TextCorrupt && text.RetryAt.After(time.Now())
	})
}

// strip is the top of the scan of the collection: a page that takes OCR a moment.
func strip(t *testing.T) []byte {
	t.Helper()
	data, _ := scanPicture(t)
	whole, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	top := image.NewGray(image.Rect(0, 0, 1240, 300))
	draw.Draw(top, top.Bounds(), whole, whole.Bounds().Min, draw.Src)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, top, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
