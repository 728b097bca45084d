package s3test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// built makes the program once for the tests of this package, which run in a
// directory of the server's.
var built = sync.OnceValues(func() (string, error) {
	program := filepath.Join(work, "copratica")
	out, err := exec.Command("go", "build", "-C", root, "-o", program, "./cmd/copratica").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return program, nil
})

func build(t testing.TB) string {
	t.Helper()
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// command is the program with the keys of the bucket.
func command(ctx context.Context, program string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, program, args...)
	c.Env = append(os.Environ(), "COPRATICA_S3_ACCESS_KEY="+accessKey, "COPRATICA_S3_SECRET_KEY="+secretKey)
	return c
}

// runProgram is what the program prints; it has to succeed.
func runProgram(t testing.TB, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := command(ctx, program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("copratica %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// placeAt is the address of attachments below a prefix of the bucket.
func placeAt(endpoint, prefix string) string {
	return "s3://" + bucket + "/" + prefix + "?path_style=true&region=" + region + "&endpoint=" + url.QueryEscape(endpoint)
}

// The whole program over a bucket: acts go in, are checked and come out, and a
// site moves from a directory to the bucket and back.
func TestProgramOverABucket(t *testing.T) {
	t.Parallel()
	program := build(t)
	run := func(args ...string) string {
		t.Helper()
		return runProgram(t, program, args...)
	}
	place := func(prefix string) string { return placeAt(endpoint, prefix) }
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
