package blobstore

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"copratica/content"
)

// probeTimeout is the most that a start waits for the bucket.
const probeTimeout = 20 * time.Second

// probe writes, reads and deletes a small object.
func (s *S3) probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	name := path.Join(s.config.Prefix, "probe-"+rand.Text())
	words := "Copratica looks whether it can write, read and delete here."
	_, err := s.core.Client.PutObject(ctx, s.config.Bucket, name, strings.NewReader(words), int64(len(words)), minio.PutObjectOptions{
		ContentType: "text/plain", SendContentMd5: s.config.Checksum == ChecksumMD5,
	})
	if err = s.explain(ctx, err); errors.Is(err, content.ErrNotFound) { // whose key: some answer so
		return errors.New("write: the server finds no such bucket, or does not know the access key (COPRATICA_S3_ACCESS_KEY)")
	}
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	read, err := s.readProbe(ctx, name)
	if err == nil && read != words {
		err = fmt.Errorf("it gives back other bytes than were written (%d for %d): it is no server to keep acts on", len(read), len(words))
	}
	if err != nil {
		err = fmt.Errorf("read: %w", s.explain(ctx, err))
	}
	if gone := s.deleteVersion(ctx, name, ""); gone != nil {
		err = errors.Join(err, fmt.Errorf("delete: %w", gone))
	}
	if err != nil {
		return err
	}
	// Without the right to list, servers say "forbidden" of what is not there.
	key := content.Digest(strings.Repeat("0", 64)).Key()
	if _, err := s.stat(ctx, key); err != nil && !errors.Is(err, content.ErrNotFound) {
		return fmt.Errorf("ask for what is not there (the access key needs to list the bucket too): %w", err)
	}
	return nil
}

func (s *S3) readProbe(ctx context.Context, name string) (string, error) {
	body, _, _, err := s.core.GetObject(ctx, s.config.Bucket, name, minio.GetObjectOptions{})
	if err != nil {
		return "", err
	}
	defer body.Close() // read only
	text, err := io.ReadAll(io.LimitReader(body, 1<<10))
	return string(text), err
}

// causes says in words what the codes of servers mean for whoever set this up.
var causes = map[string]string{
	"AccessDenied":                 "the access key may not do this here",
	"InvalidAccessKeyId":           "the server does not know the access key (COPRATICA_S3_ACCESS_KEY)",
	"SignatureDoesNotMatch":        "the secret key is wrong (COPRATICA_S3_SECRET_KEY)",
	"NoSuchBucket":                 "there is no such bucket: make it first",
	"RequestTimeTooSkewed":         "the clocks of this machine and of the server differ too much",
	"AuthorizationHeaderMalformed": "the region is another one (region=)",
	"PermanentRedirect":            "the bucket is at another endpoint or region",
	"NotImplemented":               "the server does not know a header that was sent: try checksum=md5 or checksum=none",
	"InvalidRequest":               "the server refuses the request: try checksum=md5 or checksum=none",
	"BadDigest":                    "the bytes that arrived are not those that were sent",
	"XAmzContentChecksumMismatch":  "the bytes that arrived are not those that were sent",
	"SlowDown":                     "the server asks to be asked less often",
}

// explain turns what a server or the way there answered into errors of ours.
func (s *S3) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if over := ctx.Err(); over != nil && !errors.Is(err, over) {
		err = errors.Join(over, err)
	}
	answer := minio.ToErrorResponse(err)
	switch {
	case causes[answer.Code] != "":
		return fmt.Errorf("%s: %w", causes[answer.Code], err)
	case answer.StatusCode == http.StatusNotFound, answer.Code == "NoSuchKey", answer.Code == "NoSuchVersion":
		return content.ErrNotFound
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("the endpoint does not answer in time: %w", err)
	}
	var unreachable *net.OpError
	if errors.As(err, &unreachable) && unreachable.Op == "dial" {
		return fmt.Errorf("the endpoint cannot be reached: %w", err)
	}
	return err
}
