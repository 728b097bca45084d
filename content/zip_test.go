package content

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"testing"
)

func archive(t testing.TB, entries map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range entries {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func FuzzZip(f *testing.F) {
	f.Add(archive(f, map[string]string{"caso/case.md": "---\ntitle: x\n---\n", "caso/atto.pdf": "%PDF"}))
	f.Add(archive(f, map[string]string{"../case.md": "", "/case.md": "", "case.md": ""}))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		fsys, _, err := zipFS(r)
		if err != nil {
			return
		}
		// The error of one folder is no reason to stop: it must not panic, and
		// whatever is found must lie within the archive.
		err = walkFolders(fsys, ".", maxFolderDepth, func(found Folder, err error) error {
			if err != nil {
				return nil
			}
			if !fs.ValidPath(found.Path) {
				t.Errorf("folder %q leads out of the archive", found.Path)
			}
			if text, err := found.text(); err == nil && len(text) > MaxCaseSize {
				t.Errorf("read %d bytes of text", len(text))
			}
			if _, _, err := found.uploads(); err != nil {
				return nil
			}
			return nil
		})
		if err != nil {
			t.Errorf("walk: %v", err)
		}
	})
}
