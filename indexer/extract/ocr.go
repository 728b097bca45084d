package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium/requests"
)

// The measures of OCR.
const (
	scanDPI      = 200
	scanPixels   = 3600 // the longer side at most: A4 at 300 dpi
	scanPatience = 60 * time.Second
)

// errNoOCR says why a picture has no text.
var errNoOCR = errors.New("OCR is not installed")

// pdfScan reads a page of a PDF, from 0, by OCR, beside the few letters it has.
func (r *reading) pdfScan(f *pdfFile, n int, letters string) error {
	picture, err := f.picture(n, scanDPI)
	if err != nil {
		return err
	}
	return r.recognize(picture, letters)
}

// picture renders a page at a resolution, within scanPixels. The pixels are a copy.
func (f *pdfFile) picture(n, dpi int) (*image.Gray, error) {
	size, err := f.engine.GetPageSize(&requests.GetPageSize{Page: f.at(n)})
	if err != nil {
		return nil, pdfFault(err)
	}
	width := min(int(size.Width/72*float64(dpi)), scanPixels)
	height := min(int(size.Height/72*float64(dpi)), scanPixels)
	shown, err := f.engine.RenderPageInPixels(&requests.RenderPageInPixels{
		Page: f.at(n), Width: max(width, 1), Height: max(height, 1), ImageFormat: requests.RenderImageFormatGrayscale,
	})
	if err != nil {
		return nil, pdfFault(err)
	}
	defer shown.Cleanup()
	return gray(shown.Result.RenderedImage), nil
}

// at is a page of the file, from 0.
func (f *pdfFile) at(n int) requests.Page {
	return requests.Page{ByIndex: &requests.PageByIndex{Document: f.doc, Index: n}}
}

func gray(from image.Image) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, from.Bounds().Dx(), from.Bounds().Dy()))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), from, from.Bounds().Min, draw.Over)
	return out
}

// recognize adds a page with what OCR sees in a picture, and before it those of
// its letters that OCR has missed. A page that cannot be recognised stays as it
// is; the others go on.
func (r *reading) recognize(picture *image.Gray, letters string) error {
	if r.tools.Tesseract == "" {
		return errNoOCR
	}
	text, err := tesseract(r.ctx, r.tools.Tesseract, picture)
	if err != nil {
		r.summary.Reason = err.Error()
		return r.scan(letters)
	}
	return r.page(missed(letters, text) + joinLines(text))
}

// missed are the lines that another reading of the same page has not.
func missed(lines, text string) string {
	var out strings.Builder
	seen := strings.Join(strings.Fields(text), " ")
	for line := range strings.Lines(cleanText(lines)) {
		if line = strings.Join(strings.Fields(line), " "); line != "" && !strings.Contains(seen, line) {
			out.WriteString(line + "\n")
		}
	}
	return out.String()
}

// tesseract runs the OCR program over a picture. It must have one thread: its
// threads wait for each other by spinning.
func tesseract(ctx context.Context, program string, picture *image.Gray) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, scanPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "-", "-", "-l", "ita", "--dpi", fmt.Sprint(scanDPI))
	cmd.Env = []string{"OMP_THREAD_LIMIT=1"}
	cmd.Stdin = bytes.NewReader(pgm(picture))
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil {
		said, _, _ := strings.Cut(strings.TrimSpace(log.String()), "\n")
		return "", fmt.Errorf("OCR failed: %w: %s", errors.Join(ctx.Err(), err), said)
	}
	return out.String(), nil
}

// pgm is a picture in the plainest format there is (portable graymap).
func pgm(picture *image.Gray) []byte {
	b := picture.Bounds()
	out := fmt.Appendf(make([]byte, 0, len(picture.Pix)+32), "P5\n%d %d\n255\n", b.Dx(), b.Dy())
	for y := range b.Dy() {
		out = append(out, picture.Pix[y*picture.Stride:y*picture.Stride+b.Dx()]...)
	}
	return out
}

// brokenWord is a word cut by a hyphen at the end of a line.
var brokenWord = regexp.MustCompile(`(\p{Ll})[-\x{00ad}\x{2010}]\n[ \t]*(\p{Ll})`)

// joinLines joins words that a hyphen cuts at the end of a line.
func joinLines(text string) string { return brokenWord.ReplaceAllString(text, "$1$2") }
