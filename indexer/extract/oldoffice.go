package extract

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// officePatience is how long LibreOffice may go on after it was told to end.
const officePatience = time.Second

// officeSettings keep a document from running anything or asking anybody for
// what it links to.
const officeSettings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
`

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

// convert makes a PDF of a document; dir is for its use alone. How long it may
// take is up to who started this process: it ends the whole group.
func convert(ctx context.Context, office, dir string, data []byte) ([]byte, error) {
	source, user := filepath.Join(dir, "document"), filepath.Join(dir, "profile", "user")
	if err := os.WriteFile(source, data, 0o600); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(user, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(user, "registrymodifications.xcu"), []byte(officeSettings), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, office, "-env:UserInstallation=file://"+filepath.Dir(user),
		"--headless", "--nologo", "--norestore", "--convert-to", "pdf", "--outdir", dir, source)
	cmd.Dir = dir
	cmd.WaitDelay = officePatience
	cmd.Env = []string{"HOME=" + dir, "TMPDIR=" + dir, "LANG=it_IT.UTF-8", "PATH=/usr/bin:/bin"}
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("LibreOffice: %w: %.200s", err, out)
	}
	return os.ReadFile(filepath.Join(dir, "document.pdf"))
}
