package content

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

func TestSpool(t *testing.T) {
	t.Parallel()
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	for text, digest := range map[string]Digest{"abc": abc, "": empty} {
		dir := t.TempDir()
		s, err := Spool(t.Context(), dir, strings.NewReader(text), 3)
		if err != nil {
			t.Fatal(err)
		}
		if s.Digest != digest || s.Size != int64(len(text)) || string(s.Head) != text {
			t.Errorf("%q is spooled as %+v", text, s)
		}
		var group sync.WaitGroup
		for range 4 { // readers do not share a position
			group.Go(func() {
				if got, err := io.ReadAll(iotest.OneByteReader(s.Reader())); err != nil || string(got) != text {
					t.Errorf("read %q, %v; want %q", got, err, text)
				}
			})
		}
		group.Wait()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		noFiles(t, dir)
	}
}

func TestSpoolHead(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("parole ", 1000)
	s, err := Spool(t.Context(), t.TempDir(), strings.NewReader(text), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if string(s.Head) != text[:headSize] {
		t.Errorf("head of %d bytes", len(s.Head))
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestSpoolFails(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	broken := errors.New("the line broke")
	tests := []struct {
		name string
		ctx  context.Context
		r    io.Reader
		want error
	}{
		{"too large", t.Context(), strings.NewReader("parole"), ErrTooLarge},
		{"a broken line", t.Context(), io.MultiReader(strings.NewReader("par"), iotest.ErrReader(broken)), broken},
		{"a context that is over", cancelled, strings.NewReader("par"), context.Canceled},
	}
	for _, tt := range tests {
		dir := t.TempDir()
		if s, err := Spool(tt.ctx, dir, tt.r, 5); !errors.Is(err, tt.want) || s != nil {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		noFiles(t, dir)
	}
	if _, err := Spool(t.Context(), t.TempDir()+"/none", strings.NewReader(""), 5); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func noFiles(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestFileType(t *testing.T) {
	t.Parallel()
	const zip, ole = "PK\x03\x04\x14\x00", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
	const word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	tests := []struct{ name, head, want string }{
		{"avviso.pdf", "%PDF-1.7\n", "application/pdf"},
		{"avviso", "%PDF-1.7\n", "application/pdf"},
		{"avviso.docx", "%PDF-1.7\n", "application/pdf"},
		{"avviso.docx", zip, word},
		{"AVVISO.DOCX", zip, word},
		{"avviso.odt", zip, "application/vnd.oasis.opendocument.text"},
		{"avviso.zip", zip, "application/zip"},
		{"avviso.pdf", zip, "application/zip"},
		{"avviso.doc", ole, "application/msword"},
		{"avviso.docx", ole, "application/octet-stream"},
		{"avviso.pdf.p7m", "0\x82\x01\x00", "application/pkcs7-mime"},
		{"avviso.pdf.P7M", "MIIB", "application/pkcs7-mime"},
		{"righe.csv", "a;b\n1;2\n", "text/csv; charset=utf-8"},
		{"righe.csv", "\x00\x01\x02", "application/octet-stream"},
		{"testo.rtf", `{\rtf1`, "text/rtf"},
		{"pagina.txt", "<!DOCTYPE html><script>", "text/html; charset=utf-8"},
		{"foto.jpg", "\xFF\xD8\xFF", "image/jpeg"},
		{"", "", "text/plain; charset=utf-8"},
	}
	for _, tt := range tests {
		if got := FileType(tt.name, []byte(tt.head)); got != tt.want {
			t.Errorf("FileType(%q, %q) = %q, want %q", tt.name, tt.head, got, tt.want)
		}
	}
}

func TestDigestKey(t *testing.T) {
	t.Parallel()
	good := Digest(strings.Repeat("0a", 32))
	if got, want := good.Key(), "sha256/0a/0a/"+string(good); got != want {
		t.Errorf("key %q, want %q", got, want)
	}
	if d, ok := KeyDigest(good.Key()); !ok || d != good {
		t.Errorf("back from the key: %q, %v", d, ok)
	}
	for _, bad := range []Digest{"", "0a", good[:63], good + "0", Digest(strings.ToUpper(string(good))), "../" + good[3:], good[:63] + "g", good[:63] + "\n"} {
		if bad.Valid() || bad.Key() != "" {
			t.Errorf("%q is valid, key %q", bad, bad.Key())
		}
	}
	for _, bad := range []string{"", string(good), "/" + good.Key(), good.Key() + "/", "sha256/0b/0a/" + string(good), "x/" + good.Key()} {
		if _, ok := KeyDigest(bad); ok {
			t.Errorf("%q is the key of a digest", bad)
		}
	}
}
