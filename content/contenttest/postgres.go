//go:build unix

package contenttest

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// A Postgres is a PostgreSQL server that belongs to one test binary. It keeps
// its data in a temporary directory, listens on a free loopback port, runs as
// an ordinary user even when the tests run as root, and dies with them.
type Postgres struct {
	dir  string
	port int
	pass string
	user *syscall.Credential // nil: the user of the tests
	bin  string
	cmd  *exec.Cmd
	done chan error
}

// StartPostgres makes and starts a server; the caller stops it when the tests
// are over. The test binary registers the driver "pgx".
func StartPostgres() (*Postgres, error) {
	bin, err := findPostgres()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "copratica-pg")
	if err != nil {
		return nil, err
	}
	p := &Postgres{dir: dir, bin: bin, pass: rand.Text()}
	if err := p.create(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	// A port that was free can be taken before the server has it.
	for range 3 {
		if err = p.start(); err == nil {
			return p, nil
		}
	}
	return nil, errors.Join(err, os.RemoveAll(dir))
}

// Stop ends the server and removes its data.
func (p *Postgres) Stop() error {
	err := p.cmd.Process.Signal(syscall.SIGINT)
	<-p.done
	return errors.Join(err, os.RemoveAll(p.dir))
}

// Database makes an empty database and returns its address. It sorts text as
// Italians do, so that a query that relies on the order of bytes shows.
func (p *Postgres) Database(t testing.TB) string {
	t.Helper()
	db, err := sql.Open("pgx", p.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	name := "test_" + rand.Text()
	_, err = db.ExecContext(t.Context(), `CREATE DATABASE "`+name+
		`" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'it-IT'`)
	if err != nil {
		t.Fatalf("create database: %v", err)
	}
	return p.url(name)
}

func (p *Postgres) url(database string) string {
	u := url.URL{
		Scheme: "postgres",
		User:   url.UserPassword("copratica", p.pass),
		Host:   net.JoinHostPort("127.0.0.1", strconv.Itoa(p.port)),
		Path:   "/" + database,
	}
	return u.String()
}

// findPostgres is the directory of initdb and postgres: Debian's newest, or
// that of the search path.
func findPostgres() (string, error) {
	dirs, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.SortFunc(dirs, func(a, b string) int { return version(b) - version(a) })
	if path, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	for _, dir := range dirs {
		_, err1 := os.Stat(filepath.Join(dir, "initdb"))
		_, err2 := os.Stat(filepath.Join(dir, "postgres"))
		if err1 == nil && err2 == nil {
			return dir, nil
		}
	}
	return "", errors.New("these tests need a PostgreSQL server (15 or newer) to run against and found none: " +
		"install Debian's package postgresql (apt-get install postgresql), or put initdb and postgres in PATH")
}

func version(bin string) int {
	v, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	if err != nil {
		return 0
	}
	return v
}

// create lays out the server's directory. initdb and postgres refuse to run as root.
func (p *Postgres) create() error {
	if os.Geteuid() == 0 {
		user, err := ordinaryUser()
		if err != nil {
			return err
		}
		p.user = user
		if err := os.Chown(p.dir, int(user.Uid), int(user.Gid)); err != nil {
			return err
		}
	}
	pass := filepath.Join(p.dir, "pass")
	if err := os.WriteFile(pass, []byte(p.pass+"\n"), 0o644); err != nil {
		return err
	}
	out, err := p.command("initdb", "--pgdata", filepath.Join(p.dir, "data"), "--username", "copratica",
		"--pwfile", pass, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync").CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// command runs a program of the server with nothing of our environment in it.
func (p *Postgres) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(p.bin, name), args...)
	cmd.Dir = p.dir
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = childOf(p.user)
	return cmd
}

func (p *Postgres) start() error {
	port, err := freePort()
	if err != nil {
		return err
	}
	p.port = port
	p.cmd = p.command("postgres", "-D", filepath.Join(p.dir, "data"), "-k", p.dir,
		"-c", "listen_addresses=127.0.0.1", "-c", fmt.Sprintf("port=%d", port),
		"-c", "max_connections=200", "-c", "fsync=on", "-c", "synchronous_commit=on")
	var log bytes.Buffer
	p.cmd.Stdout, p.cmd.Stderr = &log, &log
	p.done = make(chan error, 1)
	started := make(chan error)
	go func() {
		// The server dies with the thread that started it, so that one waits here.
		runtime.LockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.done <- p.cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start postgres: %w", err)
	}
	return p.ready(&log)
}

// ready waits until the server answers.
func (p *Postgres) ready(log *bytes.Buffer) error {
	db, err := sql.Open("pgx", p.url("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case exit := <-p.done:
			return fmt.Errorf("postgres ended at once: %w\n%s", exit, log)
		case <-ctx.Done():
			kill := p.cmd.Process.Kill()
			<-p.done
			return errors.Join(fmt.Errorf("postgres does not answer: %w\n%s", err, log), kill)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
