package s3test

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// build makes the program once for the tests of this package.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "copratica")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-C", root, "-o", program, "./cmd/copratica").CombinedOutput()
	if err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	return program
}

// The whole program over a bucket: acts go in, are checked and come out, and a
// site moves from a directory to the bucket and back.
func TestProgramOverABucket(t *testing.T) {
	t.Parallel()
	program := build(t)
	run := func(args ...string) string {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		c := exec.CommandContext(ctx, program, args...)
		c.Env = append(os.Environ(), "COPRATICA_S3_ACCESS_KEY="+accessKey, "COPRATICA_S3_SECRET_KEY="+secretKey)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("copratica %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	place := func(prefix string) string {
		return "s3://" + bucket + "/" + prefix + "?path_style=true&region=" + region + "&endpoint=" + url.QueryEscape(endpoint)
	}
	dir := t.TempDir()
	first, second, home := filepath.Join(dir, "first"), filepath.Join(dir, "second"), place("programma")
	seed := filepath.Join(root, "content", "seed", "valdastra-filanda-delle-lanterne")
	run("import", "--data", first, "--blobs", home, seed)
	if out := run("verify", "--data", first, "--blobs", home); !strings.Contains(out, " 0 findings") {
		t.Errorf("verify over the bucket:\n%s", out)
	}
	run("export", "--data", first, "--blobs", home, filepath.Join(dir, "out.zip"))

	run("import", "--data", second, seed)
	moved := place("trasloco")
	if out := run("blobs", "copy", "--from", "dir:"+filepath.Join(second, "blobs"), "--to", moved); !strings.Contains(out, "5 attachments copied") {
		t.Errorf("copy to the bucket:\n%s", out)
	}
	if out := run("verify", "--data", second, "--blobs", moved); !strings.Contains(out, " 0 findings") {
		t.Errorf("verify after moving:\n%s", out)
	}
	if out := run("blobs", "copy", "--from", moved, "--to", "dir:"+filepath.Join(dir, "back")); !strings.Contains(out, "5 attachments copied") {
		t.Errorf("copy back:\n%s", out)
	}
}
