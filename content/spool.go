package content

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"strings"
)

// headSize is how much of a file FileType looks at.
const headSize = 512

// Spooled is an upload held in a temporary file until it is stored under its
// digest. The caller closes it.
type Spooled struct {
	Digest Digest
	Size   int64
	Head   []byte // the first bytes, for FileType
	file   *os.File
}

// Spool copies r into a temporary file in dir and hashes it on the way. More
// than limit bytes is ErrTooLarge. When it fails it leaves no file behind.
func Spool(ctx context.Context, dir string, r io.Reader, limit int64) (*Spooled, error) {
	f, err := os.CreateTemp(dir, "spool-*")
	if err != nil {
		return nil, err
	}
	s := &Spooled{file: f}
	if err := s.fill(ctx, r, limit); err != nil {
		s.Close() // the copy's error says more
		return nil, err
	}
	return s, nil
}

func (s *Spooled) fill(ctx context.Context, r io.Reader, limit int64) error {
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(s.file, hash), io.LimitReader(&contextReader{ctx, r}, limit+1))
	if err != nil {
		return err
	}
	if n > limit {
		return fmt.Errorf("more than %d MB: %w", limit>>20, ErrTooLarge)
	}
	s.Size, s.Digest = n, Digest(hex.EncodeToString(hash.Sum(nil)))
	s.Head = make([]byte, min(n, headSize))
	if _, err := s.file.ReadAt(s.Head, 0); err != nil && err != io.EOF {
		return err
	}
	return nil
}

// Reader reads the whole from its beginning. It is good until Close.
func (s *Spooled) Reader() io.ReadSeeker { return io.NewSectionReader(s.file, 0, s.Size) }

// Close removes the temporary file.
func (s *Spooled) Close() error {
	err := s.file.Close()
	if removed := os.Remove(s.file.Name()); err == nil {
		err = removed
	}
	return err
}

// A contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// FileType is the MIME type of a file by its first bytes and, where these
// cannot tell, by its name. Signed envelopes are known by name: what is inside
// would be taken for the whole.
func FileType(name string, head []byte) string {
	ext := strings.ToLower(path.Ext(name))
	switch ext {
	case ".p7m":
		return "application/pkcs7-mime"
	case ".p7s":
		return "application/pkcs7-signature"
	}
	sniffed := http.DetectContentType(head)
	switch {
	case sniffed == "application/zip" && inZip[ext] != "":
		return inZip[ext]
	case strings.HasPrefix(sniffed, "text/plain") && asText[ext] != "":
		return asText[ext]
	case sniffed == "application/octet-stream" && asBytes[ext] != "":
		return asBytes[ext]
	}
	return sniffed
}

// Types that sniffing cannot see, by the kind it does see and the extension.
var (
	inZip = map[string]string{
		".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
		".odt":  "application/vnd.oasis.opendocument.text",
		".ods":  "application/vnd.oasis.opendocument.spreadsheet",
		".odp":  "application/vnd.oasis.opendocument.presentation",
	}
	asText = map[string]string{
		".csv": "text/csv; charset=utf-8",
		".md":  "text/markdown; charset=utf-8",
		".rtf": "text/rtf",
		".eml": "message/rfc822",
	}
	asBytes = map[string]string{
		".doc": "application/msword",
		".xls": "application/vnd.ms-excel",
		".ppt": "application/vnd.ms-powerpoint",
	}
)
