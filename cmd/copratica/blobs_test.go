package main

import (
	"os"
	"path/filepath"
	"testing"

	"copratica/content/blobstore"
	"copratica/content/contenttest"
)

// A copy is complete, goes on where it was cut short, and never takes over
// what is damaged.
func TestBlobsCopy(t *testing.T) {
	t.Parallel()
	from, to := filepath.Join(t.TempDir(), "from"), filepath.Join(t.TempDir(), "to")
	source, err := blobstore.OpenDir(from)
	must(t, err)
	var keys []string
	for _, text := range []string{"avviso", "convenzione", "verbale", ""} {
		keys = append(keys, contenttest.PutBlob(t, source, text))
	}
	must(t, source.Close())
	args := []string{"blobs", "copy", "--from", "dir:" + from, "--to", "dir:" + to}
	has(t, "first copy", mustRun(t, args...).out, "4 attachments copied, 0 were there already")
	has(t, "second copy", mustRun(t, args...).out, "0 attachments copied, 4 were there already")

	must(t, os.Remove(filepath.Join(to, keys[0])))
	must(t, os.Remove(filepath.Join(to, keys[1])))
	must(t, os.WriteFile(filepath.Join(from, keys[1]), []byte("CONVENZIONE"), 0o600))
	r := run(t, args...)
	if r.code != exitFailed {
		t.Errorf("copy with a damaged source: exit %d", r.code)
	}
	has(t, "copy with a damaged source", r.out, keys[1]+": its bytes are not those", "1 attachments copied, 2 were there already")
	has(t, "copy with a damaged source", r.err, "1 attachments are damaged")

	target, err := blobstore.OpenDir(to)
	must(t, err)
	defer target.Close() // read only
	var got []string
	must(t, target.Keys(t.Context(), "", func(key string) error {
		_, err := digestOf(t.Context(), target, key)
		got = append(got, key)
		return err
	}))
	if len(got) != 3 {
		t.Errorf("%d attachments at the target, want all but the damaged one", len(got))
	}
	must(t, os.WriteFile(filepath.Join(to, keys[2]), []byte("verb"), 0o600))
	r = run(t, args...)
	has(t, "copy over half a blob", r.err, "the target has 4 bytes of 7")
}
