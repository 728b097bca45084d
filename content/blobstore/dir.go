package blobstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"copratica/content"
)

// partial is the folder of files that are being written.
const partial = "partial"

// partialAge is how old a file in it must be to have been left by a crash.
const partialAge = time.Hour

// A Dir is content.Blobs in a directory. It stores no MIME types.
type Dir struct {
	root *os.Root
}

// OpenDir opens a directory of blobs, making it if need be, and removes what
// earlier crashes left in it.
func OpenDir(name string) (*Dir, error) {
	if err := makeDir(name); err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	d := &Dir{root: root}
	if err := d.sweep(time.Now().Add(-partialAge)); err != nil {
		return nil, fmt.Errorf("open blobs: %w", errors.Join(err, root.Close()))
	}
	return d, nil
}

// makeDir makes a directory and the missing ones above it, durably: blobs are
// only as safe as the way to them.
func makeDir(name string) error {
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	above := filepath.Dir(filepath.Clean(name))
	if err := makeDir(above); err != nil {
		return err
	}
	if err := os.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := os.Open(above)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Close gives the directory up. Open blobs stay readable.
func (d *Dir) Close() error { return d.root.Close() }

func (d *Dir) sweep(before time.Time) error {
	if err := d.root.MkdirAll(partial, 0o700); err != nil {
		return err
	}
	entries, err := fs.ReadDir(d.root.FS(), partial)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.ModTime().After(before) {
			continue // gone, or somebody's work
		}
		if err := d.root.Remove(path.Join(partial, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Put implements content.Blobs. The type is not kept.
func (d *Dir) Put(ctx context.Context, key string, r io.Reader, size int64, _ string) error {
	if err := check(key); err != nil {
		return fmt.Errorf("put blob: %w", err)
	}
	info, err := d.root.Stat(key)
	if err != nil {
		err = d.put(ctx, key, r, size)
	} else {
		err = errors.Join(d.renew(key, info), d.settle(key)) // another Put may have linked it and not have come further
	}
	if err != nil {
		return fmt.Errorf("put blob %s: %w", key, err)
	}
	return nil
}

func (d *Dir) put(ctx context.Context, key string, r io.Reader, size int64) error {
	name := path.Join(partial, rand.Text())
	if err := d.write(ctx, name, r, size); err != nil {
		return errors.Join(err, d.remove(name))
	}
	if err := d.root.MkdirAll(path.Dir(key), 0o700); err != nil {
		return errors.Join(err, d.remove(name))
	}
	if err := d.root.Link(name, key); err != nil && !errors.Is(err, fs.ErrExist) {
		return errors.Join(err, d.remove(name))
	}
	if err := d.settle(key); err != nil {
		return err
	}
	return d.remove(name)
}

// renew makes an old blob new.
func (d *Dir) renew(key string, info fs.FileInfo) error {
	now := time.Now()
	if now.Sub(info.ModTime()) < content.BlobRenewal {
		return nil
	}
	return d.root.Chtimes(key, now, now)
}

// settle makes the way from the root to key durable.
func (d *Dir) settle(key string) error {
	for dir := path.Dir(key); ; dir = path.Dir(dir) {
		if err := d.sync(dir); err != nil || dir == "." {
			return err
		}
	}
}

// write makes a durable file of exactly size bytes.
func (d *Dir) write(ctx context.Context, name string, r io.Reader, size int64) (err error) {
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	n, err := io.Copy(f, io.LimitReader(stoppable{ctx, r}, size+1))
	if err != nil {
		return err
	}
	if n != size {
		return fmt.Errorf("%d bytes or more came, %d were announced: %w", n, size, content.ErrInvalid)
	}
	return f.Sync()
}

// remove is for files that may never have been made.
func (d *Dir) remove(name string) error {
	if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (d *Dir) sync(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open implements content.Blobs.
func (d *Dir) Open(_ context.Context, key string) (io.ReadSeekCloser, error) {
	if err := check(key); err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	f, err := d.root.Open(key)
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", key, notFound(err))
	}
	return f, nil
}

// Stat implements content.Blobs; the type is "".
func (d *Dir) Stat(_ context.Context, key string) (content.BlobStat, error) {
	if err := check(key); err != nil {
		return content.BlobStat{}, fmt.Errorf("stat blob: %w", err)
	}
	info, err := d.root.Stat(key)
	if err != nil {
		return content.BlobStat{}, fmt.Errorf("stat blob %s: %w", key, notFound(err))
	}
	return content.BlobStat{Size: info.Size(), Modified: info.ModTime()}, nil
}

// Delete implements content.Blobs. The folders stay.
func (d *Dir) Delete(_ context.Context, key string) error {
	if err := check(key); err != nil {
		return fmt.Errorf("delete blob: %w", err)
	}
	if err := d.remove(key); err != nil {
		return fmt.Errorf("delete blob %s: %w", key, err)
	}
	if err := d.sync(path.Dir(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete blob %s: %w", key, err)
	}
	return nil
}

// Keys implements content.Blobs, in order of key. What is no blob is passed over.
func (d *Dir) Keys(ctx context.Context, prefix string, yield func(string) error) error {
	var stopped error
	err := fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if e.IsDir() {
			if name != "." && !strings.HasPrefix(name+"/", prefix) && !strings.HasPrefix(prefix, name+"/") {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasPrefix(name, prefix) || check(name) != nil {
			return nil
		}
		if stopped = yield(name); stopped != nil {
			return fs.SkipAll // whatever it is: WalkDir has errors of its own meaning
		}
		return nil
	})
	if err = errors.Join(err, stopped); err != nil {
		return fmt.Errorf("list blobs below %q: %w", prefix, err)
	}
	return nil
}

func check(key string) error {
	if _, ok := content.KeyDigest(key); !ok {
		return fmt.Errorf("key %q: %w", key, content.ErrInvalid)
	}
	return nil
}

func notFound(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return content.ErrNotFound
	}
	return err
}

// stoppable ends reading when its context ends.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
