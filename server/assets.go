package server

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"copratica/content"
)

// What server/web builds; .keep alone in a fresh clone.
//
//go:embed all:dist
var dist embed.FS

// assetRoot is where the pages find what they load.
const assetRoot = "/assets/"

// assets are the files that pages load, by their own names ("style.css") and
// by those with the hash of their bytes, under which they are served.
type assets struct {
	byName map[string]string // address by own name
	served map[string]asset  // by hashed name
}

// An asset is a file, as it is and in the encodings made ready.
type asset struct {
	kind    string
	plain   []byte
	encoded map[string][]byte
}

// encodings of assets, the smallest first.
var encodings = [...]string{"br", "gzip"}

// loadAssets reads what the build's manifest names.
func loadAssets() (assets, error) {
	all := assets{byName: map[string]string{}, served: map[string]asset{}}
	text, err := dist.ReadFile("dist/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return all, errors.New("load assets: they are not built: run make assets")
	}
	if err != nil {
		return all, fmt.Errorf("load assets: %w", err)
	}
	var manifest map[string]struct {
		Path      string            `json:"path"`
		Type      string            `json:"type"`
		Encodings map[string]string `json:"encodings"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return all, fmt.Errorf("load assets: %w", err)
	}
	for name, m := range manifest {
		a := asset{kind: m.Type, encoded: map[string][]byte{}}
		if a.plain, err = dist.ReadFile("dist/" + m.Path); err != nil {
			return all, fmt.Errorf("load asset %s: %w", name, err)
		}
		for encoding, path := range m.Encodings {
			if a.encoded[encoding], err = dist.ReadFile("dist/" + path); err != nil {
				return all, fmt.Errorf("load asset %s: %w", name, err)
			}
		}
		all.byName[name] = assetRoot + m.Path
		all.served[m.Path] = a
	}
	for _, name := range []string{"style.css", "script.js", "icons.svg", "italia.svg", "favicon.svg", "titillium-regular.woff2", "NOTICE.txt"} {
		if all.byName[name] == "" {
			return all, fmt.Errorf("load assets: the build has no %s: run make assets", name)
		}
	}
	return all, nil
}

// asset answers GET /assets/{name}: the bytes of a name never change.
func (s *site) asset(c *gin.Context) error {
	a, ok := s.assets.served[c.Param("name")]
	if !ok {
		return fmt.Errorf("find asset: %w", content.ErrNotFound)
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	body := a.plain
	if len(a.encoded) > 0 {
		h.Add("Vary", "Accept-Encoding")
		for _, encoding := range encodings {
			if ready, ok := a.encoded[encoding]; ok && accepts(c.GetHeader("Accept-Encoding"), encoding) {
				h.Set("Content-Encoding", encoding)
				body = ready
				break
			}
		}
	}
	c.Data(http.StatusOK, a.kind, body)
	return nil
}

// accepts reports whether an Accept-Encoding field names the encoding with a
// weight above zero.
func accepts(field, encoding string) bool {
	return slices.ContainsFunc(strings.Split(field, ","), func(item string) bool {
		name, weight, weighed := strings.Cut(item, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			return false
		}
		if !weighed {
			return true
		}
		q, err := strconv.ParseFloat(strings.TrimPrefix(strings.ReplaceAll(weight, " ", ""), "q="), 64)
		return err == nil && q > 0
	})
}
