package blobstore

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"copratica/content"
)

// What a server of objects is given, before it counts as gone.
const (
	dialTimeout   = 5 * time.Second
	headerTimeout = 30 * time.Second // to begin an answer
	readTimeout   = 30 * time.Second // for the next bytes of one
	requestTries  = 4
)

// partSize is how much of a large blob is sent, and held in memory, at a time;
// what is smaller is sent in one request.
const partSize = 16 << 20

// An S3 is content.Blobs in a bucket. Objects are private; each is one blob
// under the configured prefix, with its MIME type.
type S3 struct {
	core      minio.Core
	config    S3Config
	transport *http.Transport
	versioned bool // deleting must take every version
}

// OpenS3 opens a bucket that exists, after writing, reading and deleting a
// small object in it: an error says in words what is wrong with the set-up.
func OpenS3(ctx context.Context, cfg S3Config) (*S3, error) {
	endpoint, err := url.Parse(cfg.Endpoint)
	if err != nil || endpoint.Host == "" {
		return nil, fmt.Errorf("open bucket %s: the endpoint %q is no address such as https://s3.example.org", cfg.Bucket, cfg.Endpoint)
	}
	lookup := minio.BucketLookupAuto
	if cfg.PathStyle {
		lookup = minio.BucketLookupPath
	}
	way := transport()
	core, err := minio.NewCore(endpoint.Host, &minio.Options{
		Creds:        credentials.NewStaticV4(cfg.AccessKey, cfg.SecretKey, ""),
		Secure:       endpoint.Scheme == "https",
		Region:       cfg.Region,
		BucketLookup: lookup,
		Transport:    way,
		MaxRetries:   requestTries,
	})
	if err != nil {
		return nil, fmt.Errorf("open bucket %s: %w", cfg.Bucket, err)
	}
	s := &S3{core: *core, config: cfg, transport: way}
	if err := s.probe(ctx); err != nil {
		return nil, fmt.Errorf("open bucket %s at %s: %w", cfg.Bucket, cfg.Endpoint, err)
	}
	// Who may not ask whether there are versions has to manage them elsewhere.
	if v, err := core.GetBucketVersioning(ctx, cfg.Bucket); err == nil {
		s.versioned = v.Status != ""
	}
	return s, nil
}

func transport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout:   dialTimeout,
		ResponseHeaderTimeout: headerTimeout,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConnsPerHost:   16,
		DisableCompression:    true, // objects come back as they were put
	}
}

// Close lets go of idle connections. Open blobs stay readable.
func (s *S3) Close() error {
	s.transport.CloseIdleConnections()
	return nil
}

// object is the name of a key's object.
func (s *S3) object(key string) string { return path.Join(s.config.Prefix, key) }

// Put implements content.Blobs.
func (s *S3) Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error {
	if err := check(key); err != nil {
		return fmt.Errorf("put blob: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("put blob %s: %w", key, err)
	}
	stat, err := s.stat(ctx, key)
	old := err == nil && time.Since(stat.Modified) >= content.BlobRenewal
	if old || errors.Is(err, content.ErrNotFound) {
		err = s.put(ctx, key, r, size, contentType)
	}
	if err != nil {
		return fmt.Errorf("put blob %s: %w", key, err)
	}
	return nil
}

func (s *S3) put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error {
	opts := minio.PutObjectOptions{
		ContentType:    contentType,
		PartSize:       partSize,
		SendContentMd5: s.config.Checksum == ChecksumMD5,
	}
	if s.config.Checksum == ChecksumSHA256 && size < partSize {
		// The key is the digest: the server itself checks what arrives.
		d, _ := content.KeyDigest(key)
		raw, err := hex.DecodeString(string(d))
		if err != nil {
			return err
		}
		opts.UserMetadata = map[string]string{"X-Amz-Checksum-Sha256": base64.StdEncoding.EncodeToString(raw)}
	}
	body := &exactly{r: stoppable{ctx, r}, left: size}
	if size == 0 { // nothing would be read, so nobody would notice a byte too many
		if err := body.end(); err != nil {
			return err
		}
	}
	_, err := s.core.Client.PutObject(ctx, s.config.Bucket, s.object(key), body, size, opts)
	if body.err != nil {
		return body.err
	}
	return s.explain(ctx, err)
}

// exactly reads as many bytes as were announced and fails on more or fewer,
// before the last of them are given away.
type exactly struct {
	r    io.Reader
	left int64
	err  error
}

func (e *exactly) Read(p []byte) (int, error) {
	if e.err != nil {
		return 0, e.err
	}
	if e.left == 0 {
		return 0, io.EOF
	}
	n, err := e.r.Read(p[:min(int64(len(p)), e.left)])
	e.left -= int64(n)
	switch {
	case e.left == 0:
		e.err = e.end()
	case errors.Is(err, io.EOF):
		e.err = fmt.Errorf("%d bytes fewer came than were announced: %w", e.left, content.ErrInvalid)
	default:
		e.err = err
	}
	if e.err != nil {
		return 0, e.err
	}
	return n, nil
}

// end makes sure that nothing follows.
func (e *exactly) end() error {
	var more [1]byte
	switch n, err := io.ReadFull(e.r, more[:]); {
	case n > 0:
		return fmt.Errorf("more bytes came than were announced: %w", content.ErrInvalid)
	case errors.Is(err, io.EOF):
		return nil
	default:
		return err
	}
}

// Stat implements content.Blobs.
func (s *S3) Stat(ctx context.Context, key string) (content.BlobStat, error) {
	if err := check(key); err != nil {
		return content.BlobStat{}, fmt.Errorf("stat blob: %w", err)
	}
	stat, err := s.stat(ctx, key)
	if err != nil {
		return content.BlobStat{}, fmt.Errorf("stat blob %s: %w", key, err)
	}
	return stat, nil
}

func (s *S3) stat(ctx context.Context, key string) (content.BlobStat, error) {
	info, err := s.core.StatObject(ctx, s.config.Bucket, s.object(key), minio.StatObjectOptions{})
	if err != nil {
		return content.BlobStat{}, s.explain(ctx, err)
	}
	return content.BlobStat{Size: info.Size, Type: info.ContentType, Modified: info.LastModified}, nil
}

// Delete implements content.Blobs. In a bucket with versions it deletes them all.
func (s *S3) Delete(ctx context.Context, key string) error {
	if err := check(key); err != nil {
		return fmt.Errorf("delete blob: %w", err)
	}
	if err := s.delete(ctx, s.object(key)); err != nil {
		return fmt.Errorf("delete blob %s: %w", key, err)
	}
	return nil
}

func (s *S3) delete(ctx context.Context, object string) error {
	if !s.versioned {
		return s.deleteVersion(ctx, object, "")
	}
	ctx, cancel := context.WithCancel(ctx) // or a listing left early would go on
	defer cancel()
	versions := minio.ListObjectsOptions{Prefix: object, Recursive: true, WithVersions: true}
	for v := range s.core.Client.ListObjects(ctx, s.config.Bucket, versions) {
		if v.Err != nil {
			return s.explain(ctx, v.Err)
		}
		if v.Key != object {
			continue
		}
		if err := s.deleteVersion(ctx, object, v.VersionID); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (s *S3) deleteVersion(ctx context.Context, object, version string) error {
	err := s.core.RemoveObject(ctx, s.config.Bucket, object, minio.RemoveObjectOptions{VersionID: version})
	if err = s.explain(ctx, err); errors.Is(err, content.ErrNotFound) {
		return nil
	}
	return err
}

// Keys implements content.Blobs, in order of key. What is no blob is passed over.
func (s *S3) Keys(ctx context.Context, prefix string, yield func(string) error) error {
	if err := s.keys(ctx, prefix, yield); err != nil {
		return fmt.Errorf("list blobs below %q: %w", prefix, err)
	}
	return nil
}

func (s *S3) keys(ctx context.Context, prefix string, yield func(string) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	listing, cancel := context.WithCancel(ctx)
	defer cancel()
	root := ""
	if s.config.Prefix != "" {
		root = s.config.Prefix + "/"
	}
	for o := range s.core.Client.ListObjects(listing, s.config.Bucket, minio.ListObjectsOptions{Prefix: root + prefix, Recursive: true}) {
		if o.Err != nil {
			return s.explain(ctx, o.Err)
		}
		key := strings.TrimPrefix(o.Key, root)
		if check(key) != nil || !strings.HasPrefix(key, prefix) {
			continue
		}
		if err := yield(key); err != nil {
			return err
		}
	}
	return ctx.Err()
}
