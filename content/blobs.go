package content

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path"
	"strings"
	"time"
)

// BlobStat is what a store knows of a blob without reading it.
type BlobStat struct {
	Size     int64
	Type     string    // MIME type; "" when the store does not keep it
	Modified time.Time // when it was put, or renewed by another Put
}

// BlobRenewal is the age from which a Put of what exists makes it new again, so
// that a sweep of what nobody names (Orphans) leaves alone what is just being named.
const BlobRenewal = 12 * time.Hour

// DigestOf is the digest of some bytes.
func DigestOf(data []byte) Digest {
	sum := sha256.Sum256(data)
	return Digest(hex.EncodeToString(sum[:]))
}

// Valid reports whether d is 64 lower-case hexadecimal digits.
func (d Digest) Valid() bool {
	return len(d) == 64 && strings.Trim(string(d), "0123456789abcdef") == ""
}

// Key is where a blob lives in every store: "sha256/ab/cd/<hex>"; "" for a
// digest that is not valid.
func (d Digest) Key() string {
	if !d.Valid() {
		return ""
	}
	return "sha256/" + string(d[:2]) + "/" + string(d[2:4]) + "/" + string(d)
}

// KeyDigest is the digest whose Key is key; false if there is none.
func KeyDigest(key string) (Digest, bool) {
	d := Digest(path.Base(key))
	return d, d.Valid() && d.Key() == key
}

// Blobs keeps bytes under keys that name their content. Implementations pass
// contenttest.Blobs.
//
// Put stores size bytes of r and is durable when it returns nil; when the key
// exists it reads nothing and is a no-op, unless the blob is older than
// BlobRenewal: then it becomes new. Fewer or more bytes than size is an
// error and stores nothing. Two Puts of one key at a time both succeed.
//
// Open gives the bytes to read and seek; ErrNotFound if the key is absent.
//
// Stat is ErrNotFound for an absent key; Delete of one is no error.
//
// Keys calls yield for every key below prefix in no promised order, and stops
// with the error yield returns.
//
// A key that Digest.Key could not have made is ErrInvalid, whatever it tries
// to reach.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
	Stat(ctx context.Context, key string) (BlobStat, error)
	Delete(ctx context.Context, key string) error
	Keys(ctx context.Context, prefix string, yield func(key string) error) error
}

// A Linker is a place of blobs that can be asked for one directly.
//
// Link is an address that gives a blob to whoever has it, for a short time,
// under the type and with the Content-Disposition named. It is "" where no
// addresses are to be handed out, and leads nowhere if the key is absent.
type Linker interface {
	Link(ctx context.Context, key, contentType, disposition string) (string, error)
}
