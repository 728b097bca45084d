package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/unicode/norm"

	"copratica/content"
)

// What an upload may bring.
const (
	defaultMaxFile = 200 << 20
	maxUploadFiles = 100
	maxUploadTimes = 5       // the whole of it, in files of the largest size
	uploadOverhead = 1 << 20 // for the text, and what stands between the parts
)

// How long one may take.
const (
	minUpload    = 16 << 10 // bytes a second that it must keep up
	storeTimeout = 30 * time.Second
	minStore     = 256 << 10 // bytes a second that storing it keeps up
)

var (
	errSlow     = errors.New("the body comes too slowly")
	errNotAForm = errors.New("the body is no multipart form")
	errNoMatch  = errors.New("no If-Match")
	errStale    = errors.New("another revision is current")
	errTooMany  = fmt.Errorf("more than %d files: %w", maxUploadFiles, content.ErrTooLarge)
	errTwoTexts = problemOf("case", content.CodeDuplicate, "", "the form has two texts")
	errNoText   = problemOf("case", content.CodeRequired, "", "the form has no text")
)

// The parts of the form.
const (
	partCase  = "case"
	partFiles = "files"
)

func problemOf(field string, code content.Code, value, detail string) error {
	return &content.InvalidError{Problems: []content.Problem{{Field: field, Code: code, Value: value, Detail: detail}}}
}

// maxUpload bounds the body of an upload.
func (s *site) maxUpload() int64 { return s.MaxFile*maxUploadTimes + uploadOverhead }

// An upload is a case text and its files, received and held in the spool. Its
// user closes it.
type upload struct {
	text  []byte
	files []content.Upload
	bytes int64
}

// Close removes the files from the spool.
func (u *upload) Close() {
	for _, f := range u.files {
		_ = f.Spooled.Close() // a temporary file; what stays is swept with the next start
	}
}

// receive reads the form of an upload part by part; no file is ever held in
// memory. It leaves nothing behind when it fails.
func (s *site) receive(c *gin.Context) (_ *upload, err error) {
	kind, params, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		return nil, errNotAForm
	}
	if c.Request.ContentLength > s.maxUpload() {
		return nil, fmt.Errorf("a body of %d bytes: %w", c.Request.ContentLength, content.ErrTooLarge)
	}
	body := &pacedBody{body: c.Request.Body, conn: http.NewResponseController(c.Writer), began: time.Now()}
	u := &upload{}
	defer func() {
		if err != nil {
			u.Close()
		}
	}()
	form := multipart.NewReader(body, params["boundary"])
	for {
		part, err := form.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = s.part(c.Request.Context(), u, part)
		}
		if err != nil {
			return nil, bodyFault(c.Request.Context(), err)
		}
	}
	if u.text == nil {
		return nil, errNoText
	}
	u.bytes = body.n
	return u, nil
}

// part takes one part of the form.
func (s *site) part(ctx context.Context, u *upload, part *multipart.Part) error {
	switch name := part.FormName(); name {
	case partCase:
		if u.text != nil {
			return errTwoTexts
		}
		text, err := io.ReadAll(io.LimitReader(part, content.MaxCaseSize+1))
		u.text = text // Parse refuses what is too long
		return err
	case partFiles:
		return s.filePart(ctx, u, part)
	default:
		return problemOf(name, content.CodeUnknownKey, name, "the form has parts named case and files only")
	}
}

func (s *site) filePart(ctx context.Context, u *upload, part *multipart.Part) error {
	if len(u.files) == maxUploadFiles {
		return errTooMany
	}
	name, err := fileName(part)
	if err != nil {
		return err
	}
	spooled, err := s.Library.Spool(ctx, part, s.MaxFile)
	if err != nil {
		return fmt.Errorf("%s: %w", strconv.Quote(name), err)
	}
	u.files = append(u.files, content.Upload{Name: name, Spooled: spooled})
	if spooled.Size == 0 {
		return problemOf(partFiles, content.CodeEmpty, name, "the file is empty (0 bytes)")
	}
	return nil
}

// fileName is the name that a part gives its file, in NFC, as some systems
// hand names out decomposed. It is not cut down to its last element, as
// part.FileName would: what names a folder is to be refused.
func fileName(part *multipart.Part) (string, error) {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return "", problemOf(partFiles, content.CodeSyntax, "", "the file's name cannot be read")
	}
	name := norm.NFC.String(params["filename"])
	if err := content.CheckFileName(name); err != nil {
		return "", problemOf(partFiles, content.CodeFormat, name, err.Error())
	}
	return name, nil
}

// bodyFault is what is wrong with a body that could not be read to its end.
// What has a meaning already keeps it.
func bodyFault(ctx context.Context, err error) error {
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong), errors.Is(err, content.ErrTooLarge), errors.Is(err, content.ErrInvalid),
		errors.Is(err, content.ErrFull), errors.Is(err, content.ErrUnavailable):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlow
	}
	return problemOf("", content.CodeSyntax, "", "the form cannot be read: "+err.Error())
}

// A pacedBody gives a body as much time as its size needs on a slow line, and
// no more.
type pacedBody struct {
	body  io.Reader
	conn  *http.ResponseController
	began time.Time
	n     int64
	moved int64 // n when the deadline was moved last
}

// Read implements io.Reader.
func (b *pacedBody) Read(p []byte) (int, error) {
	const often = 1 << 20
	if b.n == 0 || b.n-b.moved >= often {
		// Not every connection has a deadline to move; then the server's stands.
		_ = b.conn.SetReadDeadline(b.began.Add(readTimeout + time.Duration(b.n/minUpload)*time.Second))
		b.moved = b.n
	}
	n, err := b.body.Read(p)
	b.n += int64(n)
	return n, err
}

// store runs save with the time that an upload of this size needs to be stored,
// and holds off whoever wants to delete blobs meanwhile.
func (s *site) store(c *gin.Context, size int64, save func(context.Context) (content.Saved, error)) (content.Saved, error) {
	limit := storeTimeout + time.Duration(size/minStore)*time.Second
	conn := http.NewResponseController(c.Writer)
	_ = conn.SetReadDeadline(time.Time{}) // the body has come; or its end would pass for the client's
	_ = conn.SetWriteDeadline(time.Now().Add(limit + commitGrace))
	ctx, cancel := context.WithTimeout(c.Request.Context(), limit)
	defer cancel()
	if s.KeepBlobs != nil {
		done, err := s.KeepBlobs(ctx)
		if err != nil {
			return content.Saved{}, fmt.Errorf("%w: %w", content.ErrUnavailable, err)
		}
		defer done()
	}
	return save(ctx)
}
