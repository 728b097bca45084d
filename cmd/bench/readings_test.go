package bench

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"copratica/content"
	"copratica/indexer/extract"
)

const readerArgument = "read-documents"

// As a child, the test program reads documents, as the program does.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == readerArgument {
		err := extract.LimitSelf()
		if err == nil {
			err = extract.Child(context.Background(), os.Stdin, os.Stdout, &extract.Tools{Cache: os.Args[2]})
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// Readings are the texts of acts, kept in the user's cache directory by digest
// and by the source of the extractor that made them. They come without OCR,
// so that a machine that has it finds no more than one that has not.
type readings struct{ texts, code string }

func openReadings() (readings, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return readings{}, err
	}
	version, err := extractorVersion()
	if err != nil {
		return readings{}, err
	}
	r := readings{filepath.Join(cache, "copratica", "readings", version), filepath.Join(cache, "copratica", "readings", "code")}
	return r, errors.Join(os.MkdirAll(r.texts, 0o755), os.MkdirAll(r.code, 0o755))
}

// extractorVersion changes with the extractor's source, its own or others'.
func extractorVersion() (string, error) {
	names, err := filepath.Glob("../../indexer/extract/*.go")
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, name := range append(names, "../../go.sum") {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(sum, name, len(data))
		sum.Write(data) // a hash never fails
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

func (r readings) file(d content.Digest) string { return filepath.Join(r.texts, string(d)+".json") }

// load is the kept text of a digest, if there is one that can be read.
func (r readings) load(d content.Digest) (t content.Text, ok bool, err error) {
	data, err := os.ReadFile(r.file(d))
	if errors.Is(err, fs.ErrNotExist) {
		return t, false, nil
	}
	if err != nil {
		return t, false, err
	}
	return t, json.Unmarshal(data, &t) == nil && t.Digest == d, nil
}

func (r readings) keep(t content.Text) error {
	t.Preview = content.Preview{} // its blob is not kept
	data, err := json.Marshal(t)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(r.texts, "new-")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), r.file(t.Digest))
}

// readAll gives every attachment that waits its text.
func (h *house) readAll(ctx context.Context) error {
	kept, err := openReadings()
	if err != nil {
		return err
	}
	waiting, err := h.store.Pending(ctx, content.QueueText, 1000)
	if err != nil {
		return err
	}
	var unread []content.Digest
	for _, w := range waiting {
		t, ok, err := kept.load(w.File.Digest)
		if err != nil {
			return err
		}
		if !ok {
			unread = append(unread, w.File.Digest)
		} else if err := h.store.PutText(ctx, t); err != nil {
			return err
		}
	}
	if len(unread) == 0 {
		return nil
	}
	if err := h.extract(ctx, kept.code); err != nil {
		return err
	}
	for _, d := range unread {
		t, err := h.store.Text(ctx, d, 0)
		if err != nil {
			return err
		}
		if !t.RetryAt.IsZero() || t.State == content.TextTimeout {
			return fmt.Errorf("read %s: %s: %s", d, t.State, t.Reason)
		}
		if err := kept.keep(t); err != nil {
			return err
		}
	}
	return nil
}

// extract reads what waits in child processes, as the program does.
func (h *house) extract(ctx context.Context, code string) (err error) {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	work := filepath.Join(h.dir, "reading")
	if err := os.MkdirAll(work, 0o700); err != nil {
		return err
	}
	runner := &extract.Runner{Dir: work, Command: func() *exec.Cmd { return exec.Command(self, readerArgument, code) }}
	defer func() { err = errors.Join(err, runner.Close()) }()
	pool := extract.NewPool(h.store, h.blobs, runner, 1, false, slog.New(slog.NewTextHandler(io.Discard, nil)))
	_, err = pool.Drain(ctx, func(int) {})
	return err
}
