// Package browsertest looks at the pages as people do: the real program, in a
// real Chromium, at several widths, by keyboard and without script. It is a
// module of its own, so that the program does not depend on a browser's
// protocol, and it knows nothing of the program but what it prints and serves.
package browsertest

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"
)

var (
	shots   = flag.String("screenshots", os.Getenv("COPRATICA_SCREENSHOTS"), "folder to put screenshots into")
	program string          // the program under test, built
	site    string          // where it serves the sample cases and the hard ones
	browser context.Context // of the one browser that all tests share
	axe     string          // the text of axe-core
)

func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("COPRATICA_NO_BROWSER") != "" {
		fmt.Println("browser tests are left out: COPRATICA_NO_BROWSER is set")
		return
	}
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	text, err := os.ReadFile("../web/node_modules/axe-core/axe.min.js")
	if err != nil {
		return 0, fmt.Errorf("%w\naxe-core is missing: run make assets", err)
	}
	axe = string(text)
	dir, err := os.MkdirTemp("", "copratica-browser-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	program = filepath.Join(dir, "copratica")
	build := exec.Command("go", "build", "-C", "../..", "-o", program, "./cmd/copratica")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build the program: %w\n%s", err, out)
	}
	data := filepath.Join(dir, "data")
	server, address, err := serve(data, "--seed")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, stop(server)) }()
	site = address
	if err := importCases(data, filepath.Join(dir, "hard"), hardCases()); err != nil {
		return 0, err
	}
	if err := found(site, len(hardCases()), "zqxhard"); err != nil {
		return 0, err
	}
	if err := read(site, "con-atti"); err != nil {
		return 0, err
	}
	allocator, done := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))...)
	defer done()
	var closeBrowser context.CancelFunc
	browser, closeBrowser = chromedp.NewContext(allocator)
	defer closeBrowser()
	if err := chromedp.Do(browser); err != nil {
		return 0, fmt.Errorf("start the browser: %w\ninstall Chromium (Debian: chromium), or set COPRATICA_NO_BROWSER=1 to go without these tests", err)
	}
	return m.Run(), nil
}

var listening = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// serve starts the program on a free port and gives its address.
func serve(data string, args ...string) (*exec.Cmd, string, error) {
	c := exec.Command(program, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", data, "--contact", "redazione@example.org"}, args...)...)
	log, err := c.StderrPipe()
	if err != nil {
		return nil, "", err
	}
	c.Stdout = c.Stderr
	if err := c.Start(); err != nil {
		return nil, "", err
	}
	lines := bufio.NewScanner(log)
	var said strings.Builder
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
		if address := listening.FindString(lines.Text()); address != "" {
			go func() { // or the program would wait for its log to be read
				for lines.Scan() {
				}
			}()
			return c, address, nil
		}
	}
	return nil, "", fmt.Errorf("the program ended: %w\n%s", c.Wait(), said.String())
}

func stop(c *exec.Cmd) error {
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return c.Wait()
}

// importCases writes case folders and imports them beside the running server.
func importCases(data, dir string, cases map[string]string) error {
	for id, text := range cases {
		folder := filepath.Join(dir, id)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, "case.md"), []byte(text), 0o600); err != nil {
			return err
		}
		for _, name := range actsOf(id) {
			if err := os.WriteFile(filepath.Join(folder, name), []byte("un atto di prova: "+name), 0o600); err != nil {
				return err
			}
		}
		for _, name := range documentsOf(id) {
			document, err := os.ReadFile(filepath.Join(documentsDir, name))
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(folder, name), document, 0o600); err != nil {
				return err
			}
		}
	}
	if out, err := exec.Command(program, "import", "--data", data, dir).CombinedOutput(); err != nil {
		return fmt.Errorf("import: %w\n%s", err, out)
	}
	return nil
}
