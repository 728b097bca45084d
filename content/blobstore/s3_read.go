package blobstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/minio/minio-go/v7"
)

// Open implements content.Blobs. Bytes are fetched when they are read, from
// where reading goes on: after a seek, and after a line that broke.
func (s *S3) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	if err := check(key); err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	stat, err := s.stat(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", key, err)
	}
	return &s3Reader{ctx: ctx, store: s, key: key, size: stat.Size}, nil
}

// readTries is how often a broken answer is taken up again without a byte of
// progress.
const readTries = 3

// An s3Reader is one object, read in as few requests as seeking allows.
type s3Reader struct {
	ctx   context.Context // of the Open that made it: reads have none of their own
	store *S3
	key   string
	size  int64
	at    int64
	body  io.ReadCloser
	stop  context.CancelFunc
	tries int
}

// Read implements io.Reader.
func (r *s3Reader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	for {
		n, err := r.read(p)
		r.at += int64(n)
		if n > 0 {
			r.tries = 0
			return n, nil // an error comes again with the next read
		}
		if err == nil {
			continue
		}
		r.drop()
		r.tries++
		if r.ctx.Err() != nil || r.tries > readTries {
			return 0, fmt.Errorf("read blob %s at %d of %d: %w", r.key, r.at, r.size, errors.Join(r.ctx.Err(), r.store.explain(r.ctx, err)))
		}
	}
}

// read asks for what follows if need be, and waits for the next bytes only so long.
func (r *s3Reader) read(p []byte) (int, error) {
	if r.body == nil {
		ctx, stop := context.WithCancel(r.ctx)
		opts := minio.GetObjectOptions{}
		if r.at > 0 {
			if err := opts.SetRange(r.at, 0); err != nil {
				stop()
				return 0, err
			}
		}
		body, _, _, err := r.store.core.GetObject(ctx, r.store.config.Bucket, r.store.object(r.key), opts)
		if err != nil {
			stop()
			return 0, err
		}
		r.body, r.stop = body, stop
	}
	patience := time.AfterFunc(readTimeout, r.stop)
	defer patience.Stop()
	n, err := r.body.Read(p[:min(int64(len(p)), r.size-r.at)])
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF // if it were the end, nobody would have asked
	}
	return n, err
}

// Seek implements io.Seeker; it asks the server nothing.
func (r *s3Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("seek blob %s: before its start", r.key)
	}
	if offset != r.at {
		r.drop()
	}
	r.at = offset
	return offset, nil
}

// Close implements io.Closer.
func (r *s3Reader) Close() error {
	r.drop()
	r.size = 0
	return nil
}

func (r *s3Reader) drop() {
	if r.body != nil {
		r.stop()
		_ = r.body.Close() // what was read is read
		r.body = nil
	}
}
