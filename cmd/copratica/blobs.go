package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"copratica/content"
	"copratica/content/blobstore"
)

// blobs are attachments that are closed after use.
type blobs interface {
	content.Blobs
	io.Closer
}

// openBlobs opens the attachments that a URL names.
func openBlobs(ctx context.Context, s *settings, flag, url string) (blobs, error) {
	if !strings.HasPrefix(url, "s3:") {
		dir, err := pathOf(flag, url, "dir")
		if err != nil {
			return nil, err
		}
		return blobstore.OpenDir(dir)
	}
	cfg, err := blobstore.ParseS3(url)
	if err != nil {
		return nil, usageError{"--" + flag + ": " + err.Error()}
	}
	if s.S3AccessKey == "" || s.S3SecretKey == "" {
		return nil, usageError{"--" + flag + ": a bucket needs its keys in COPRATICA_S3_ACCESS_KEY and COPRATICA_S3_SECRET_KEY"}
	}
	cfg.AccessKey, cfg.SecretKey = s.S3AccessKey, s.S3SecretKey
	return blobstore.OpenS3(ctx, cfg)
}

// A blobsCommand groups what is done to attachments as such.
type blobsCommand struct {
	Copy blobsCopyCommand `cmd:"" help:"Copy every attachment to another place, and check each copy."`
}

// A blobsCopyCommand moves a site between places of attachments.
type blobsCopyCommand struct {
	From string `required:"" placeholder:"URL" help:"Where they are: dir:PATH or s3://..."`
	To   string `required:"" placeholder:"URL" help:"Where they are to be: dir:PATH or s3://..."`
}

// Run copies what is not at the target yet, so that a copy that was cut short
// goes on where it was. Each copy is read back and compared with its digest; a
// source that does not match its own digest is named and not copied.
func (c *blobsCopyCommand) Run(ctx context.Context, t *terminal, s *settings) (err error) {
	if c.From == c.To {
		return usageError{"--from and --to are the same place"}
	}
	from, err := openBlobs(ctx, s, "from", c.From)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := openBlobs(ctx, s, "to", c.To)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()

	p := newProgress(t.err, "copying", "attachments")
	copied, there, damaged := 0, 0, 0
	err = from.Keys(ctx, "", func(key string) error {
		defer func() { p.at(copied + there) }()
		done, err := copyBlob(ctx, from, to, key)
		switch {
		case errors.Is(err, errDamaged):
			damaged++
			p.clear()
			fmt.Fprintf(t.out, "%s: %v\n", key, err)
			return nil
		case err != nil:
			return err
		case done:
			copied++
		default:
			there++
		}
		return nil
	})
	p.clear()
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%d attachments copied, %d were there already\n", copied, there)
	if damaged > 0 {
		return fmt.Errorf("%d attachments are damaged where they are, and were not copied", damaged)
	}
	return nil
}

var errDamaged = errors.New("its bytes are not those that its name tells")

// copyBlob reports whether there was something to copy.
func copyBlob(ctx context.Context, from, to content.Blobs, key string) (bool, error) {
	source, err := from.Stat(ctx, key)
	if err != nil {
		return false, err
	}
	target, err := to.Stat(ctx, key)
	switch {
	case err == nil && target.Size == source.Size:
		return false, nil
	case err == nil: // no Put of ours leaves half a blob
		return false, fmt.Errorf("%s: the target has %d bytes of %d: remove it there first", key, target.Size, source.Size)
	case !errors.Is(err, content.ErrNotFound):
		return false, err
	}
	if _, err := digestOf(ctx, from, key); err != nil {
		return false, err
	}
	if err := putCopy(ctx, from, to, key, source); err != nil {
		return false, err
	}
	_, err = digestOf(ctx, to, key)
	if errors.Is(err, errDamaged) { // the copy, and nobody reads it yet
		return false, errors.Join(fmt.Errorf("%s: the copy is not what was sent: the target cannot be trusted", key), to.Delete(ctx, key))
	}
	return true, err
}

func putCopy(ctx context.Context, from, to content.Blobs, key string, source content.BlobStat) (err error) {
	r, err := from.Open(ctx, key)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	kind, start := source.Type, []byte(nil)
	if kind == "" { // a directory keeps none
		if start, err = io.ReadAll(io.LimitReader(r, 512)); err != nil {
			return err
		}
		kind = content.FileType("", start)
	}
	return to.Put(ctx, key, io.MultiReader(bytes.NewReader(start), r), source.Size, kind)
}

// digestOf reads a blob to its end; errDamaged if it is not the one of its key.
func digestOf(ctx context.Context, b content.Blobs, key string) (_ content.Digest, err error) {
	r, err := b.Open(ctx, key)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	hash := sha256.New()
	if _, err := io.Copy(hash, r); err != nil {
		return "", err
	}
	d := content.Digest(hex.EncodeToString(hash.Sum(nil)))
	if d.Key() != key {
		return d, errDamaged
	}
	return d, nil
}
