package extract

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"

	// The pictures that are read beside JPEG.
	_ "image/gif"
	_ "image/png"

	"github.com/klippa-app/go-pdfium/requests"
	_ "golang.org/x/image/bmp"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"
)

// picturePixels is how large a picture may be; one beyond is not unfolded.
const picturePixels = 50_000_000

// The box that a preview fits into, in pixels, and its quality as JPEG.
const (
	previewWidth   = 480
	previewHeight  = 680
	previewQuality = 82
)

// image reads a picture: a page without text, until OCR is asked for. A TIFF
// may hold several pages.
func (r *reading) image(data []byte) error {
	for n, page := range pictures(data) {
		if err := r.onePicture(n, page); err != nil {
			return err
		}
	}
	return nil
}

// onePicture reads one picture, the n-th of its file from 0.
func (r *reading) onePicture(n int, data []byte) error {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return corrupt(err)
	}
	if config.Width*config.Height > picturePixels {
		return tooLarge(fmt.Sprintf("a picture of %d by %d points", config.Width, config.Height))
	}
	if !r.wanted() {
		return r.page("")
	}
	if r.opts.Scan == nil && n > 0 {
		return r.scan("") // nobody needs its pixels yet
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return corrupt(err)
	}
	if r.opts.Scan != nil {
		return r.recognize(within(gray(picture), scanPixels), "")
	}
	if n == 0 && r.label == "" {
		r.picture = func() (image.Image, func(), error) { return picture, func() {}, nil }
	}
	return r.scan("")
}

// within is a picture no larger than a square of so many pixels.
func within(picture *image.Gray, most int) *image.Gray {
	size := picture.Bounds().Size()
	longer := max(size.X, size.Y)
	if longer <= most {
		return picture
	}
	small := image.NewGray(image.Rect(0, 0, max(size.X*most/longer, 1), max(size.Y*most/longer, 1)))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	return small
}

// first draws the first page for a preview.
func (f *pdfFile) first() (image.Image, func(), error) {
	shown, err := f.engine.RenderPageInPixels(&requests.RenderPageInPixels{Page: f.at(0), Width: previewWidth, Height: previewHeight})
	if err != nil {
		return nil, nil, pdfFault(err)
	}
	return shown.Result.RenderedImage, shown.Cleanup, nil
}

// preview passes on a small copy of the first page, if there is a picture of
// it. A page that cannot be drawn has none, and no other harm comes of it.
func (r *reading) preview() error {
	if r.opts.Preview == nil || r.picture == nil {
		return nil
	}
	picture, cleanup, err := r.picture()
	if err != nil {
		return nil //nolint:nilerr // the document was read, and that is what matters
	}
	defer cleanup()
	size := picture.Bounds()
	scale := min(float64(previewWidth)/float64(size.Dx()), float64(previewHeight)/float64(size.Dy()), 1)
	box := image.Rect(0, 0, max(int(float64(size.Dx())*scale), 1), max(int(float64(size.Dy())*scale), 1))
	small := image.NewRGBA(box)
	draw.Draw(small, box, image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(small, box, picture, size, draw.Over, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: previewQuality}); err != nil {
		return fmt.Errorf("write a preview: %w", err)
	}
	return r.opts.Preview(out.Bytes())
}
