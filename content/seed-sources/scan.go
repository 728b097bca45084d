//go:build ignore

package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// scan makes of a PDF what an office scanner does: grey pictures of the pages,
// a little turned, with the paper's grain and some dust, and no text.
func scan(from, to string) error {
	if _, err := run("pdftoppm", "-r", "150", "-gray", "-png", from+".pdf", from+"-page"); err != nil {
		return err
	}
	names, err := filepath.Glob(from + "-page-*.png")
	if err != nil {
		return err
	}
	var pictures []picture
	chance := rand.New(rand.NewPCG(19, 83))
	for i, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		page, err := png.Decode(f)
		f.Close()
		if err != nil {
			return err
		}
		turn := []float64{0.5, -0.7, 0.9}[i%3] * math.Pi / 180
		var out bytes.Buffer
		if err := jpeg.Encode(&out, copied(page, turn, chance), &jpeg.Options{Quality: 42}); err != nil {
			return err
		}
		pictures = append(pictures, picture{out.Bytes(), page.Bounds().Dx(), page.Bounds().Dy()})
	}
	return os.WriteFile(to, picturePDF(pictures), 0o644)
}

// copied is the page as seen by the scanner.
func copied(page image.Image, turn float64, chance *rand.Rand) image.Image {
	b := page.Bounds()
	w, h := b.Dx(), b.Dy()
	out := image.NewGray(b)
	sin, cos := math.Sincos(turn)
	at := func(x, y int) float64 {
		if x < 0 || y < 0 || x >= w || y >= h {
			return 225
		}
		return float64(color.GrayModel.Convert(page.At(x, y)).(color.Gray).Y)
	}
	for y := range h {
		for x := range w {
			dx, dy := float64(x-w/2), float64(y-h/2)
			u, v := dx*cos+dy*sin+float64(w/2), -dx*sin+dy*cos+float64(h/2)
			i, j := int(math.Floor(u)), int(math.Floor(v))
			fu, fv := u-float64(i), v-float64(j)
			ink := (at(i, j)*(1-fu)+at(i+1, j)*fu)*(1-fv) + (at(i, j+1)*(1-fu)+at(i+1, j+1)*fu)*fv
			light := 0.97 - 0.05*float64(x)/float64(w)
			out.SetGray(x, y, color.Gray{Y: uint8(max(0, min(255, 18+ink*light*0.93+chance.NormFloat64()*4)))})
		}
	}
	for range 60 {
		x, y, r := chance.IntN(w), chance.IntN(h), 1+chance.IntN(2)
		for i := range r {
			for j := range r {
				out.SetGray(x+i, y+j, color.Gray{Y: uint8(60 + chance.IntN(90))})
			}
		}
	}
	return out
}

type picture struct {
	data          []byte
	width, height int
}

// picturePDF is a PDF of A4 pages, each one picture and nothing else.
func picturePDF(pictures []picture) []byte {
	var out bytes.Buffer
	var starts []int
	object := func(text string, stream []byte) {
		starts = append(starts, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\n", len(starts), text)
		if stream != nil {
			fmt.Fprintf(&out, "stream\n%s\nendstream\n", stream)
		}
		out.WriteString("endobj\n")
	}
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	object("<< /Type /Catalog /Pages 2 0 R >>", nil)
	kids := ""
	for i := range pictures {
		kids += fmt.Sprintf("%d 0 R ", 3+3*i)
	}
	object(fmt.Sprintf("<< /Type /Pages /Count %d /Kids [ %s] >>", len(pictures), kids), nil)
	const place = "q 595 0 0 842 0 0 cm /I Do Q"
	for i, p := range pictures {
		n := 3 + 3*i
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /XObject << /I %d 0 R >> >> >>", n+1, n+2), nil)
		object(fmt.Sprintf("<< /Length %d >>", len(place)), []byte(place))
		object(fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>",
			p.width, p.height, len(p.data)), p.data)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(starts)+1)
	for _, at := range starts {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(starts)+1, table)
	return out.Bytes()
}
