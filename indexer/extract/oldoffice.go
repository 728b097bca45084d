package extract

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// officePatience is how long LibreOffice may take for one document.
const officePatience = 50 * time.Second

// oldOffice reads a binary document of the last century by way of LibreOffice,
// which makes a PDF of it.
func (r *reading) oldOffice(data []byte) error {
	if r.tools.Office == "" {
		return fmt.Errorf("%w without LibreOffice", errUnsupported)
	}
	dir, err := os.MkdirTemp("", "office-")
	if err != nil {
		return fmt.Errorf("make a directory: %w", err)
	}
	defer os.RemoveAll(dir) // the whole working directory is removed after us as well
	converted, err := convert(r.ctx, r.tools.Office, dir, data)
	if err != nil {
		return corrupt(err)
	}
	return r.pdf(converted)
}

// convert makes a PDF of a document; dir is for its use alone.
func convert(ctx context.Context, office, dir string, data []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, officePatience)
	defer cancel()
	source := filepath.Join(dir, "document")
	if err := os.WriteFile(source, data, 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"),
		"--headless", "--nologo", "--convert-to", "pdf", "--outdir", dir, source)
	cmd.Dir = dir
	cmd.Env = []string{"HOME=" + dir, "TMPDIR=" + dir, "LANG=it_IT.UTF-8", "PATH=/usr/bin:/bin"}
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("LibreOffice: %w: %.200s", err, out)
	}
	return os.ReadFile(filepath.Join(dir, "document.pdf"))
}
