package blobstore

import (
	"context"
	"fmt"
	"net/url"
)

// Link implements content.Linker. It asks the server nothing.
func (s *S3) Link(ctx context.Context, key, contentType, disposition string) (string, error) {
	if err := check(key); err != nil {
		return "", fmt.Errorf("link blob: %w", err)
	}
	if s.config.Links == 0 {
		return "", nil
	}
	answer := url.Values{}
	answer.Set("response-content-type", contentType)
	answer.Set("response-content-disposition", disposition)
	answer.Set("response-cache-control", "no-store")
	u, err := s.core.PresignedGetObject(ctx, s.config.Bucket, s.object(key), s.config.Links, answer)
	if err != nil {
		return "", fmt.Errorf("link blob %s: %w", key, s.explain(ctx, err))
	}
	return u.String(), nil
}
