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

// image reads a picture: a page without text, until OCR is asked for.
func (r *reading) image(data []byte) error {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return corrupt(err)
	}
	if config.Width*config.Height > picturePixels {
		return tooLarge(fmt.Sprintf("a picture of %d by %d points", config.Width, config.Height))
	}
	if r.opts.Scan != nil && !r.wanted() {
		return r.page("")
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return corrupt(err)
	}
	if r.opts.Scan != nil {
		return r.recognize(gray(picture))
	}
	if err := r.preview(picture); err != nil {
		return err
	}
	return r.scan()
}

// previewPDF makes a preview of the first page, unless there is one.
func (r *reading) previewPDF(f *pdfFile) error {
	if r.opts.Preview == nil || r.previewed || f.pages == 0 {
		return nil
	}
	shown, err := f.engine.RenderPageInPixels(&requests.RenderPageInPixels{Page: f.at(0), Width: previewWidth, Height: previewHeight})
	if err != nil {
		return pdfFault(err)
	}
	defer shown.Cleanup()
	return r.preview(shown.Result.RenderedImage)
}

// preview passes on a small copy of a picture, unless there is one already.
func (r *reading) preview(picture image.Image) error {
	if r.opts.Preview == nil || r.previewed {
		return nil
	}
	r.previewed = true
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
	if err := r.opts.Preview(out.Bytes()); err != nil {
		r.stopped = err
		return err
	}
	return nil
}
